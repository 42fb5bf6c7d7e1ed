import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  asOperation,
  atOrganisation,
  failure,
  formOf,
  Operation,
  Screen,
  textOf,
  words,
} from "halle/shell";
import { Applications, type ApplicationForm } from "halle/gen/membership/v1/membership_pb";
import { bracketFields, personFields, personOf } from "./forms";
import { against } from "./spoken";

/** First name, name, e-mail, telephone: the rest she says once she is a member. */
const asked = 4;

/** `/adherer#ORGANISATION`: somebody asks to become a member, without an account. */
@customElement("halle-membership-apply-screen")
export class MembershipApply extends Screen {
  @state() private form: ApplicationForm | null = null;
  @state() private trouble: string[] = [];
  /** Nobody can join here, in words. */
  @state() private shut = "";
  @state() private busy = false;
  @state() private done = false;
  private organisation = "";
  private readonly operation = new Operation();
  private readonly changed = (): void => void this.load();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.changed);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.changed);
  }

  private async load(): Promise<void> {
    this.organisation = location.hash.slice(1);
    [this.trouble, this.shut, this.done, this.form] = [[], "", false, null];
    try {
      this.form = await ask(Applications).getForm({}, atOrganisation(this.organisation));
    } catch (error) {
      const { reason } = failure(error);
      if (
        [
          "membership.applications_closed",
          "halle.organisation_unknown",
          "halle.no_such_method",
        ].includes(reason)
      )
        this.shut = words("membership.applications_closed");
      else this.trouble = against(error);
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const data = formOf(event);
    const request = {
      person: personOf(data),
      bracket: textOf(data, "bracket"),
      message: textOf(data, "message").trim(),
    };
    this.busy = true;
    this.trouble = [];
    try {
      await ask(Applications).apply(
        request,
        atOrganisation(this.organisation, asOperation(this.operation.of(request))),
      );
      this.operation.done();
      this.done = true;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
    } catch (error) {
      if (!failure(error).open) this.operation.done();
      this.trouble = against(error);
      void this.updateComplete.then(() =>
        this.querySelector(".wrong")?.scrollIntoView({ block: "center" }),
      );
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { form } = this;
    const wrong =
      this.trouble.length > 0
        ? html`<div class="wrong" role="alert">
            ${this.trouble.map((text) => html`<p>${text}</p>`)}
          </div>`
        : nothing;
    if (this.shut)
      return html`<div class="membership narrow">
        <h1>${words("membership.join")}</h1>
        <p>${this.shut}</p>
      </div>`;
    if (!form)
      return html`<div class="membership narrow">
        <h1>${words("membership.join")}</h1>
        ${wrong === nothing
          ? html`<p role="status">${words("shell.loading")}</p>`
          : html`${wrong}
              <p><button @click=${() => void this.load()}>${words("shell.again")}</button></p>`}
      </div>`;
    if (this.done)
      return html`<div class="membership narrow">
        <h1 tabindex="-1">${words("membership.applied")}</h1>
        <p>${words("membership.applied_more", { name: form.organisationName })}</p>
      </div>`;
    return html`<div class="membership narrow">
      <h1>${words("membership.join_name", { name: form.organisationName })}</h1>
      <form novalidate @submit=${(event: Event) => void this.send(event)}>
        ${personFields(null, true, true).slice(0, asked)}
        <p class="hint">${words("membership.contact_needed")}</p>
        ${form.grid ? bracketFields(form.grid) : nothing}
        <div class="field">
          <label for="message">${words("membership.application_message")}</label>
          <textarea id="message" name="message" rows="3" maxlength="500"></textarea>
        </div>
        <p class="hint">${words("membership.application_kept", { name: form.organisationName })}</p>
        ${wrong}
        <p>
          <button class="primary" aria-disabled=${this.busy ? "true" : "false"}>
            ${words("membership.apply")}
          </button>
        </p>
      </form>
    </div>`;
  }
}
