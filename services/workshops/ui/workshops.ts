// The sessions to come, each with what the caller can do at it. What stands behind `#` is for staff
// and leaders.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  counted,
  deadline,
  formOf,
  HashPage,
  instant,
  may,
  Screen,
  subject,
  words,
} from "halle/shell";
import {
  RegistrationState,
  Registrations,
  Sessions,
  SessionState,
  type Session,
} from "halle/gen/workshops/v1/workshops_pb";
import { begun, end, free, isOn, markable, price, status, when } from "./wording";
import { choosing, choiceOf, priceIsChosen, type Choice } from "./group";
import { keeper } from "./checkin/kept";
import "./calendar_address";

const path = "/ateliers";

@customElement("halle-workshops-screen")
export class WorkshopsScreen extends Screen {
  @state() private sessions: Session[] | null = null;
  private readonly page = new HashPage(this, path, () => void this.calls.load());
  private readonly calls = new Calls(this, async () => {
    this.sessions = (await ask(Sessions).list({})).sessions;
  });

  protected override render(): TemplateResult {
    if (this.page.at !== "") return html`<halle-workshops-staff></halle-workshops-staff>`;
    return html`<div class="shifts">
      <h1>${words("menu.workshops")}</h1>
      ${may("workshops.session.manage")
        ? html`<p><a class="button" href="${path}#nouveau">${words("workshops.new")}</a></p>`
        : nothing}
      ${this.calls.alert()} ${this.unsent()}
      ${this.sessions === null ? this.unread() : this.list(this.sessions)} ${this.staffLinks()}
      ${subject() ? html`<halle-workshops-calendar></halle-workshops-calendar>` : nothing}
    </div>`;
  }

  /** Presences that wait on this device, with the way to where they are sent. */
  private unsent(): TemplateResult | typeof nothing {
    const all = keeper().all;
    if (all.length === 0) return nothing;
    return html`<p class="band">
      ${counted("workshops.kept_here", all.length)}
      <a href="${path}#${all[0].session}/pointage">${words("workshops.kept_look")}</a>
    </p>`;
  }

  private staffLinks(): TemplateResult | typeof nothing {
    const manages = may("workshops.session.manage");
    if (!manages && !may("workshops.attendance.mark")) return nothing;
    const link = (page: string, key: string) =>
      html`<a class="button" href="${path}#${page}">${words(key)}</a>`;
    return html`<h2>${words("workshops.for_staff")}</h2>
      <p class="row">
        ${link("passes", "workshops.past_link")}
        ${manages
          ? html`${link("bilan", "workshops.report_link")}
            ${link("reglages", "workshops.settings_link")}`
          : nothing}
      </p>`;
  }

  private unread(): TemplateResult | typeof nothing {
    return this.calls.trouble.length > 0
      ? html`<p>${this.calls.again()}</p>`
      : this.calls.waiting();
  }

  private list(sessions: Session[]): TemplateResult {
    if (sessions.length === 0) return html`<p>${words("workshops.none")}</p>`;
    return html`<ul class="plain dates">
      ${sessions.map((session) => this.card(session))}
    </ul>`;
  }

  private card(session: Session): TemplateResult {
    const { place = "", ledBy = "" } = session.details ?? {};
    const cost = price(session);
    return html`<li class="card" id="s-${session.id}">
      <h2>${session.title}</h2>
      <p><strong>${when(session)}</strong>, ${end(session)}</p>
      ${place || ledBy
        ? html`<p>
            ${place} ${place && ledBy ? html`<br />` : nothing}
            ${ledBy ? words("workshops.with", { names: ledBy }) : nothing}
          </p>`
        : nothing}
      <p class="notes">${status(session)}${cost ? html` · ${cost}` : nothing}</p>
      ${this.own(session)} ${this.calls.alert(session.id)} ${this.toSheet(session)}
    </li>`;
  }

