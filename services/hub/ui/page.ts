import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, formOf, point, pointText, Screen, textOf, words } from "halle/shell";
import { Organisations, type Page } from "halle/gen/hub/v1/hub_pb";

interface Time {
  day: number;
  opens: string;
  closes: string;
}

/** For the administrator: what anybody may read of the association. */
@customElement("halle-hub-page-screen")
export class HubPage extends Screen {
  @state() private page: Page | null = null;
  @state() private times: Time[] = [];

  private readonly calls = new Calls(this, async () => {
    if (!this.page) this.show(await ask(Organisations).getPage({}));
  });

  private show(page: Page): void {
    this.page = page;
    this.times = page.openingTimes.map(({ day, opens, closes }) => ({ day, opens, closes }));
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const form = formOf(event);
    const text = (name: string) => textOf(form, name).trim();
    const at = point(text("point"));
    this.calls.show([]);
    if (text("point") !== "" && !at)
      return this.calls.complain([["point", words("public.bad_point")]]);
    const request = {
      page: {
        what: text("what"),
        place: {
          street: text("street"),
          postCode: text("post_code"),
          town: text("town"),
          point: at,
        },
        openingTimes: this.times,
        opening: text("opening"),
        joining: text("joining"),
        email: text("email"),
        telephone: text("telephone"),
        published: form.get("published") === "on",
      },
    };
    await this.calls.change(
      request,
      async (options) => {
        const page = await ask(Organisations).setPage(request, options);
        this.show(page);
        announce(words(page.published ? "public.saved_shown" : "public.saved_hidden"));
        // What the browser keeps of it is made new before one looks.
        if (page.published)
          void fetch(this.address(), { cache: "reload", credentials: "omit" }).catch(
            () => undefined,
          );
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  private address(): string {
    return "/a/" + (this.page?.code ?? "");
  }

  private async changeTimes(times: Time[], focus?: string): Promise<void> {
    this.times = times;
    await this.updateComplete;
    if (focus) this.querySelector<HTMLElement>(focus)?.focus();
  }

  protected override render(): TemplateResult {
    const page = this.page;
    return html`<div class="narrow">
      <h1>${words("menu.public_page")}</h1>
      <p>${words("public.intro")}</p>
      ${this.calls.alert()}
      ${page
        ? this.form(page)
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private form(page: Page): TemplateResult {
    const place = page.place;
    return html`<form novalidate @submit=${(event: Event) => void this.save(event)}>
      <p class="state" data-state=${page.published ? "done" : "hidden"}>
        <strong>${words(page.published ? "public.is_shown" : "public.is_hidden")}</strong>
        ${page.published
          ? html`<br /><a href=${this.address()} target="_blank">${words("public.look")}</a>`
          : nothing}
      </p>
      ${this.area("what", "public.what", page.what, "public.what_hint")}
      <fieldset class="parts">
        <legend>${words("public.where")}</legend>
        ${this.line("street", "public.street", place?.street, "street-address")}
        ${this.line("post_code", "public.post_code", place?.postCode, "postal-code")}
        ${this.line("town", "public.town", place?.town, "address-level2")}
        ${this.line("point", "public.point", pointText(place?.point), "off", "public.point_hint")}
      </fieldset>
      <fieldset class="parts">
        <legend>${words("public.times")}</legend>
        ${this.problem("opening_times")} ${this.times.map((time, index) => this.time(time, index))}
        <p>
          <button
            type="button"
            id="more-times"
            @click=${() =>
              void this.changeTimes(
                [...this.times, { day: 6, opens: "10:00", closes: "12:00" }],
                `#day-${this.times.length}`,
              )}>
            ${words("public.add_time")}
          </button>
        </p>
        ${this.area("opening", "public.opening", page.opening, "public.opening_hint")}
      </fieldset>
      ${this.area("joining", "public.joining", page.joining, "public.joining_hint")}
      <fieldset class="parts">
        <legend>${words("public.contact")}</legend>
        <p class="hint">${words("public.contact_hint")}</p>
        ${this.line("email", "public.email", page.email, "off")}
        ${this.line("telephone", "public.telephone", page.telephone, "off")}
      </fieldset>
      <p>
        <label class="check"
          ><input type="checkbox" name="published" role="switch" .checked=${page.published} />
          ${words("public.published")}</label
        >
      </p>
      <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
        ${words("public.save")}
      </button>
    </form>`;
  }

  private problem(name: string): TemplateResult | typeof nothing {
    const text = this.calls.problem(name);
    return text ? html`<p class="wrong" id="wrong-${name}" role="alert">${text}</p>` : nothing;
  }

  /** Ids of the hint and of what is wrong. */
  private described(name: string, hint?: string): string | typeof nothing {
    return (
      [hint ? "hint-" + name : "", this.calls.problem(name) ? "wrong-" + name : ""]
        .join(" ")
        .trim() || nothing
    );
  }

  private line(
    name: string,
    label: string,
    value = "",
    autocomplete = "off",
    hint?: string,
  ): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${words(label)}</label>
      ${hint ? html`<p class="hint" id="hint-${name}">${words(hint)}</p>` : nothing}
      <input
        id=${name}
        name=${name}
        autocomplete=${autocomplete}
        .value=${value}
        aria-invalid=${this.calls.problem(name) ? "true" : nothing}
        aria-describedby=${this.described(name, hint)} />
      ${this.problem(name)}
    </div>`;
  }

  private area(name: string, label: string, value: string, hint: string): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${words(label)}</label>
      <p class="hint" id="hint-${name}">${words(hint)}</p>
      <textarea
        id=${name}
        name=${name}
        rows="5"
        .value=${value}
        aria-invalid=${this.calls.problem(name) ? "true" : nothing}
        aria-describedby=${this.described(name, hint)}></textarea>
      ${this.problem(name)}
    </div>`;
  }

  private time(time: Time, index: number): TemplateResult {
    const set = (change: Partial<Time>) =>
      void this.changeTimes(
        this.times.map((old, i) => (i === index ? { ...old, ...change } : old)),
      );
    const value = (event: Event) => (event.target as HTMLInputElement).value;
    return html`<div class="row time">
      <label
        >${words("public.day")}
        <select id="day-${index}" @change=${(event: Event) => set({ day: Number(value(event)) })}>
          ${[1, 2, 3, 4, 5, 6, 7].map(
            (day) =>
              html`<option value=${day} ?selected=${day === time.day}>
                ${words("public.day_" + day)}
              </option>`,
          )}
        </select></label
      >
      <label
        >${words("public.opens")}
        <input
          type="time"
          .value=${time.opens}
          @change=${(event: Event) => set({ opens: value(event) })}
      /></label>
      <label
        >${words("public.closes")}
        <input
          type="time"
          .value=${time.closes}
          @change=${(event: Event) => set({ closes: value(event) })}
      /></label>
      <button
        type="button"
        @click=${() =>
          void this.changeTimes(
            this.times.filter((_, i) => i !== index),
            "#more-times",
          )}>
        ${words("public.remove")}<span class="hidden">
          (${words("public.day_" + time.day)} ${time.opens})</span
        >
      </button>
    </div>`;
  }
}
