import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, counted, language, Screen, textOf, words } from "halle/shell";
import {
  type Message,
  type MessageAudience,
  type MessagePreview,
  Messages,
  MessageState,
} from "halle/gen/notify_email/v1/notify_email_pb";
import { field, paragraphs, problem, sends } from "./fields";
import "./written";

interface Content {
  subject: string;
  text: string;
  audiences: string[];
}

const part = "write";

function contentOf(form: HTMLFormElement): Content {
  const data = new FormData(form);
  return {
    subject: textOf(data, "subject").trim(),
    text: textOf(data, "text").trim(),
    audiences: data.getAll("audience").map(String),
  };
}

/** Messages to sets of members: written, looked at, sent; and what was written before. */
@customElement("halle-notify-email-messages-screen")
export class WriteMessage extends Screen {
  @state() private audiences: MessageAudience[] | null = null;
  @state() private messages: Message[] = [];
  /** How the message would look that is sent next; only as long as nothing of it is changed. */
  @state() private looked: { content: Content; preview: MessagePreview } | null = null;
  private typed = 0;
  private readonly calls = new Calls(this, () => this.read());

  private async read(): Promise<void> {
    const [audiences, messages] = await Promise.all([
      ask(Messages).listAudiences({}),
      ask(Messages).list({}),
    ]);
    [this.audiences, this.messages] = [audiences.audiences, messages.messages];
  }

  private get form(): HTMLFormElement {
    return this.querySelector("form")!;
  }

  /** What was looked at is not what would be sent any more. */
  private changed(): void {
    ++this.typed;
    this.looked = null;
  }

  private async look(event: Event): Promise<void> {
    event.preventDefault();
    const content = contentOf(this.form);
    if (content.audiences.length === 0)
      return this.calls.complain([["audiences", words("notify_email.choose_audience")]], part);
    const typed = this.typed;
    await this.calls.change(
      null,
      async () => {
        const preview = await ask(Messages).preview(content);
        if (typed !== this.typed) return;
        this.looked = { content, preview };
        await this.updateComplete;
        this.querySelector<HTMLElement>("#looked")?.focus();
      },
      { part, refused: (why) => this.calls.complainOf(why, part) },
    );
  }

  private async send(content: Content): Promise<void> {
    await this.calls.change(
      content,
      async (options) => {
        const message = await ask(Messages).send(content, options);
        const waits = message.state === MessageState.WAITING;
        announce(
          waits
            ? words("notify_email.message_waits")
            : counted("notify_email.message_sent", message.recipients),
        );
        this.form.reset();
        this.changed();
        this.take(message);
        await this.updateComplete;
        this.querySelector<HTMLElement>("#written")?.focus();
      },
      { part: "send" },
    );
  }

  /** Shows a message as it is now: in its place, or first if it is new. */
  private take(message: Message): void {
    this.messages = this.messages.some(({ id }) => id === message.id)
      ? this.messages.map((old) => (old.id === message.id ? message : old))
      : [message, ...this.messages];
  }

  /** Names of sets of members; those that are no longer there are left out. */
  private names(ids: string[]): string {
    return ids
      .map((id) => this.audiences?.find((one) => one.id === id))
      .filter((one) => one !== undefined)
      .map((one) => this.nameOf(one))
      .join(", ");
  }

  private nameOf(audience: MessageAudience): string {
    return (language() === "en" && audience.englishName) || audience.name;
  }

