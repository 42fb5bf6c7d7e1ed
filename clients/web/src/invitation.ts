import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, formOf, go, HashPage, Screen, textOf, words } from "halle/shell";
import { Accounts } from "halle/gen/hub/v1/hub_pb";
import { askPath } from "./ask_password";
import { passwordField } from "./sign-in";

interface Link {
  organisationName: string;
  number?: string; // of an invitation
  email: string;
}

/**
 * `/invitation#TOKEN` and `/mot-de-passe#TOKEN`: the visitor chooses a password, of an account to
 * open or in place of one that was forgotten. The token stays out of logs.
 */
@customElement("halle-invitation-screen")
export class HalleInvitation extends Screen {
  @state() private link: Link | null = null;
  private readonly resets = location.pathname !== "/invitation";
  private readonly page = new HashPage(this, location.pathname, () => void this.calls.load());
  private readonly calls = new Calls(this, async () => {
    this.link = null;
    const request = { token: this.page.at };
    this.link = this.resets
      ? await ask(Accounts).getPasswordLink(request)
      : await ask(Accounts).getInvitation(request);
  });

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const request = { token: this.page.at, password: textOf(formOf(event), "password") };
    await this.calls.change(null, async () => {
      if (this.resets) await ask(Accounts).resetPassword(request);
      else await ask(Accounts).acceptInvitation(request);
      dispatchEvent(new Event("halle-session"));
      go("/");
    });
  }

  protected override render(): TemplateResult {
    if (!this.link)
      return html`<h1>${words(this.resets ? "account.link" : "account.invitation")}</h1>
        ${this.calls.alert()}
        ${this.resets && this.calls.trouble.length > 0
          ? html`<p><a href=${askPath}>${words("account.reset_again")}</a></p>`
          : nothing}`;
    const { number, email } = this.link;
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      ${this.resets ? this.aboutReset(this.link) : this.aboutInvitation(this.link)}
      ${this.calls.alert()}
      <input
        class="hidden"
        name="username"
        autocomplete="username"
        .value=${email || number || ""}
        tabindex="-1"
        aria-hidden="true" />
      ${passwordField(
        "password",
        words("shell.new_password"),
        "new-password",
        words("shell.password_hint"),
      )}
      <button class="primary" ?disabled=${this.calls.busy !== ""}>
        ${words(this.resets ? "shell.change_password" : "account.open_account")}
      </button>
    </form>`;
  }

  private aboutReset({ organisationName, email }: Link): TemplateResult {
    return html`<h1>${words("account.reset")}</h1>
      <p>${words("account.reset_more", { name: organisationName, email })}</p>`;
  }

  private aboutInvitation({ organisationName, number = "", email }: Link): TemplateResult {
    return html`<h1>${words("account.welcome", { name: organisationName })}</h1>
      <p>${words("account.welcome_more", { name: organisationName, number })}</p>
      <p>
        ${email
          ? words("account.login_later", { number, email })
          : words("account.login_number", { number })}
      </p>`;
  }
}
