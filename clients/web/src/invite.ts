import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, day, failure, icon, instant, Screen, session, words } from "halle/shell";
import { Accounts, type InviteReply } from "halle/gen/hub/v1/hub_pb";
import { square } from "./qr";

/** For staff: a sheet with a link that lets a member open her account. */
@customElement("halle-invite")
export class HalleInvite extends Screen {
  @state() private made: { number: string; reply: InviteReply } | null = null;
  @state() private wrong = "";
  @state() private busy = false;

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    const number = String(form.get("number")).trim();
    this.busy = true;
    this.wrong = "";
    try {
      const reply = await ask(Accounts).invite({ number, email: String(form.get("email")).trim() });
      this.made = { number, reply };
      await this.updateComplete;
      this.querySelector<HTMLElement>("h1")?.focus();
    } catch (error) {
      this.wrong = failure(error).text;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    return this.made ? this.sheet(this.made.number, this.made.reply) : this.form();
  }

  private form(): TemplateResult {
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${words("shell.invite")}</h1>
      <p>${words("shell.invite_more")}</p>
      ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : nothing}
      <div class="field">
        <label for="number">${words("shell.invite_number")}</label>
        <input id="number" name="number" autocomplete="off" required .value=${decodeURIComponent(location.hash.slice(1))} />
      </div>
      <div class="field">
        <label for="email">${words("shell.invite_email")}</label>
        <input id="email" name="email" type="email" autocomplete="off" />
      </div>
      <button class="primary" aria-disabled=${this.busy ? "true" : "false"}>${words("shell.invite_make")}</button>
    </form>`;
  }

  private sheet(number: string, reply: InviteReply): TemplateResult {
    const link = `${location.origin}/invitation#${reply.token}`;
    return html`<div class="sheet">
      <h1 tabindex="-1">${words("shell.sheet_title", { name: session()?.here?.organisation?.name ?? "" })}</h1>
      <p>${words("shell.sheet_hello")}</p>
      <ol>
        <li>${words("shell.sheet_1")}</li>
        <li>${words("shell.sheet_2")}</li>
        <li>${words("shell.sheet_3", { site: location.host, number })}</li>
      </ol>
      ${square(link, words("shell.sheet_qr"))}
      <p class="link">${link}</p>
      <p>${words("shell.sheet_until", { day: day(instant(reply.expiresAt)) })}</p>
      <p class="row">
        <button class="primary" @click=${() => print()}>${words("shell.invite_print")}</button>
        <button @click=${() => void navigator.clipboard.writeText(link).then(() => announce(words("shell.invite_copied")))}>
          ${icon("copy")}${words("shell.invite_copy")}</button>
        <button @click=${() => (this.made = null)}>${words("shell.invite_another")}</button>
      </p>
    </div>`;
  }
}
