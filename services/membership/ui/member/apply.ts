import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, atOrganisation, Calls, failure, formOf, Screen, textOf, words } from "halle/shell";
import { Applications, type ApplicationForm } from "halle/gen/membership/v1/membership_pb";
import { bracketFields, personFields, personOf } from "../forms";
import { against } from "../wording";

/** First name, name, e-mail, telephone: the rest is asked of members. */
const asked = 4;

/** `/adherer#ORGANISATION`: somebody asks to become a member, without an account. */
@customElement("halle-membership-apply-screen")
export class MembershipApply extends Screen {
  @state() private form: ApplicationForm | null = null;
  /** Nobody can join here, in words. */
  @state() private shut = "";
  @state() private done = false;
  private organisation = "";
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  private readonly changed = (): void => void this.calls.load();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.changed);
  }

  private async read(): Promise<void> {
    this.organisation = location.hash.slice(1);
    [this.shut, this.done, this.form] = ["", false, null];
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
      else throw error;
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const data = formOf(event);
    const request = {
      person: personOf(data),
      bracket: textOf(data, "bracket"),
      message: textOf(data, "message").trim(),
    };
    await this.calls.change(request, async (options) => {
      await ask(Applications).apply(request, atOrganisation(this.organisation, options));
      this.done = true;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
    });
  }

  protected override render(): TemplateResult {
    const { form } = this;
    if (this.shut)
      return html`<div class="membership narrow">
        <h1>${words("membership.join")}</h1>
        <p>${this.shut}</p>
      </div>`;
    if (!form)
      return html`<div class="membership narrow">
        <h1>${words("membership.join")}</h1>
        ${this.calls.waiting()} ${this.calls.alert()}
        ${this.calls.trouble.length > 0 ? html`<p>${this.calls.again()}</p>` : nothing}
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
        ${this.calls.alert()}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("membership.apply")}
          </button>
        </p>
      </form>
    </div>`;
  }
}
