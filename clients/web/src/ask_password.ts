import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ask, atOrganisation, Calls, formOf, Screen, textOf, words } from "halle/shell";
import { Accounts, type OrganisationName } from "halle/gen/hub/v1/hub_pb";

/** Where a visitor asks for a link to choose a new password. */
export const askPath = "/mot-de-passe-oublie";

/** The choice of an association, if there are several; `chosen` is the code of one of them. */
export function associationField(
  associations: OrganisationName[],
  chosen: string,
  choose: (code: string) => void = () => {},
): TemplateResult | typeof nothing {
  if (associations.length < 2) return nothing;
  return html`<div class="field">
    <label for="organisation">${words("shell.association")}</label>
    <select
      id="organisation"
      name="organisation"
      required
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${associations.some(({ code }) => code === chosen)
        ? nothing
        : html`<option value="">${words("account.choose")}</option>`}
      ${associations.map(
        ({ code, name }) =>
          html`<option value=${code} .selected=${code === chosen}>${name}</option>`,
      )}
    </select>
  </div>`;
}

/** A form that has a link to choose a new password sent. Its answer is the same for any login. */
@customElement("halle-ask-password")
export class HalleAskPassword extends Screen {
  @property({ attribute: false }) associations: OrganisationName[] = [];
  /** Code of the association chosen before; may be empty. */
  @property({ attribute: false }) chosen = "";
  /** What was typed to sign in. */
  @property({ attribute: false }) login = "";
  @state() private asked = false;
  private readonly calls = new Calls(this);

  /** The associations that send letters. */
  private senders(): OrganisationName[] {
    return this.associations.filter(({ letters }) => letters);
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const login = textOf(form, "login");
    const code = textOf(form, "organisation");
    const senders = this.senders();
    const at = senders.length > 1 ? senders.find((one) => one.code === code) : senders[0];
    if (!at) return;
    const done = await this.calls.change([at.id, login], (options) =>
      ask(Accounts).askForPassword({ login }, atOrganisation(at.id, options)),
    );
    if (!done) return;
    this.asked = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("h1")?.focus();
  }

  protected override render(): TemplateResult {
    const back = html`<p><a href="/">${words("account.back")}</a></p>`;
    if (this.asked)
      return html`<div class="narrow">
        <h1 tabindex="-1">${words("account.asked")}</h1>
        <p>${words("account.asked_more")}</p>
        <p>${words("account.asked_nothing")}</p>
        ${back}
      </div>`;
    const senders = this.senders();
    if (senders.length === 0)
      return html`<div class="narrow">
        <h1>${words("account.ask")}</h1>
        <p>${words("account.forgotten_ask")}</p>
        ${back}
      </div>`;
    return html`<form class="narrow" @submit=${(event: Event) => void this.submit(event)}>
      <h1>${words("account.ask")}</h1>
      <p>${words("account.ask_more")}</p>
      ${this.calls.alert()} ${associationField(senders, this.chosen)}
      <div class="field">
        <label for="login">${words("shell.login")}</label>
        <input
          id="login"
          name="login"
          autocomplete="username"
          autocapitalize="none"
          maxlength="254"
          required
          .value=${this.login} />
      </div>
      <button class="primary" ?disabled=${this.calls.busy !== ""}>
        ${words("account.ask_send")}
      </button>
      ${back}
    </form>`;
  }
}