  protected override render(): TemplateResult {
    return html`<div class="membership narrow">
      <h1>${words("menu.messages")}</h1>
      <p>${words("notify_email.messages_intro")}</p>
      ${this.calls.alert()}
      ${this.audiences
        ? html`${this.writing(this.audiences)} ${this.looked ? this.looking(this.looked) : nothing}
          ${this.history()}`
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private writing(audiences: MessageAudience[]): TemplateResult {
    if (audiences.length === 0) return html`<p>${words("notify_email.no_audiences")}</p>`;
    return html`<form
      novalidate
      @input=${() => this.changed()}
      @submit=${(event: Event) => void this.look(event)}>
      <fieldset>
        <legend>${words("notify_email.to_whom")}</legend>
        ${problem(this.calls, part, "audiences")}
        ${audiences.map((audience) => this.audience(audience))}
      </fieldset>
      ${field(
        this.calls,
        part,
        "subject",
        {
          label: words("notify_email.field_subject"),
          hint: words("notify_email.at_most", { n: 150 }),
        },
        ({ id, invalid, described }) =>
          html`<input
            id=${id}
            name="subject"
            maxlength="150"
            autocomplete="off"
            aria-invalid=${invalid}
            aria-describedby=${described} />`,
      )}
      ${field(
        this.calls,
        part,
        "text",
        { label: words("notify_email.field_text"), hint: words("notify_email.message_hint") },
        ({ id, invalid, described }) =>
          html`<textarea
            id=${id}
            name="text"
            rows="10"
            maxlength="5000"
            aria-invalid=${invalid}
            aria-describedby=${described}></textarea>`,
      )}
      ${this.calls.alert(part)}
      <p>${sends(this.calls, words("notify_email.look"), this.looked ? "" : "primary")}</p>
    </form>`;
  }

  private audience(audience: MessageAudience): TemplateResult {
    const wrong = this.calls.problem("audiences", part) !== undefined;
    return html`<p>
      <label class="check"
        ><input
          type="checkbox"
          name="audience"
          value=${audience.id}
          aria-invalid=${wrong ? "true" : nothing}
          aria-describedby=${wrong ? `${part}-audiences-wrong` : nothing} />
        <span
          >${this.nameOf(audience)}
          <span class="notes">(${counted("notify_email.members", audience.size)})</span></span
        ></label
      >
    </p>`;
  }

  private looking({
    content,
    preview,
  }: {
    content: Content;
    preview: MessagePreview;
  }): TemplateResult {
    const { recipients, withoutAddress, unwilling, needsApproval } = preview;
    return html`<section aria-labelledby="looked">
      <h2 id="looked" tabindex="-1">${words("notify_email.before_sending")}</h2>
      <div class="state" data-state=${recipients > 0 ? "done" : "open"}>
        <p>
          <strong
            >${recipients > 0
              ? counted("notify_email.goes_to", recipients)
              : words("notify_email.no_recipients")}</strong
          >
        </p>
        ${withoutAddress > 0
          ? html`<p>${counted("notify_email.without_address", withoutAddress)}</p>`
          : nothing}
        ${unwilling > 0 ? html`<p>${counted("notify_email.unwilling", unwilling)}</p>` : nothing}
        ${needsApproval ? html`<p>${words("notify_email.needs_approval")}</p>` : nothing}
      </div>
      <h3>${content.subject}</h3>
      <div class="leaf">${paragraphs(preview.letter)}</div>
      ${this.calls.alert("send")}
      <p class="row">
        ${recipients > 0
          ? html`<button
              class="primary"
              aria-disabled=${this.calls.busy ? "true" : "false"}
              @click=${() => void this.send(content)}>
              ${counted(
                needsApproval ? "notify_email.ask_for" : "notify_email.send_to",
                recipients,
              )}
            </button>`
          : nothing}
        <button @click=${() => this.querySelector<HTMLElement>(`#${part}-subject`)?.focus()}>
          ${words("notify_email.change_message")}
        </button>
      </p>
    </section>`;
  }

  private history(): TemplateResult {
    return html`<h2 id="written" tabindex="-1">${words("notify_email.written")}</h2>
      ${this.messages.length > 0
        ? html`<ul class="plain">
            ${this.messages.map(
              (message) =>
                html`<li class="card">
                  <halle-notify-email-written
                    .message=${message}
                    .audiences=${this.names(message.content?.audiences ?? [])}
                    @halle-message=${(event: CustomEvent<Message>) =>
                      this.take(event.detail)}></halle-notify-email-written>
                </li>`,
            )}
          </ul>`
        : html`<p>${words("notify_email.none_written")}</p>`}`;
  }
}
