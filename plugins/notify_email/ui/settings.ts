import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { announce, ask, Calls, formOf, Screen, textOf, words } from "halle/shell";
import { Mail, type MailSettings } from "halle/gen/notify_email/v1/notify_email_pb";
import { field, sends } from "./fields";

const part = "settings";

interface Line {
  type?: "text" | "email" | "time";
  hint?: string;
  inputmode?: "numeric";
  length?: number;
}

/** Sender, hours and number of an association's letters. Tells of new ones as `halle-settings`. */
@customElement("halle-notify-email-settings")
export class MailSettingsForm extends Screen {
  @property({ attribute: false }) settings!: MailSettings;
  private readonly calls = new Calls(this);

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const text = (name: string) => textOf(form, name).trim();
    if (!/^\d{1,9}$/.test(text("per_hour")))
      return this.calls.complain([["per_hour", words("notify_email.bad_number")]], part);
    const settings = {
      fromName: text("from_name"),
      replyTo: text("reply_to"),
      quietFrom: text("quiet_from"),
      quietUntil: text("quiet_until"),
      dailyAt: text("daily_at"),
      perHour: Number(text("per_hour")),
      footer: text("footer"),
    };
    await this.calls.change(
      settings,
      async (options) => {
        const saved = await ask(Mail).setSettings({ settings }, options);
        this.dispatchEvent(new CustomEvent<MailSettings>("halle-settings", { detail: saved }));
        announce(words("notify_email.settings_saved"));
      },
      { part, refused: (why) => this.calls.complainOf(why, part) },
    );
  }

  protected override render(): TemplateResult {
    const { fromName, replyTo, quietFrom, quietUntil, dailyAt, perHour, footer } = this.settings;
    return html`<form novalidate @submit=${(event: Event) => void this.save(event)}>
      ${this.line("from_name", fromName, { hint: words("notify_email.from_hint"), length: 100 })}
      ${this.line("reply_to", replyTo, { hint: words("notify_email.reply_hint"), type: "email" })}
      <fieldset>
        <legend>${words("notify_email.quiet")}</legend>
        <p class="hint">${words("notify_email.quiet_hint")}</p>
        <div class="two">
          ${this.line("quiet_from", quietFrom, { type: "time" })}
          ${this.line("quiet_until", quietUntil, { type: "time" })}
        </div>
      </fieldset>
      ${this.line("daily_at", dailyAt, { type: "time" })}
      ${this.line("per_hour", String(perHour), {
        hint: words("notify_email.per_hour_hint"),
        inputmode: "numeric",
      })}
      ${field(
        this.calls,
        part,
        "footer",
        { label: words("notify_email.field_footer"), hint: words("notify_email.footer_hint") },
        ({ id, invalid, described }) =>
          html`<textarea
            id=${id}
            name="footer"
            rows="3"
            maxlength="500"
            .defaultValue=${footer}
            aria-invalid=${invalid}
            aria-describedby=${described}></textarea>`,
      )}
      ${this.calls.alert(part)}
      <p>${sends(this.calls, words("notify_email.save"))}</p>
    </form>`;
  }

  private line(
    name: string,
    value: string,
    { type, hint, inputmode, length }: Line,
  ): TemplateResult {
    return field(
      this.calls,
      part,
      name,
      { label: words("notify_email.field_" + name), hint },
      ({ id, invalid, described }) =>
        html`<input
          id=${id}
          name=${name}
          type=${type ?? "text"}
          inputmode=${inputmode ?? nothing}
          maxlength=${length ?? nothing}
          autocomplete="off"
          .defaultValue=${value}
          aria-invalid=${invalid}
          aria-describedby=${described} />`,
    );
  }
}
