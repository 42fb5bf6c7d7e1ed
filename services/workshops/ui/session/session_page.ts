// One session, for its leaders and staff: registrations, the waiting list, visitors to confirm.
// Managers publish, change, copy and cancel it here. On paper it is the sheet to sign.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  deadline,
  formOf,
  icon,
  instant,
  may,
  modules,
  money,
  Screen,
  textOf,
  words,
} from "halle/shell";
import { Visitors } from "halle/gen/workshops/v1/visitors_pb";
import {
  Presence,
  Registrations,
  RegistrationState,
  Sessions,
  SessionState,
  type Registration,
  type Session,
} from "halle/gen/workshops/v1/workshops_pb";
import { sentEvent } from "../checkin/kept";
import { begun, end, isOn, markable, price, status, when } from "../wording";
import { contact, everybody, lettersGo, nameOf, tellNote, type People } from "./people";
import { paperSheet } from "./paper_sheet";
import { signUpForm } from "./sign_up";

@customElement("halle-workshops-session")
export class SessionPage extends Screen {
  @property() session = "";
  @state() private shown: Session | null = null;
  @state() private registrations: Registration[] = [];
  @state() private people: People = new Map();
  @state() private letters = false;
  /** Id of the registration that may be taken off. */
  @state() private leaving = "";
  private readonly calls = new Calls(this, async () => {
    const session = this.session;
    const [shown, list, people, letters] = await Promise.all([
      ask(Sessions).get({ session }),
      ask(Registrations).list({ session }),
      this.people.size > 0 ? this.people : everybody(),
      lettersGo(),
    ]);
    [this.shown, this.registrations] = [shown, list.registrations];
    [this.people, this.letters] = [people, letters];
  });

  private readonly refresh = (): void => void this.calls.refresh();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(sentEvent, this.refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener(sentEvent, this.refresh);
  }

  protected override render(): TemplateResult {
    if (!this.shown)
      return html`<h1>${words("workshops.sheet")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}
        ${this.calls.trouble.length > 0 ? html`<p>${this.calls.again()}</p>` : nothing}`;
    const session = this.shown;
    const of = (...states: RegistrationState[]) =>
      this.registrations.filter((one) => states.some((wanted) => isOn(one, wanted)));
    const placed = of(RegistrationState.REGISTERED);
    return html`<div class="shifts">
      <h1>${session.title}</h1>
      <p>
        <strong>${when(session)}</strong>, ${end(session)}
        ${session.details?.place ? html`<br />${session.details.place}` : nothing}
      </p>
      ${this.known(session)} ${this.calls.alert()} ${this.actions(session)}
      <div class="only-screen">
        ${this.group("workshops.who_comes", placed, (one) => this.registered(one))}
        ${placed.length === 0 && session.state === SessionState.PUBLISHED
          ? html`<p>${words("workshops.nobody_registered")}</p>`
          : nothing}
        ${this.group(
          "workshops.who_waits",
          of(RegistrationState.OFFERED, RegistrationState.WAITING),
          (one) => this.waits(one),
        )}
        ${this.group("workshops.to_confirm", of(RegistrationState.UNCONFIRMED), (one) =>
          may("workshops.registration.manage")
            ? html`<p>
                <button @click=${() => this.confirm(one)}>
                  ${words("workshops.confirm")}<span class="hidden"> ${this.nameOf(one)}</span>
                </button>
              </p>`
            : nothing,
        )}
        ${signUpForm(this.calls, session)} ${this.cancelling(session)}
      </div>
      ${paperSheet(session, placed, (one) => this.nameOf(one))}
    </div>`;
  }

  private nameOf(one: Registration): string {
    return nameOf(this.people, one);
  }

  private save(send: (options: CallOptions) => Promise<unknown>, what: unknown, key: string): void {
    void this.calls.save("", what, send, () => words(key));
  }

  /** Places, price, zone and helpers. */
  private known(session: Session): TemplateResult {
    const cost = price(session);
    const { zone, helpers } = session.details ?? {};
    const published = session.state === SessionState.PUBLISHED;
    const uses = (module: string) => modules().some(({ id }) => id === module);
    return html`<p class="notes">${status(session)}${cost ? html` · ${cost}` : nothing}</p>
      ${zone && uses("premises") && may("workshops.session.manage") && published
        ? session.zoneHeld
          ? html`<p class="notes">
              ${words("workshops.zone_is_held", { zone: session.zoneName })}
            </p>`
          : html`<div class="band">
              <p>${words("workshops.zone_is_lost", { zone: session.zoneName })}</p>
              <p>
                <button @click=${() => this.publish()}>${words("workshops.zone_again")}</button>
              </p>
            </div>`
        : nothing}
      ${helpers?.count && uses("shifts")
        ? html`<p class="notes only-screen">
            ${words("workshops.helpers_asked", { n: helpers.count })}
            ${session.helpersPlanned
              ? html`<a href="/planning">${words("workshops.helpers_planned")}</a>`
              : nothing}
          </p>`
        : nothing}`;
  }

  private publish(): void {
    const request = { session: this.session };
    this.save((options) => ask(Sessions).publish(request, options), request, "workshops.published");
  }

