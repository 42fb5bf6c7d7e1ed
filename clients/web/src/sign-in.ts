import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, prefer, Screen, textOf, words } from "halle/shell";
import { Accounts, Organisations, type OrganisationName } from "halle/gen/hub/v1/hub_pb";
import { askPath, associationField } from "./ask_password";

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
  @state() private chosen = ""; // code of an association
  @state() private forgotten = location.pathname === askPath;
  private login = "";
  private named: Promise<void> = Promise.resolve();
  private readonly calls = new Calls(this, () => {
    this.named = ask(Organisations)
      .listNames({})
      .then(({ organisations }) => {
        this.associations = organisations;
        this.chosen ||= organisations[0]?.code ?? "";
      });
    return this.named;
  });
  private readonly follow = (): void => {
    const login = this.querySelector<HTMLInputElement>("#login");
    if (login) this.login = login.value;
    this.forgotten = location.pathname === askPath;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.follow);
  }

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

  /** What to do without the password: a link by letter where the association sends letters. */
  private wayBack(): TemplateResult {
    const letters = this.associations.find(({ code }) => code === this.chosen)?.letters;
    return letters
      ? html`<p><a href=${askPath}>${words("account.forgotten")}</a></p>`
      : html`<p class="hint">${words("account.forgotten_ask")}</p>`;
  }

  protected override render(): TemplateResult {
    if (this.forgotten && this.associations.length === 0)
      return html`<h1>${words("account.ask")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}`;
    if (this.forgotten)
      return html`<halle-ask-password
        .associations=${this.associations}
        .chosen=${this.chosen}
        .login=${this.login}></halle-ask-password>`;
    const one = this.associations.length === 1 ? this.associations[0].name : "";
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${one || words("shell.sign_in")}</h1>
      <p>${words("shell.sign_in_more")}</p>
      ${this.calls.alert()}
      ${associationField(this.associations, this.chosen, (code) => (this.chosen = code))}
      <div class="field">
        <label for="login">${words("shell.login")}</label>
        <input
          id="login"
          name="login"
          autocomplete="username"
          autocapitalize="none"
          required
          .value=${this.login} />
      </div>
      ${passwordField("password", words("shell.password"), "current-password")}
      <button class="primary" ?disabled=${this.calls.busy !== ""}>${words("shell.sign_in")}</button>
      ${this.wayBack()}
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
