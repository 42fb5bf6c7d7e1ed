import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, formOf, point, pointText, Screen, textOf, words } from "halle/shell";
import { Producers, type Producer } from "halle/gen/catalogue/v1/catalogue_pb";

/** For the co-ordination: what anybody may read of each grower. */
@customElement("halle-catalogue-producers-screen")
export class CatalogueProducers extends Screen {
  @state() private producers: Producer[] | null = null;
  private readonly calls = new Calls(this, async () => {
    this.producers ??= (await ask(Producers).list({})).producers;
  });

  private async save(event: Event, producer: Producer): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const { id } = producer;
    const form = formOf(event);
    const text = (name: string) => textOf(form, name).trim();
    const at = point(text("point"));
    if (text("point") !== "" && !at)
      return this.calls.complain([["point", words("producers.bad_point")]], id);
    const request = {
      producer: {
        id,
        description: text("description"),
        website: text("website"),
        email: text("email"),
        place: {
          street: text("street"),
          postCode: text("post_code"),
          town: text("town"),
          point: at,
        },
        published: form.get("published") === "on",
      },
    };
    await this.calls.change(
      request,
      async (options) => {
        const saved = await ask(Producers).set(request, options);
        saved.name = producer.name;
        saved.products = producer.products;
        this.producers = this.producers!.map((old) => (old.id === id ? saved : old));
        announce(
          words(saved.published ? "producers.saved_shown" : "producers.saved_hidden", {
            name: saved.name,
          }),
        );
      },
      { part: id, refused: (why) => this.calls.complainOf(why, id) },
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.producers")}</h1>
      <p>${words("producers.intro")}</p>
      <p class="hint">${words("producers.consent")}</p>
      ${this.calls.trouble.length > 0 && this.producers === null
        ? html`${this.calls.alert()}${this.calls.again()}`
        : nothing}
      ${this.producers === null ? this.calls.waiting() : nothing}
      ${this.producers?.length === 0 ? html`<p>${words("producers.none")}</p>` : nothing}
      ${this.producers?.map((producer) => this.one(producer))}
    </div>`;
  }

  private one(producer: Producer): TemplateResult {
    const { id, place } = producer;
    return html`<details class="card">
      <summary>
        <strong>${producer.name}</strong>
        <span
          >${words(producer.published ? "producers.is_shown" : "producers.is_hidden")}${place?.town
            ? `, ${place.town}`
            : ""}</span
        >
      </summary>
      <form novalidate @submit=${(event: Event) => void this.save(event, producer)}>
        ${this.calls.alert(id)}
        ${this.field(
          id,
          "description",
          "producers.description",
          "producers.description_hint",
          (at) =>
            html`<textarea
              id=${at.id}
              name="description"
              rows="4"
              .value=${producer.description}
              aria-invalid=${at.invalid}
              aria-describedby=${at.described}></textarea>`,
        )}
        ${this.line(id, "street", "producers.street", place?.street)}
        ${this.line(id, "post_code", "producers.post_code", place?.postCode)}
        ${this.line(id, "town", "producers.town", place?.town)}
        ${this.line(
          id,
          "point",
          "producers.point",
          pointText(place?.point),
          "producers.point_hint",
        )}
        ${this.line(id, "website", "producers.website", producer.website, "producers.website_hint")}
        ${this.line(id, "email", "producers.email", producer.email)}
        <p>
          <label class="check"
            ><input type="checkbox" name="published" role="switch" .checked=${producer.published} />
            ${words("producers.published")}</label
          >
        </p>
        <p>
          <button class="primary" aria-disabled=${this.calls.busy === id ? "true" : "false"}>
            ${words("producers.save")}<span class="hidden"> ${producer.name}</span>
          </button>
        </p>
      </form>
    </details>`;
  }

  private line(id: string, name: string, label: string, value = "", hint = ""): TemplateResult {
    return this.field(
      id,
      name,
      label,
      hint,
      (at) =>
        html`<input
          id=${at.id}
          name=${name}
          autocomplete="off"
          .value=${value}
          aria-invalid=${at.invalid}
          aria-describedby=${at.described} />`,
    );
  }

  private problem(id: string, name: string): TemplateResult | typeof nothing {
    const text = this.calls.problem(name, id);
    return text
      ? html`<p class="wrong" id="wrong-${name}-${id}" role="alert">${text}</p>`
      : nothing;
  }

  private field(
    id: string,
    name: string,
    label: string,
    hint: string,
    control: (at: {
      id: string;
      invalid: string | typeof nothing;
      described: string | typeof nothing;
    }) => TemplateResult,
  ): TemplateResult {
    const bad = this.calls.problem(name, id) !== undefined;
    const described = [hint ? `hint-${name}-${id}` : "", bad ? `wrong-${name}-${id}` : ""]
      .join(" ")
      .trim();
    return html`<div class="field">
      <label for="${name}-${id}">${words(label)}</label>
      ${hint ? html`<p class="hint" id="hint-${name}-${id}">${words(hint)}</p>` : nothing}
      ${control({
        id: `${name}-${id}`,
        invalid: bad ? "true" : nothing,
        described: described || nothing,
      })}
      ${this.problem(id, name)}
    </div>`;
  }
}