  private actions(session: Session): TemplateResult {
    const path = "/ateliers#" + session.id;
    const manages = may("workshops.session.manage");
    const open = session.state !== SessionState.CANCELLED && !begun(session);
    return html`<div class="only-screen">
      ${manages && open && session.state === SessionState.DRAFT
        ? html`<p class="hint">${words("workshops.publish_more")}</p>
            <p>
              <button class="primary" @click=${() => this.publish()}>
                ${words("workshops.publish")}
              </button>
            </p>`
        : nothing}
      <p class="row">
        ${session.state === SessionState.PUBLISHED && markable(session)
          ? html`<a class="button primary" href="${path}/pointage"
              >${words("workshops.check_in")}</a
            >`
          : nothing}
        ${manages && open
          ? html`<a class="button" href="${path}/modifier">${words("workshops.change")}</a>`
          : nothing}
        ${manages
          ? html`<a class="button" href="${path}/copier">${words("workshops.copy")}</a>`
          : nothing}
        <button @click=${() => print()}>${icon("print")}${words("workshops.print")}</button>
      </p>
    </div>`;
  }

  private group(
    heading: string,
    all: Registration[],
    more: (one: Registration) => TemplateResult | typeof nothing,
  ): TemplateResult | typeof nothing {
    if (all.length === 0) return nothing;
    return html`<h2>${words(heading, { n: all.length })}</h2>
      <ul class="plain dates">
        ${all.map(
          (one) =>
            html`<li class="card">
              <p>
                <strong>${this.nameOf(one)}</strong>
                ${one.persons > 1 ? words("workshops.of_persons", { n: one.persons }) : nothing}
                ${contact(this.people, one)}
              </p>
              ${more(one)} ${this.calls.alert(one.id)}
            </li>`,
        )}
      </ul>`;
  }

  /** What is known of a registration with a place. */
  private registered(one: Registration): TemplateResult {
    const left = one.owedCents - one.paidCents;
    const said = [
      one.presence === Presence.PRESENT ? words("workshops.came") : "",
      one.presence === Presence.ABSENT ? words("workshops.absent") : "",
      one.paidCents > 0n ? words("workshops.has_paid", { amount: money(one.paidCents) }) : "",
      left > 0n ? words("workshops.has_to_pay", { amount: money(left) }) : "",
    ].filter(Boolean);
    return html`${said.length > 0 ? html`<p class="notes">${said.join(" · ")}</p>` : nothing}
    ${this.takeOff(one)}`;
  }

  private waits(one: Registration): TemplateResult {
    return html`${one.until
      ? html`<p class="notes">
          ${words("workshops.offered_until", { until: deadline(instant(one.until)) })}
        </p>`
      : nothing}
    ${this.takeOff(one, isOn(one, RegistrationState.OFFERED) ? this.accepting(one) : nothing)}`;
  }

  /** For a person who has called to say that the offered place is taken. */
  private accepting(one: Registration): TemplateResult {
    const request = { session: this.session, registration: one.id };
    return html`<button
      class="primary"
      @click=${() =>
        void this.calls.save(
          one.id,
          request,
          (options) => ask(Registrations).accept(request, options),
          () => words("workshops.signed_up"),
        )}>
      ${words("workshops.accept_for")}<span class="hidden"> ${this.nameOf(one)}</span>
    </button>`;
  }

  /** Staff gives back a person's place, after a question: it is offered to the next at once. */
  private takeOff(
    one: Registration,
    before: TemplateResult | typeof nothing = nothing,
  ): TemplateResult | typeof nothing {
    const session = this.shown;
    if (!may("workshops.registration.manage") || !session || begun(session)) return nothing;
    if (this.leaving !== one.id)
      return html`<p class="row">
        ${before}
        <button class="quiet" @click=${() => (this.leaving = one.id)}>
          ${words("workshops.take_off")}<span class="hidden"> ${this.nameOf(one)}</span>
        </button>
      </p>`;
    const request = { session: session.id, registration: one.id };
    return html`<p>
        <strong>${words("workshops.take_off_sure", { who: this.nameOf(one) })}</strong>
      </p>
      <p class="row">
        <button
          class="primary"
          @click=${() =>
            void this.calls.save(
              one.id,
              request,
              (options) => ask(Registrations).cancel(request, options),
              () => words("workshops.taken_off", { who: this.nameOf(one) }),
            )}>
          ${words("workshops.take_off_yes")}
        </button>
        <button @click=${() => (this.leaving = "")}>${words("workshops.take_off_no")}</button>
      </p>`;
  }

  private confirm(one: Registration): void {
    const request = { registration: one.id };
    void this.calls.save(
      one.id,
      request,
      (options) => ask(Visitors).confirm(request, options),
      () => words("workshops.confirmed"),
    );
  }

  private cancelling(session: Session): TemplateResult | typeof nothing {
    if (
      !may("workshops.session.manage") ||
      session.state === SessionState.CANCELLED ||
      begun(session)
    )
      return nothing;
    return html`<details class="card narrow">
      <summary><strong>${words("workshops.call_off")}</strong></summary>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const off = { session: session.id, reason: textOf(formOf(event), "reason") };
          this.save((options) => ask(Sessions).cancel(off, options), off, "workshops.called_off");
        }}>
        <div class="field">
          <label for="reason">${words("workshops.why")}</label>
          <input id="reason" name="reason" maxlength="200" autocomplete="off" />
        </div>
        ${tellNote(this.registrations, this.people, this.letters)}
        <p><button class="primary">${words("workshops.call_off_now")}</button></p>
      </form>
    </details>`;
  }
}
