import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, formOf, go, Screen, textOf, words } from "halle/shell";
import { Accounts, type GetInvitationReply } from "halle/gen/hub/v1/hub_pb";
import { passwordField } from "./sign-in";

/** `/invitation#TOKEN`: one who was invited chooses a password. The token stays out of logs. */
@customElement("halle-invitation-screen")
export class HalleInvitation extends Screen {
  @state() private invitation: GetInvitationReply | null = null;
  private readonly calls = new Calls(this, async () => {
    this.invitation = await ask(Accounts).getInvitation({ token: this.token });
  });
  private token = location.hash.slice(1);

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    await this.calls.change(null, async () => {
      await ask(Accounts).acceptInvitation({
        token: this.token,
        password: textOf(form, "password"),
      });
      dispatchEvent(new Event("halle-session"));
      go("/");
    });
  }

  protected override render(): TemplateResult {
    if (!this.invitation)
      return html`<h1>${words("shell.invitation")}</h1>
        ${this.calls.alert()}`;
    const { organisationName, number, email } = this.invitation;
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${words("shell.welcome", { name: organisationName })}</h1>
      <p>${words("shell.welcome_more", { number })}</p>
      <p>
        ${email
          ? words("shell.login_later", { number, email })
          : words("shell.login_number", { number })}
      </p>
      ${this.calls.alert()}
      <input
        class="hidden"
        name="username"
        autocomplete="username"
        .value=${email || number}
        tabindex="-1"
        aria-hidden="true" />
      ${passwordField(
        "password",
        words("shell.new_password"),
        "new-password",
        words("shell.password_hint"),
      )}
      <button class="primary" ?disabled=${this.calls.busy !== ""}>
        ${words("shell.open_account")}
      </button>
    </form>`;
  }
}
