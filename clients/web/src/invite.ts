import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  day,
  formOf,
  icon,
  instant,
  Screen,
  session,
  textOf,
  words,
} from "halle/shell";
import { Accounts, type InviteReply } from "halle/gen/hub/v1/hub_pb";
import { square } from "./qr";

/** `/inviter#NUMBER/E-MAIL`, for staff: a sheet with a link by which a member opens an account. */
@customElement("halle-invite-screen")
export class HalleInvite extends Screen {
  @state() private made: { number: string; email: string; reply: InviteReply } | null = null;
  private readonly calls = new Calls(this);

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const number = textOf(form, "number").trim();
    const email = textOf(form, "email").trim();
    await this.calls.change(null, async () => {
      const reply = await ask(Accounts).invite({ number, email });
      this.made = { number, email, reply };
      await this.updateComplete;
      this.querySelector<HTMLElement>("h1")?.focus();
    });
  }

  protected override render(): TemplateResult {
    return this.made ? this.sheet(this.made) : this.form();
  }

  private form(): TemplateResult {
    const [number, email] = location.hash.slice(1).split("/").map(decodeURIComponent);
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${words("shell.invite")}</h1>
      <p>${words("shell.invite_more")}</p>
      ${this.calls.alert()}
      <div class="field">
        <label for="number">${words("shell.invite_number")}</label>
        <input id="number" name="number" autocomplete="off" required .value=${number} />
      </div>
      <div class="field">
        <label for="email">${words("shell.invite_email")}</label>
        <input id="email" name="email" type="email" autocomplete="off" .value=${email ?? ""} />
      </div>
      <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
        ${words("shell.invite_make")}
      </button>
    </form>`;
  }

  private sheet({
    number,
    email,
    reply,
  }: {
    number: string;
    email: string;
    reply: InviteReply;
  }): TemplateResult {
    const link = `${location.origin}/invitation#${reply.token}`;
    const title = words("shell.sheet_title", { name: session()?.here?.organisation?.name ?? "" });
    const last = words("shell.sheet_3", { site: location.host, number });
    const body = encodeURIComponent(`${words("shell.sheet_hello")}\n\n${link}\n\n${last}`);
    const subject = encodeURIComponent(title);
    const mail = `mailto:${encodeURIComponent(email)}?subject=${subject}&body=${body}`;
    return html`<div class="sheet">
      <h1 tabindex="-1">${title}</h1>
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
        ${email ? html`<a class="button" href=${mail}>${words("shell.invite_mail")}</a>` : nothing}
        <button
          @click=${() =>
            void navigator.clipboard
              .writeText(link)
              .then(() => announce(words("shell.invite_copied")))}>
          ${icon("copy")}${words("shell.invite_copy")}
        </button>
        <button @click=${() => (this.made = null)}>${words("shell.invite_another")}</button>
      </p>
    </div>`;
  }
}
