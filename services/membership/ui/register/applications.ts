import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  day,
  formOf,
  go,
  instant,
  may,
  Screen,
  telephone,
  textOf,
  words,
} from "halle/shell";
import {
  Applications,
  Dues,
  type Application,
  type GridReply,
} from "halle/gen/membership/v1/membership_pb";
import { against, bracketWords, fullName } from "../wording";

/** Who asks to become a member: answering each. */
@customElement("halle-membership-requests")
export class MembershipRequests extends Screen {
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private all: Application[] | null = null;
  @state() private grid: GridReply | null = null;

  private async read(): Promise<void> {
    const [{ applications }, grid] = await Promise.all([
      ask(Applications).list({}),
      ask(Dues).getGrid({}),
    ]);
    [this.all, this.grid] = [applications, grid];
  }

  protected override render(): TemplateResult {
    return html`<div class="membership narrow">
      <p class="back"><a href="/membres">${words("membership.all_members")}</a></p>
      <h1>${words("membership.applications")}</h1>
      ${this.calls.alert()}
      ${this.all === null
        ? this.calls.waiting()
        : this.all.length === 0
          ? html`<p>${words("membership.no_application")}</p>`
          : html`<ul class="plain">
              ${this.all.map((one) => this.one(one))}
            </ul>`}
    </div>`;
  }

  private one(application: Application): TemplateResult {
    const { id, person, bracket, message, alike } = application;
    if (!person) return html``;
    const who = `${person.firstName} ${person.name}`.trim();
    const lines = [
      telephone(person.telephone),
      person.email,
      person.street,
      `${person.postCode} ${person.town}`.trim(),
    ].filter(Boolean);
    const { current } = this.grid ?? {};
    return html`<li class="card">
      <h2>${who}</h2>
      <p>${lines.map((line, i) => html`${i > 0 ? html`<br />` : nothing}${line}`)}</p>
      ${bracket ? html`<p>${words("membership.picked", { bracket })}</p>` : nothing}
      ${message ? html`<p>« ${message} »</p>` : nothing}
      <p class="hint">${words("membership.applied_on", { day: day(instant(application.at)) })}</p>
      ${alike.length > 0
        ? html`<p>
            <strong>${words("membership.alike")}</strong> ${alike.map(
              (number) => html` <a href="/membres#n/${number}">n° ${number}</a>`,
            )}
          </p>`
        : nothing}
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const request = { id, bracket: textOf(formOf(event), "bracket") };
          void this.calls
            .save(
              id,
              request,
              (options) => ask(Applications).accept(request, options),
              (member) =>
                words("membership.added", { who: fullName(member), number: member.number }),
            )
            .then((member) => member && go(`/membres#n/${member.number}`));
        }}>
        ${current && may("membership.dues.take")
          ? html`<div class="field">
              <label for="bracket-${id}">${words("membership.which_bracket")}</label>
              <select id="bracket-${id}" name="bracket">
                ${current.brackets.map(
                  (one) =>
                    html`<option value=${one.name} ?selected=${one.name === bracket}>
                      ${bracketWords(one)}
                    </option>`,
                )}
                <option
                  value=""
                  ?selected=${!current.brackets.some(({ name }) => name === bracket)}>
                  ${words("membership.no_dues_yet")}
                </option>
              </select>
            </div>`
          : nothing}
        ${this.calls.alert(id)}
        <p class="row">
          <button
            class="primary"
            aria-disabled=${this.calls.busy ? "true" : "false"}
            aria-label="${words("membership.accept")} (${who})">
            ${words("membership.accept")}
          </button>
        </p>
      </form>
      <details>
        <summary>${words("membership.turn_down")}</summary>
        <p>${words("membership.turn_down_more", { who })}</p>
        <p>
          <button
            aria-disabled=${this.calls.busy ? "true" : "false"}
            aria-label="${words("membership.turn_down_yes")} (${who})"
            @click=${() =>
              void this.calls.save(
                id,
                ["decline", id],
                (options) => ask(Applications).decline({ id }, options),
                () => words("membership.turned_down"),
              )}>
            ${words("membership.turn_down_yes")}
          </button>
        </p>
      </details>
    </li>`;
  }
}
