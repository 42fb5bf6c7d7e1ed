import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, prefer, Screen, textOf, words } from "halle/shell";
import { Accounts, Organisations, type OrganisationName } from "halle/gen/hub/v1/hub_pb";

/** A password that can be looked at. */
export function passwordField(name: string, label: string, autocomplete: string, hint = "") {
  const look = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    const field = box.closest(".field")?.querySelector("input[name]") as HTMLInputElement;
    field.type = box.checked ? "text" : "password";
  };
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
    <input
      id=${name}
      name=${name}
      type="password"
      autocomplete=${autocomplete}
      aria-describedby=${hint ? name + "-hint" : nothing}
      required />
    <label class="check"
      ><input type="checkbox" @change=${look} /> ${words("shell.show_password")}</label
    >
  </div>`;
}

@customElement("halle-sign-in-screen")
export class HalleSignIn extends Screen {
  @state() private associations: OrganisationName[] = [];
  private named: Promise<void> = Promise.resolve();
  private readonly calls = new Calls(this, () => {
    this.named = ask(Organisations)
      .listNames({})
      .then((reply) => void (this.associations = reply.organisations));
    return this.named;
  });

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const target = event.target as HTMLFormElement;
    await this.calls.change(null, async () => {
      // A number is one of an association: the member may be quicker than the list of names.
      await this.named;
      await this.updateComplete;
      const form = new FormData(target);
      await ask(Accounts).signIn({
        login: textOf(form, "login"),
        password: textOf(form, "password"),
        organisation: textOf(form, "organisation"),
      });
      prefer(textOf(form, "organisation"));
      dispatchEvent(new Event("halle-session"));
    });
  }

  protected override render(): TemplateResult {
    const one = this.associations.length === 1 ? this.associations[0].name : "";
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${one || words("shell.sign_in")}</h1>
      <p>${words("shell.sign_in_more")}</p>
      ${this.calls.alert()}
      ${this.associations.length > 1
        ? html`<div class="field">
            <label for="organisation">${words("shell.association")}</label>
            <select id="organisation" name="organisation">
              ${this.associations.map(
                (association) =>
                  html`<option value=${association.code}>${association.name}</option>`,
              )}
            </select>
          </div>`
        : nothing}
      <div class="field">
        <label for="login">${words("shell.login")}</label>
        <input id="login" name="login" autocomplete="username" autocapitalize="none" required />
      </div>
      ${passwordField("password", words("shell.password"), "current-password")}
      <button class="primary" ?disabled=${this.calls.busy !== ""}>${words("shell.sign_in")}</button>
      <p class="hint">${words("shell.forgotten")}</p>
      ${this.associations
        .filter((association) => association.page)
        .map(
          (association) =>
            html`<p>
              <a href=${association.page} target="_self"
                >${words("shell.about", { name: association.name })}</a
              >
            </p>`,
        )}
    </form>`;
  }
}
