import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { announce, ask, Calls, go, Screen, session, subject, textOf, words } from "halle/shell";
import { Accounts } from "halle/gen/hub/v1/hub_pb";
import { passwordField } from "./sign-in";

/** The account one signs in with. */
@customElement("halle-profile-screen")
export class HalleProfile extends Screen {
  private readonly calls = new Calls(this);

  private async leave(everywhere: boolean): Promise<void> {
    if (everywhere) await ask(Accounts).signOutEverywhere({});
    else await ask(Accounts).signOut({});
    dispatchEvent(new Event("halle-session"));
    go("/");
  }

  private async change(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    const request = { current: textOf(values, "current"), password: textOf(values, "password") };
    await this.calls.change(null, async () => {
      await ask(Accounts).changePassword(request);
      form.reset();
      announce(words("shell.password_changed"));
    });
  }

  protected override render(): TemplateResult {
    const me = session();
    return html`<div class="narrow">
      <h1>${words("shell.profile")}</h1>
      <p>
        ${me?.here?.organisation?.name}${subject() ? `, n° ${subject()}` : ""}
        ${me?.email ? html`<br />${me.email}` : nothing}
      </p>
      <p class="row">
        <button @click=${() => void this.leave(false)}>${words("shell.sign_out")}</button>
        <button @click=${() => void this.leave(true)}>${words("shell.sign_out_everywhere")}</button>
      </p>
      <form @submit=${(event: Event) => void this.change(event)}>
        <h2>${words("shell.change_password")}</h2>
        ${this.calls.alert()}
        <input
          class="hidden"
          name="username"
          autocomplete="username"
          tabindex="-1"
          aria-hidden="true"
          .value=${me?.email || subject()} />
        ${passwordField("current", words("shell.current_password"), "current-password")}
        ${passwordField(
          "password",
          words("shell.new_password"),
          "new-password",
          words("shell.password_hint"),
        )}
        <button class="primary" ?disabled=${this.calls.busy !== ""}>
          ${words("shell.change_password")}
        </button>
      </form>
    </div>`;
  }
}