  /** What the member can do at the session, the likely thing first. */
  private own(session: Session): TemplateResult | typeof nothing {
    if (!subject() || session.state !== SessionState.PUBLISHED || begun(session)) return nothing;
    const { own } = session;
    if (isOn(own, RegistrationState.OFFERED))
      return html`<div class="state" data-state="open">
        <p>
          <strong>${words("workshops.offered", { until: deadline(instant(own!.until)) })}</strong>
        </p>
        <p class="row">
          ${this.button(session, "workshops.i_come", () => this.accept(session), "primary")}
          ${this.button(session, "workshops.i_cannot", () => this.leave(session))}
        </p>
      </div>`;
    if (isOn(own, RegistrationState.REGISTERED))
      return html`<div class="state">
        <p><strong>${counted("workshops.registered", own!.persons)}</strong></p>
        <p>${this.button(session, "workshops.give_back", () => this.leave(session))}</p>
      </div>`;
    if (isOn(own, RegistrationState.WAITING))
      return html`<div class="state">
        <p><strong>${words("workshops.waiting")}</strong></p>
        <p>${this.button(session, "workshops.leave_list", () => this.leave(session))}</p>
      </div>`;
    return this.offer(session);
  }

  private offer(session: Session): TemplateResult {
    const words_ = free(session) > 0 ? "workshops.register" : "workshops.wait";
    const more = priceIsChosen(session) ? "workshops.several_price" : "workshops.several";
    return html`<p>
        ${this.button(session, words_, () => this.register(session, { persons: 1 }), "primary")}
      </p>
      <details>
        <summary aria-label="${words(more)} (${session.title}, ${when(session)})">
          ${words(more)}
        </summary>
        <form
          novalidate
          @submit=${(event: Event) => {
            event.preventDefault();
            const choice = choiceOf(formOf(event));
            if (choice) this.register(session, choice);
            else this.calls.show([words("workshops.bad_choice")], session.id);
          }}>
          ${choosing(session)}
          <p><button>${words(words_)}</button></p>
        </form>
      </details>`;
  }

  private button(
    session: Session,
    key: string,
    act: () => void,
    kind: "primary" | "" = "",
  ): TemplateResult {
    return html`<button
      class=${kind || nothing}
      aria-label="${words(key)} (${session.title}, ${when(session)})"
      @click=${act}>
      ${words(key)}
    </button>`;
  }

  private register(session: Session, choice: Choice): void {
    const request = { session: session.id, member: subject(), ...choice };
    void this.calls.save(
      session.id,
      request,
      (options) => ask(Registrations).register(request, options),
      (made) =>
        words(
          made.state === RegistrationState.REGISTERED
            ? "workshops.is_registered"
            : "workshops.is_waiting",
        ),
    );
  }

  private accept(session: Session): void {
    const request = { session: session.id, member: subject() };
    void this.calls.save(
      session.id,
      request,
      (options) => ask(Registrations).accept(request, options),
      () => words("workshops.is_registered"),
    );
  }

  private leave(session: Session): void {
    const request = { session: session.id, member: subject() };
    void this.calls.save(
      session.id,
      request,
      (options) => ask(Registrations).cancel(request, options),
      () => words("workshops.is_given_back"),
    );
  }

  /** To the sheet and, on the day, to the check-in, for who may open them. */
  private toSheet(session: Session): TemplateResult | typeof nothing {
    const leads = session.details?.leaders.includes(subject()) ?? false;
    const staff = ["attendance.mark", "registration.manage", "due.take"];
    if (!leads && !staff.some((right) => may("workshops." + right))) return nothing;
    const link = (below: string, key: string, kind: string) =>
      html`<a
        class=${kind || nothing}
        href="${path}#${session.id}${below}"
        aria-label="${words(key)} (${session.title}, ${when(session)})"
        >${words(key)}</a
      >`;
    const now = session.state === SessionState.PUBLISHED && markable(session);
    return html`<p class="row">
      ${now ? link("/pointage", "workshops.check_in", "button") : nothing}
      ${link("", "workshops.sheet", "button")}
    </p>`;
  }
}
