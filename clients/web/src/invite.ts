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
import { Accounts, Organisations, type InviteReply } from "halle/gen/hub/v1/hub_pb";
import { square } from "./qr";

interface Made {
  number: string;
  email: string;
  letter: boolean; // the link is sent by letter too
  reply: InviteReply;
}

/**
 * `/inviter#NUMBER/E-MAIL`, for staff: a link by which a member opens an account, on a sheet and,
 * where the association sends letters, by letter.
 */
@customElement("halle-invite-screen")
export class HalleInvite extends Screen {
  @state() private made: Made | null = null;
  @state() private letters = false; // can be sent
  private readonly calls = new Calls(this, async () => {
    const { organisations } = await ask(Organisations).listNames({});
    const here = session()?.here?.organisation?.id;
    this.letters = organisations.some(({ id, letters }) => id === here && letters);
  });

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const letter = (event as SubmitEvent).submitter?.getAttribute("name") === "letter";
    const number = textOf(form, "number").trim();
    const email = textOf(form, "email").trim();
    await this.calls.change(null, async () => {
      const reply = await ask(Accounts).invite({ number, email, letter });
      this.made = { number, email, letter, reply };
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
      <p>${words("account.invite_more")}</p>
      ${this.calls.alert()}
      <div class="field">
        <label for="number">${words("account.invite_number")}</label>
        <input id="number" name="number" autocomplete="off" required .value=${number} />
      </div>
      <div class="field">
        <label for="email">${words("account.invite_email")}</label>
        <input id="email" name="email" type="email" autocomplete="off" .value=${email ?? ""} />
      </div>
      <p class="row">
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words("account.invite_make")}
        </button>
        ${this.letters
          ? html`<button name="letter" aria-disabled=${this.calls.busy ? "true" : "false"}>
              ${words("account.invite_mail")}
            </button>`
          : nothing}
      </p>
    </form>`;
  }

  private sheet({ number, email, letter, reply }: Made): TemplateResult {
    const link = `${location.origin}/invitation#${reply.token}`;
    const title = words("account.sheet_title", { name: session()?.here?.organisation?.name ?? "" });
    const last = words("account.sheet_3", { site: location.host, number });
    const body = encodeURIComponent(`${words("account.sheet_hello")}\n\n${link}\n\n${last}`);
    const subject = encodeURIComponent(title);
    const mail = `mailto:${encodeURIComponent(email)}?subject=${subject}&body=${body}`;
    return html`<div class="sheet">
      <h1 tabindex="-1">${title}</h1>
      ${letter
        ? html`<p role="status" class="only-screen">
            ${words(email ? "account.letter_sent" : "account.letter_sent_account", { email })}
          </p>`
        : nothing}
      <p>${words("account.sheet_hello")}</p>
      <ol>
        <li>${words("account.sheet_1")}</li>
        <li>${words("account.sheet_2")}</li>
        <li>${words("account.sheet_3", { site: location.host, number })}</li>
      </ol>
      ${square(link, words("account.sheet_qr"))}
      <p class="link">${link}</p>
      <p>${words("account.sheet_until", { day: day(instant(reply.expiresAt)) })}</p>
      <p class="row">
        <button class="primary" @click=${() => print()}>${words("account.invite_print")}</button>
        ${email && !letter
          ? html`<a class="button" href=${mail}>${words("account.invite_mail")}</a>`
          : nothing}
        <button
          @click=${() =>
            void navigator.clipboard
              .writeText(link)
              .then(() => announce(words("shell.invite_copied")))}>
          ${icon("copy")}${words("shell.invite_copy")}
        </button>
        <button @click=${() => (this.made = null)}>${words("account.invite_another")}</button>
      </p>
    </div>`;
  }
}
