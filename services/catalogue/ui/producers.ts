import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  asOperation,
  failure,
  formOf,
  Operation,
  point,
  pointText,
  Screen,
  textOf,
  words,
} from "halle/shell";
import { Producers, type Producer } from "halle/gen/catalogue/v1/catalogue_pb";

/** For the co-ordination: what anybody may read of each grower. */
@customElement("halle-catalogue-producers-screen")
export class CatalogueProducers extends Screen {
  @state() private producers: Producer[] | null = null;
  @state() private trouble = "";
  /** What is wrong in the form of a grower, by field. */
  @state() private wrong: { id: string; fields: Map<string, string> } = {
    id: "",
    fields: new Map(),
  };
  @state() private busy = "";
  private readonly operation = new Operation();

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.producers) void this.load();
  }

  private async load(): Promise<void> {
    this.trouble = "";
    try {
      this.producers = (await ask(Producers).list({})).producers;
    } catch (error) {
      this.trouble = failure(error).text;
    }
  }

  private async save(event: Event, producer: Producer): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const { id } = producer;
    const form = formOf(event);
    const text = (name: string) => textOf(form, name).trim();
    const at = point(text("point"));
    this.wrong = { id, fields: new Map() };
    if (text("point") !== "" && !at)
      return this.complain(id, [["point", words("producers.bad_point")]]);
    this.busy = id;
    try {
      const request = {
        producer: {
          id,
          description: text("description"),
          website: text("website"),
          place: {
            street: text("street"),
            postCode: text("post_code"),
            town: text("town"),
            point: at,
          },
          published: form.get("published") === "on",
        },
      };
      const saved = await ask(Producers).set(request, asOperation(this.operation.of(request)));
      this.operation.done();
      saved.name = producer.name;
      saved.products = producer.products;
      this.producers = this.producers!.map((old) => (old.id === id ? saved : old));
      announce(
        words(saved.published ? "producers.saved_shown" : "producers.saved_hidden", {
          name: saved.name,
        }),
      );
    } catch (error) {
      const why = failure(error);
      if (!why.open) this.operation.done();
      await this.complain(
        id,
        why.fields.length > 0
          ? why.fields.map((bad): [string, string] => [bad.field, words(bad.reason)])
          : [["", why.text]],
      );
    } finally {
      this.busy = "";
    }
  }

  private async complain(id: string, wrong: [string, string][]): Promise<void> {
    this.wrong = { id, fields: new Map(wrong) };
    await this.updateComplete;
    const field = this.querySelector<HTMLElement>("[aria-invalid=true]");
    if (field) field.focus();
    else this.wrong = { id, fields: new Map([["", wrong.map(([, text]) => text).join(" ")]]) };
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.producers")}</h1>
      <p>${words("producers.intro")}</p>
      <p class="hint">${words("producers.consent")}</p>
      ${this.trouble
        ? html`<p class="wrong" role="alert">${this.trouble}</p>
            <button @click=${() => void this.load()}>${words("shell.again")}</button>`
        : nothing}
      ${this.producers === null && !this.trouble
        ? html`<p role="status">${words("shell.loading")}</p>`
        : nothing}
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
        ${this.problem(id, "")}
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
        <p>
          <label class="check"
            ><input type="checkbox" name="published" role="switch" .checked=${producer.published} />
            ${words("producers.published")}</label
          >
        </p>
        <p>
          <button class="primary" aria-disabled=${this.busy === id ? "true" : "false"}>
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
    const text = this.wrong.id === id ? this.wrong.fields.get(name) : undefined;
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
    const bad = this.wrong.id === id && this.wrong.fields.has(name);
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
