import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { announce, ask, Calls, counted, Screen, words } from "halle/shell";
import { type Message, Messages, MessageState } from "halle/gen/notify_email/v1/notify_email_pb";
import { paragraphs } from "./fields";
import { moment } from "./wording";

/**
 * A message that was written before, which one may approve or withdraw while it waits. Tells of
 * that as `halle-message`.
 */
@customElement("halle-notify-email-written")
export class WrittenMessage extends Screen {
  @property({ attribute: false }) message!: Message;
  /** The names of its sets of members. */
  @property({ attribute: false }) audiences = "";
  private readonly calls = new Calls(this);

  private async decide(
    what: "approved" | "withdrawn",
    call: (request: { message: string }, options: CallOptions) => Promise<Message>,
  ): Promise<void> {
    const request = { message: this.message.id };
    await this.calls.change([what, request], async (options) => {
      const message = await call(request, options);
      announce(words("notify_email.message_" + what));
      this.dispatchEvent(new CustomEvent<Message>("halle-message", { detail: message }));
      await this.updateComplete;
      this.querySelector<HTMLElement>("h3")?.focus();
    });
  }

  protected override render(): TemplateResult {
    const { content, state, writtenAt, mine } = this.message;
    const waits = state === MessageState.WAITING;
    return html`<h3 tabindex="-1">${content?.subject}</h3>
      <p><strong>${this.state()}</strong></p>
      <p class="notes">
        ${words("notify_email.written_at", { at: moment(writtenAt) })}
        ${this.audiences ? words("notify_email.written_to", { names: this.audiences }) : nothing}
      </p>
      <details ?open=${waits && !mine}>
        <summary>
          ${words("notify_email.read_text")}<span class="hidden"> (${content?.subject})</span>
        </summary>
        ${paragraphs(content?.text ?? "")}
      </details>
      ${this.calls.alert()} ${waits ? this.deciding() : nothing}`;
  }

  private state(): string {
    const { state, recipients, delivered, mine } = this.message;
    if (state === MessageState.WITHDRAWN) return words("notify_email.state_withdrawn");
    if (state === MessageState.SENT)
      return [
        counted("notify_email.state_sent", recipients),
        counted("notify_email.state_delivered", delivered),
      ].join(" ");
    return mine
      ? words("notify_email.state_waits_mine")
      : counted("notify_email.state_waits", recipients);
  }

  private deciding(): TemplateResult {
    const { content, recipients, mine } = this.message;
    const hidden = html`<span class="hidden"> (${content?.subject})</span>`;
    const button = (kind: string, text: string, press: () => void) =>
      html`<button
        class=${kind || nothing}
        aria-disabled=${this.calls.busy ? "true" : "false"}
        @click=${press}>
        ${text}${hidden}
      </button>`;
    return html`<p class="row">
      ${mine
        ? nothing
        : button(
            "primary",
            counted("notify_email.approve", recipients),
            () => void this.decide("approved", (...sent) => ask(Messages).approve(...sent)),
          )}
      ${button(
        "",
        words("notify_email.withdraw"),
        () => void this.decide("withdrawn", (...sent) => ask(Messages).withdraw(...sent)),
      )}
    </p>`;
  }
}
