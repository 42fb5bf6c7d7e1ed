import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce, ask, Calls, Screen, textOf, words } from "halle/shell";
import { Mail, type Template } from "halle/gen/notify_email/v1/notify_email_pb";
import { field, paragraphs, sends } from "./fields";
import { byTopic, ownText, valuesOf } from "./wording";

const messages = "notify_email.message"; // written each time
const isOwn = (one: Template): boolean => one.subject !== "" || one.text !== "";

/**
 * The texts of each kind of letters, which the association may put in its own words. Tells of a new
 * one as `halle-text`.
 */
@customElement("halle-notify-email-texts")
export class LetterTexts extends Screen {
  @property({ attribute: false }) templates: Template[] = [];
  /** Kinds whose forms were opened: what is typed in one stays while another is open. */
  @state() private opened: ReadonlySet<string> = new Set();
  /** The text whose loss waits to be confirmed: its part. */
  @state() private asked = "";
  private readonly calls = new Calls(this);

  private open(kind: string, details: HTMLDetailsElement): void {
    if (details.open) this.opened = new Set([...this.opened, kind]);
  }

  private async save(form: HTMLFormElement, one: Template, part: string): Promise<void> {
    const values = new FormData(form);
    await this.set(form, part, {
      kind: one.kind,
      language: one.language,
      subject: ownText(textOf(values, "subject"), one.usualSubject),
      text: ownText(textOf(values, "text"), one.usualText),
    });
  }

  private async set(
    form: HTMLFormElement,
    part: string,
    request: { kind: string; language: string; subject: string; text: string },
  ): Promise<void> {
    const done = await this.calls.change(
      request,
      async (options) => {
        const text = await ask(Mail).setTemplate(request, options);
        this.dispatchEvent(new CustomEvent<Template>("halle-text", { detail: text }));
        announce(words(isOwn(text) ? "notify_email.text_saved" : "notify_email.text_usual"));
      },
      {
        part,
        refused: (why) => {
          if (why.fields.length === 0) return false;
          void this.calls.complain(
            why.fields.map(({ field, reason, value }) => [field, words(reason, { name: value })]),
            part,
          );
          return true;
        },
      },
    );
    if (!done) return;
    this.asked = "";
    await this.updateComplete;
    form.reset();
    form.querySelector<HTMLElement>("[name=subject]")?.focus();
  }

  private async sure(part: string): Promise<void> {
    const before = this.asked;
    this.asked = part;
    await this.updateComplete;
    const wanted = part ? `[data-yes="${part}"]` : `[data-reset="${before}"]`;
    this.querySelector<HTMLElement>(wanted)?.focus();
  }

  protected override render(): TemplateResult {
    return html`${byTopic(this.templates.filter(({ kind }) => kind !== messages)).map(
      ([topic, kinds]) =>
        html`<h3>${topic}</h3>
          ${kinds.map((kind) => this.kind(kind))}`,
    )}`;
  }

  private kind(shown: Template): TemplateResult {
    const texts = this.templates.filter(({ kind }) => kind === shown.kind);
    return html`<details
      class="card"
      name="notify-email-texts"
      @toggle=${(event: Event) => this.open(shown.kind, event.target as HTMLDetailsElement)}>
      <summary>
        <strong>${shown.subject || shown.usualSubject}</strong>
        ${texts.some(isOwn)
          ? html`<span class="notes">${words("notify_email.is_own")}</span>`
          : nothing}
      </summary>
      ${this.opened.has(shown.kind) ? texts.map((one) => this.form(one)) : nothing}
    </details>`;
  }

  private form(one: Template): TemplateResult {
    const part = `${one.kind}-${one.language}`.replace(/\W/g, "-");
    const language = words("notify_email.language_" + one.language);
    return html`<form
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.save(event.target as HTMLFormElement, one, part);
      }}>
      <fieldset>
        <legend>${language}</legend>
        <p class="hint">${words("notify_email.values", { names: valuesOf(one).join(", ") })}</p>
        ${field(
          this.calls,
          part,
          "subject",
          { label: words("notify_email.field_subject") },
          ({ id, invalid, described }) =>
            html`<input
              id=${id}
              name="subject"
              lang=${one.language}
              maxlength="200"
              autocomplete="off"
              .defaultValue=${one.subject || one.usualSubject}
              aria-invalid=${invalid}
              aria-describedby=${described} />`,
        )}
        ${field(
          this.calls,
          part,
          "text",
          { label: words("notify_email.field_text"), hint: words("notify_email.text_hint") },
          ({ id, invalid, described }) =>
            html`<textarea
              id=${id}
              name="text"
              lang=${one.language}
              rows="8"
              maxlength="4000"
              .defaultValue=${one.text || one.usualText}
              aria-invalid=${invalid}
              aria-describedby=${described}></textarea>`,
        )}
        ${isOwn(one) ? this.usual(one) : nothing} ${this.calls.alert(part)}
        <p class="row">
          ${sends(this.calls, words("notify_email.save"))}
          ${isOwn(one) && this.asked !== part
            ? html`<button type="button" data-reset=${part} @click=${() => void this.sure(part)}>
                ${words("notify_email.reset")}
              </button>`
            : nothing}
        </p>
        ${this.asked === part ? this.question(one, part) : nothing}
      </fieldset>
    </form>`;
  }

  private usual(one: Template): TemplateResult {
    return html`<p>${words("notify_email.usual")}</p>
      <div class="leaf" lang=${one.language}>
        <p><strong>${one.usualSubject}</strong></p>
        ${paragraphs(one.usualText)}
      </div>`;
  }

  private question(one: Template, part: string): TemplateResult {
    const { kind, language } = one;
    return html`<div class="state" data-state="open">
      <p>${words("notify_email.sure")}</p>
      <p class="row">
        <button
          type="button"
          data-yes=${part}
          @click=${(event: Event) =>
            void this.set((event.target as HTMLElement).closest("form")!, part, {
              kind,
              language,
              subject: "",
              text: "",
            })}>
          ${words("notify_email.yes_reset")}
        </button>
        <button type="button" @click=${() => void this.sure("")}>
          ${words("notify_email.no_keep")}
        </button>
      </p>
    </div>`;
  }
}
