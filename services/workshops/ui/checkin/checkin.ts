// Persons who come to a session, on a tablet at the door: one touch each. It works without a
// connection: what is touched is kept on the device, shown as not sent, and sent when there is one.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  announce,
  ask,
  asOperation,
  Calls,
  counted,
  formOf,
  may,
  money,
  newOperation,
  Retry,
  Screen,
  subject,
  textOf,
  words,
} from "halle/shell";
import { Means } from "halle/gen/membership/v1/membership_pb";
import {
  Presence,
  Registrations,
  Sessions,
  SessionState,
  type Registration,
  type Session,
} from "halle/gen/workshops/v1/workshops_pb";
import { begun, markable, when } from "../wording";
import { personsOf, type Person } from "./expected";
import { keeper, sendKept, sentEvent, type Kept, type KeptMark } from "./kept";
import { everybody, nameOf, type People } from "../session/people";

const takenBack = 8_000; // milliseconds in which a payment can be taken back
const meansWords: [Means, string][] = [
  [Means.CASH, "cash"],
  [Means.CHEQUE, "cheque"],
  [Means.TRANSFER, "transfer"],
  [Means.CARD, "card"],
];

@customElement("halle-workshops-checkin")
export class CheckIn extends Screen {
  @property() session = "";
  @state() private shown: Session | null = null;
  @state() private registrations: Registration[] = [];
  @state() private people: People = new Map();
  @state() private means = Means.CASH;
  private readonly keeper = keeper();
  private readonly calls = new Calls(this, () => this.read());
  private readonly retry = new Retry(() => this.flush());

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.keeper.all.length > 0) this.retry.start();
  }

  /** Payments that could still be taken back are sent: the page is left. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.retry.stop();
    if (this.keeper.all.length > 0)
      void this.send(true).then(() => dispatchEvent(new Event(sentEvent)));
  }

  private async read(): Promise<void> {
    const session = this.session;
    const [shown, list, people] = await Promise.all([
      ask(Sessions).get({ session }),
      ask(Registrations).list({ session }),
      this.people.size > 0 ? this.people : everybody(),
    ]);
    [this.shown, this.registrations, this.people] = [shown, list.registrations, people];
  }

  private send(all: boolean) {
    return sendKept(
      this.keeper,
      {
        marks: async (session, marks) => {
          const request = {
            session,
            marks: marks.map(({ id, registration, member, name, presence, at }) => ({
              id,
              registration,
              member,
              presence,
              at: { seconds: BigInt(Math.floor(at / 1000)), nanos: (at % 1000) * 1_000_000 },
              visitor: name ? { name } : undefined,
            })),
          };
          const { marked } = await ask(Registrations).mark(request);
          return marked.map(({ refused }) => refused);
        },
        pay: ({ registration, cents, means, id }) =>
          ask(Registrations).pay({ registration, cents: BigInt(cents), means }, asOperation(id)),
      },
      all ? () => Infinity : undefined,
    );
  }

  /** True when nothing is left to send. */
  private async flush(): Promise<boolean> {
    const before = this.keeper.all.length;
    const refused = await this.send(false);
    if (this.keeper.all.length < before) await this.calls.refresh();
    if (refused.length > 0)
      this.calls.show(
        refused.map(({ what, reason }) =>
          words("workshops.was_refused", { who: this.named(what), why: words(reason) }),
        ),
      );
    this.requestUpdate();
    return this.keeper.all.length === 0; // touched meanwhile: there is more to send
  }

  private named(what: Kept): string {
    if (what.kind === "mark" && !what.registration)
      return what.name ?? nameOf(this.people, { member: what.member ?? "", visitor: undefined });
    const one = this.registrations.find(({ id }) => id === what.registration);
    return one ? nameOf(this.people, one) : "";
  }

  private keep(one: Kept): void {
    this.calls.show([]);
    this.keeper.put(one);
    this.requestUpdate();
    this.retry.now();
  }

  private mark(who: Pick<KeptMark, "registration" | "member" | "name">, presence: Presence): void {
    const [id, at, session] = [newOperation(), Date.now(), this.session];
    this.keep({ kind: "mark", id, session, ...who, presence, at });
  }

  /** A touch says that the person came; another takes that back. */
  private touch(person: Person): void {
    if (!person.registration) {
      if (person.mark) this.keeper.drop(person.mark.id);
      return this.requestUpdate();
    }
    const came = person.presence === Presence.PRESENT;
    this.mark({ registration: person.id }, came ? Presence.UNSPECIFIED : Presence.PRESENT);
  }

  private pay(person: Person): void {
    this.keep({
      kind: "payment",
      id: newOperation(),
      session: this.session,
      registration: person.id,
      cents: Number(person.owed),
      means: this.means,
      from: Date.now() + takenBack,
    });
  }

  protected override render(): TemplateResult {
    if (!this.shown)
      return html`<h1>${words("workshops.check_in")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}
        ${this.calls.trouble.length > 0 ? html`<p>${this.calls.again()}</p>` : nothing}`;
    const session = this.shown;
    const kept = this.keeper.of(this.session);
    // A payment that can still be taken back waits for no connection.
    const unsent = kept.filter((one) => one.kind === "mark" || one.from <= Date.now()).length;
    const all = personsOf(this.registrations, kept, (one) => nameOf(this.people, one));
    const heads = (some: Person[]) => some.reduce((sum, { persons }) => sum + persons, 0);
    const came = all.filter(({ presence }) => presence === Presence.PRESENT);
    return html`<div class="shifts checkin">
      <h1>${session.title}</h1>
      <p>${when(session)}</p>
      ${markable(session) ? nothing : html`<p class="band">${words("workshops.mark_later")}</p>`}
      ${session.state === SessionState.PUBLISHED && markable(session)
        ? html`<p class="came" role="status">
              ${words("workshops.came_of", { n: heads(came), of: heads(all) })}
              ${unsent > 0
                ? html`<strong class="not-sent"
                    >${words("workshops.unsent", { n: unsent })}</strong
                  >`
                : nothing}
            </p>
            ${this.calls.alert()} ${this.meansChoice(all)}
            ${all.length === 0 ? html`<p>${words("workshops.nobody_expected")}</p>` : nothing}
            <ul class="plain faces">
              ${all.map((person) => this.face(person))}
            </ul>
            ${this.walkIn()} ${this.rest(session, all)}`
        : nothing}
    </div>`;
  }

  private face(person: Person): TemplateResult {
    const came = person.presence === Presence.PRESENT;
    return html`<li>
      <button
        class="face"
        aria-pressed=${came ? "true" : "false"}
        @click=${() => this.touch(person)}>
        <strong>${person.name}</strong>
        ${person.persons > 1
          ? html`<span>${words("workshops.of_persons", { n: person.persons })}</span>`
          : nothing}
        ${came ? html`<span>✓ ${words("workshops.came")}</span>` : nothing}
        ${person.presence === Presence.ABSENT
          ? html`<span>${words("workshops.absent")}</span>`
          : nothing}
        ${person.unsent
          ? html`<span class="not-sent">${words("workshops.not_sent")}</span>`
          : nothing}
      </button>
      ${this.money(person)}
    </li>`;
  }

  /** What a person has to pay here, one touch; what was just touched can be taken back. */
  private money(person: Person): TemplateResult | typeof nothing {
    const { payment, owed, back } = person;
    if (payment)
      return html`<p class="paid">
        ${words("workshops.paid_now", { amount: money(payment.cents) })}
        ${payment.from > Date.now()
          ? html`<button
              @click=${() => {
                this.keeper.drop(payment.id);
                this.requestUpdate();
              }}>
              ${words("workshops.undo")}<span class="hidden"> ${person.name}</span>
            </button>`
          : html`<span class="not-sent">${words("workshops.not_sent")}</span>`}
      </p>`;
    // Payments of one's own are another's to take.
    const takes = may("workshops.due.take") && person.registration?.member !== subject();
    if (owed > 0n && !takes)
      return html`<p class="paid">${words("workshops.has_to_pay", { amount: money(owed) })}</p>`;
    if (owed > 0n)
      return html`<button class="pay" @click=${() => this.pay(person)}>
        ${words("workshops.take_payment", { amount: money(owed) })}
        <span class="hidden">${person.name}</span>
      </button>`;
    if (back > 0n && takes)
      return html`<button class="pay" @click=${() => this.payBack(person)}>
        ${words("workshops.pay_back", { amount: money(back) })}
        <span class="hidden">${person.name}</span>
      </button>`;
    const paid = person.registration?.paidCents ?? 0n;
    return paid > 0n
      ? html`<p class="paid">${words("workshops.has_paid", { amount: money(paid) })}</p>`
      : nothing;
  }

  private payBack(person: Person): void {
    const request = { registration: person.id, cents: person.back, means: this.means };
    void this.calls.save(
      "",
      request,
      (options) => ask(Registrations).payBack(request, options),
      () => words("workshops.paid_back", { amount: money(request.cents) }),
    );
  }

  private meansChoice(all: Person[]): TemplateResult | typeof nothing {
    const money = all.some(({ owed, back }) => owed > 0n || back > 0n);
    if (!money || !may("workshops.due.take")) return nothing;
    return html`<fieldset class="means">
      <legend>${words("workshops.means")}</legend>
      <p class="row">
        ${meansWords.map(
          ([means, word]) =>
            html`<label class="check"
              ><input
                type="radio"
                name="means"
                .checked=${this.means === means}
                @change=${() => (this.means = means)} />${words("workshops.means_" + word)}</label
            >`,
        )}
      </p>
    </fieldset>`;
  }

  private walkIn(): TemplateResult {
    return html`<form
      class="state"
      @submit=${(event: Event) => {
        event.preventDefault();
        const who = textOf(formOf(event), "who").trim();
        if (who === "") return;
        (event.target as HTMLFormElement).reset();
        this.mark(/^\d+$/.test(who) ? { member: who } : { name: who }, Presence.PRESENT);
        announce(words("workshops.noted"));
      }}>
      <label for="walk-in"><strong>${words("workshops.walk_in")}</strong></label>
      <p class="hint" id="walk-in-more">${words("workshops.walk_in_more")}</p>
      <p class="row">
        <input
          id="walk-in"
          name="who"
          maxlength="80"
          autocomplete="off"
          aria-describedby="walk-in-more" />
        <button>${words("workshops.add_walk_in")}</button>
      </p>
    </form>`;
  }

  /** Once it has begun: all who were not touched are absent, in one touch. */
  private rest(session: Session, all: Person[]): TemplateResult | typeof nothing {
    const left = all.filter(
      ({ presence, registration }) => presence === Presence.UNSPECIFIED && registration,
    );
    if (!begun(session) || left.length === 0) return nothing;
    return html`<p>
      <button
        @click=${() => left.forEach(({ id }) => this.mark({ registration: id }, Presence.ABSENT))}>
        ${counted("workshops.others_absent", left.length)}
      </button>
    </p>`;
  }
}
