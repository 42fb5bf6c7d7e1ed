// A member's screen: her next shift, her hours, the seats that nobody has.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  addDays,
  announce,
  ask,
  Calls,
  counted,
  deadline,
  formOf,
  hour,
  instant,
  Screen,
  shortDayOf,
  subject,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import {
  Bookings,
  Calendars,
  Hours,
  Planning,
  ShiftState,
  WorkState,
  type Shift,
  type ShiftKey,
  type Statement,
  type Work,
} from "halle/gen/shifts/v1/shifts_pb";
import { against, begun, duration, ended, fitting, keyText, lacks, needed, when } from "../wording";
import { lines, standing } from "../hours/statement";

const shownAtFirst = 6;
const daysAhead = 56;

/** A seat given back or taken, to be undone. */
interface Undo {
  said: string;
  shift: Shift;
  seat: number;
  taken: boolean;
}

@customElement("halle-shifts-mine-screen")
export class ShiftsMine extends Screen {
  @state() private shifts: Shift[] | null = null;
  @state() private statement: Statement | null = null;
  @state() private work: Work[] = [];
  @state() private undo: Undo | null = null;
  @state() private refused = new Map<string, string[]>();
  @state() private all = false;
  @state() private address = "";
  private today = "";
  private readonly calls = new Calls(this, () => this.read());

  override connectedCallback(): void {
    super.connectedCallback();
    this.undo = null;
    this.refused = new Map();
  }

  private async read(): Promise<void> {
    const member = subject();
    if (!member) return;
    const [listed, statement, { work }] = await Promise.all([
      ask(Planning)
        .listShifts({})
        .then(async (first) => {
          return ask(Planning).listShifts({
            from: first.today,
            until: addDays(first.today, daysAhead),
          });
        }),
      ask(Hours).getStatement({ member }),
      ask(Hours).listWork({ member }),
    ]);
    this.today = listed.today;
    this.shifts = listed.shifts.filter((shift) => !ended(shift));
    this.statement = statement;
    this.work = work;
  }

  /** Takes a seat, any if it is 0, or gives hers back; says so and how to undo it. */
  private async change(shift: Shift, seat: number, take: boolean, undoing = false): Promise<void> {
    const id = keyText(shift.key);
    const request = { key: shift.key, member: subject() };
    let undo: Undo;
    let reasons: string[] = [];
    const done = await this.calls.change(
      { id, take, seat },
      async (options) => {
        if (take) {
          const reply = await ask(Bookings).book({ ...request, seat }, options);
          const said = words("shifts.taken", { when: when(shift) });
          undo = { said, shift, seat: reply.seat, taken: true };
        } else {
          const { late } = await ask(Bookings).cancel(request, options);
          const said = words(late ? "shifts.given_back_late" : "shifts.given_back", {
            when: when(shift),
          });
          undo = { said, shift, seat, taken: false };
        }
      },
      {
        refused: (_why, error) => {
          reasons = against(error);
          return true;
        },
      },
    );
    if (done) {
      this.undo = undoing ? null : undo!;
      this.refused = new Map();
      if (undoing) announce(words("shifts.undone"));
      else void this.updateComplete.then(() => this.querySelector<HTMLElement>("#undo")?.focus());
      await this.calls.load();
    } else if (reasons.length > 0) {
      this.undo = null;
      await this.calls.load();
      // Beside what was asked for, or at the top if that is no longer there.
      const there = [...this.mine, ...this.open].some((one) => keyText(one.key) === id);
      this.refused = new Map([[there && !undoing ? id : "undo", reasons]]);
      void this.updateComplete.then(() =>
        this.querySelector(".wrong")?.scrollIntoView({ block: "center" }),
      );
    }
  }

  protected override render(): TemplateResult {
    if (!subject())
      return html`<h1>${words("menu.my_shifts")}</h1>
        <p>${words("shifts.no_number")}</p>`;
    const mending = new Set(this.statement?.mending.map(({ key }) => keyText(key)));
    return html`<div class="shifts narrow">
      <h1>${words("menu.my_shifts")}</h1>
      ${this.calls.trouble.length > 0
        ? html`${this.calls.alert()}
            <p>${this.calls.again()}</p>`
        : nothing}
      ${this.shifts === null || this.statement === null
        ? this.calls.waiting()
        : html`${this.undoBand()} ${this.own(this.mine)}
            <h2>${words("shifts.my_hours")}</h2>
            ${standing(this.statement, true)} ${this.swaps()}
            ${this.asked(this.open.filter(({ asked }) => asked))}
            ${this.mending(
              this.open.filter(({ asked, key }) => !asked && mending.has(keyText(key))),
            )}
            ${this.free(this.open.filter(({ asked, key }) => !asked && !mending.has(keyText(key))))}
            <h2>${words("shifts.statement")}</h2>
            <details class="card">
              <summary><strong>${words("shifts.every_line")}</strong></summary>
              ${lines(this.statement)}
            </details>
            ${this.outside()} ${this.calendar()}`}
    </div>`;
  }

  private seatOf(shift: Shift) {
    return shift.seats.find((seat) => seat.own);
  }

  /** Hers, until they end. */
  private get mine(): Shift[] {
    return (this.shifts ?? []).filter(
      (shift) => shift.state === ShiftState.PLANNED && this.seatOf(shift),
    );
  }

  /** Those she can still take a seat at. */
  private get open(): Shift[] {
    return (this.shifts ?? []).filter(
      (shift) =>
        shift.state === ShiftState.PLANNED &&
        !begun(shift) &&
        !this.seatOf(shift) &&
        fitting(shift) > 0,
    );
  }

  /** Where she could come instead: the next date of the same kind, or of any. */
  private insteadOf(given: Shift): Shift | undefined {
    const others = this.open.filter((shift) => keyText(shift.key) !== keyText(given.key));
    return others.find(({ title }) => title === given.title) ?? others[0];
  }

  private undoBand(): TemplateResult {
    const undo = this.undo;
    const instead = undo && !undo.taken ? this.insteadOf(undo.shift) : undefined;
    return html`<div role="status">
        ${undo
          ? html`<div class="band">
              <p>${undo.said}</p>
              <p>
                <button
                  id="undo"
                  @click=${() => void this.change(undo.shift, undo.seat, !undo.taken, true)}>
                  ${words(undo.taken ? "shifts.undo_taken" : "shifts.undo_given")}
                </button>
              </p>
              ${instead
                ? html`<p>
                      ${words("shifts.instead", { when: when(instead), title: instead.title })}
                    </p>
                    <p>
                      <button id="instead" @click=${() => void this.change(instead, 0, true)}>
                        ${words("shifts.i_come_then")}
                      </button>
                    </p>`
                : nothing}
            </div>`
          : nothing}
      </div>
      ${this.refusal("undo")}`;
  }

  private refusal(id: string): TemplateResult | typeof nothing {
    const reasons = this.refused.get(id);
    if (!reasons) return nothing;
    return html`<div class="wrong" role="alert">
      ${reasons.map((reason) => html`<p>${reason}</p>`)}
    </div>`;
  }

  private own(shifts: Shift[]): TemplateResult {
    const [next, ...others] = shifts;
    const off = (this.shifts ?? []).filter(
      (shift) => shift.state === ShiftState.CANCELLED && shift.seatLost,
    );
    return html`<h2>${words("shifts.my_next")}</h2>
      ${off.map(
        (shift) =>
          html`<div class="band">
            <p>
              <strong>${words("shifts.off", { when: when(shift), title: shift.title })}</strong>
            </p>
            <p>${words("shifts.off_why", { reason: shift.reason })}</p>
          </div>`,
      )}
      ${(this.shifts ?? [])
        .filter((shift) => shift.state === ShiftState.PLANNED && shift.takenOver && !begun(shift))
        .map(
          (shift) =>
            html`<div class="band">
              <p>${words("shifts.taken_over", { when: when(shift), title: shift.title })}</p>
            </div>`,
        )}
      ${next
        ? html`<div class="state next">
            <p><strong>${deadline(instant(next.startsAt))}</strong></p>
            <p>${next.title}${next.place ? html`, ${next.place}` : nothing}</p>
            <p>
              ${words("shifts.until", { time: hour(instant(next.endsAt)) })}
              (${duration(next.minutes)})
            </p>
            ${this.cannot(next)}
          </div>`
        : html`<p>${words("shifts.nothing_booked")}</p>`}
      ${others.length > 0
        ? html`<h3>${words("shifts.and_then")}</h3>
            <ul class="plain">
              ${others.map(
                (shift) =>
                  html`<li class="card">
                    <p><strong>${when(shift)}</strong></p>
                    <p>${shift.title}${shift.place ? html`, ${shift.place}` : nothing}</p>
                    ${this.cannot(shift)}
                  </li>`,
              )}
            </ul>`
        : nothing}`;
  }

  private cannot(shift: Shift): TemplateResult {
    const seat = this.seatOf(shift)?.number ?? 0;
    if (begun(shift)) return html`<p>${words("shifts.now")}</p>`;
    return html`<p>
        <button
          aria-label="${words("shifts.cannot_come")} (${when(shift)})"
          @click=${() => void this.change(shift, seat, false)}>
          ${words("shifts.cannot_come")}
        </button>
      </p>
      ${this.handOver(shift)} ${this.refusal(keyText(shift.key))}`;
  }

  /** Somebody for a seat that is hers until then. */
  private handOver(shift: Shift): TemplateResult {
    const seat = this.seatOf(shift);
    const wanted = seat?.inReturn ?? [];
    if (seat?.sought || wanted.length > 0)
      return html`<p>
          ${wanted.length > 0
            ? words("shifts.seeking_swap", { days: this.named(wanted).map(when).join(" ; ") })
            : words("shifts.seeking")}
        </p>
        <p>
          <button
            aria-label="${words("shifts.stop_seeking")} (${when(shift)})"
            @click=${() => void this.seek(shift, null)}>
            ${words("shifts.stop_seeking")}
          </button>
        </p>`;
    const full = (this.shifts ?? [])
      .filter(
        (one) =>
          one.state === ShiftState.PLANNED &&
          !begun(one) &&
          !this.seatOf(one) &&
          fitting(one) === 0,
      )
      .slice(0, shownAtFirst);
    return html`<details>
      <summary aria-label="${words("shifts.only_if")} (${when(shift)})">
        ${words("shifts.only_if")}
      </summary>
      <p class="hint">${words("shifts.only_if_more")}</p>
      <p><button @click=${() => void this.seek(shift, [])}>${words("shifts.seek")}</button></p>
      ${full.length > 0
        ? html`<form @submit=${(event: Event) => this.offerSwap(event, shift, full)}>
            <fieldset>
              <legend>${words("shifts.or_swap")}</legend>
              ${full.map(
                (one) =>
                  html`<label class="check"
                    ><input type="checkbox" name="wish" value=${keyText(one.key)} /> ${when(one)},
                    ${one.title}</label
                  >`,
              )}
              <button>${words("shifts.offer_swap")}</button>
            </fieldset>
          </form>`
        : nothing}
    </details>`;
  }

  private named(keys: ShiftKey[]): Shift[] {
    const wanted = new Set(keys.map(keyText));
    return (this.shifts ?? []).filter(({ key }) => wanted.has(keyText(key)));
  }

  private offerSwap(event: Event, shift: Shift, full: Shift[]): void {
    event.preventDefault();
    const ticked = new Set(formOf(event).getAll("wish"));
    const wanted = full.flatMap(({ key }) => (key && ticked.has(keyText(key)) ? [key] : []));
    if (wanted.length === 0)
      this.refused = new Map([[keyText(shift.key), [words("shifts.choose_swap")]]]);
    else void this.seek(shift, wanted);
  }

  /** Looks for somebody, for nothing or for a seat at one of some shifts; for nobody if null. */
  private async seek(shift: Shift, inReturn: ShiftKey[] | null): Promise<void> {
    const request = { key: shift.key, member: subject(), inReturn: inReturn ?? [] };
    await this.settled(
      shift,
      ["seek", keyText(shift.key), inReturn?.map(keyText)],
      (options) =>
        inReturn
          ? ask(Bookings).seek(request, options)
          : ask(Bookings).stopSeeking(request, options),
      words(
        inReturn === null
          ? "shifts.stopped"
          : inReturn.length > 0
            ? "shifts.sought_swap"
            : "shifts.sought",
      ),
    );
  }

  /** Others' seats that are offered for one of hers. */
  private swaps(): TemplateResult | typeof nothing {
    const offered = (this.shifts ?? [])
      .filter((shift) => shift.state === ShiftState.PLANNED && !begun(shift) && !this.seatOf(shift))
      .flatMap((shift) =>
        shift.seats
          .filter(({ suits }) => suits)
          .flatMap((seat) =>
            this.named(seat.inReturn)
              .filter((mine) => !begun(mine))
              .map((mine) => ({ shift, seat, mine })),
          ),
      );
    if (offered.length === 0) return nothing;
    return html`<h2>${words("shifts.swaps")}</h2>
      <ul class="plain swaps">
        ${offered.map(
          ({ shift, seat, mine }) =>
            html`<li class="card">
              <p>
                ${words("shifts.you_get", { when: when(shift) })}<br />${shift.title}${shift.place
                  ? html`, ${shift.place}`
                  : nothing}
              </p>
              <p>${words("shifts.you_give", { when: when(mine) })}<br />${mine.title}</p>
              <p>
                <button
                  class="primary"
                  aria-label="${words("shifts.swap")} (${when(shift)})"
                  @click=${() =>
                    void this.settled(
                      shift,
                      ["swap", keyText(shift.key), keyText(mine.key)],
                      (options) =>
                        ask(Bookings).swap(
                          {
                            key: shift.key,
                            seat: seat.number,
                            member: subject(),
                            inReturn: mine.key,
                          },
                          options,
                        ),
                      words("shifts.swapped", { when: when(shift) }),
                    )}>
                  ${words("shifts.swap")}
                </button>
              </p>
              ${this.refusal(keyText(shift.key))}
            </li>`,
        )}
      </ul>`;
  }

  private async decline(shift: Shift): Promise<void> {
    await this.settled(
      shift,
      ["decline", keyText(shift.key)],
      (options) => ask(Bookings).decline({ key: shift.key, member: subject() }, options),
      words("shifts.declined"),
    );
  }

  /** Does something that says so once it is done, or beside the shift why not. */
  private async settled(
    shift: Shift,
    what: unknown[],
    does: (options: CallOptions) => Promise<unknown>,
    said: string,
  ): Promise<void> {
    if (this.calls.busy) return;
    this.undo = null;
    this.refused = new Map();
    await this.calls.change(
      what,
      async (options) => {
        await does(options);
        announce(said);
        await this.calls.load();
      },
      {
        refused: (_why, error) => {
          this.refused = new Map([[keyText(shift.key), against(error)]]);
          return true;
        },
      },
    );
  }

  /** Seats that she is asked to take. */
  private asked(shifts: Shift[]): TemplateResult | typeof nothing {
    if (shifts.length === 0) return nothing;
    return html`<h2>${words("shifts.asked")}</h2>
      <ul class="plain asked">
        ${shifts.map(
          (shift) =>
            html`<li class="card">
              <p><strong>${when(shift)}</strong></p>
              <p>${shift.title}${shift.place ? html`, ${shift.place}` : nothing}</p>
              <p>
                <button
                  class="primary"
                  aria-label="${words("shifts.i_come")} (${when(shift)})"
                  @click=${() => void this.change(shift, 0, true)}>
                  ${words("shifts.i_come")}
                </button>
                <button
                  aria-label="${words("shifts.not_this_time")} (${when(shift)})"
                  @click=${() => void this.decline(shift)}>
                  ${words("shifts.not_this_time")}
                </button>
              </p>
              ${this.refusal(keyText(shift.key))}
            </li>`,
        )}
      </ul>`;
  }

  /** What all seats she can take need. */
  private asks(shift: Shift): TemplateResult | typeof nothing {
    const seats = shift.seats.filter(
      ({ free, sought, own, suits }) => (free || (sought && !own)) && suits,
    );
    const skills = needed(seats[0] ?? { skills: [] });
    if (!skills || seats.some((seat) => seat.skills.length === 0)) return nothing;
    return html`<p>${words("shifts.with_skill", { skills })}</p>`;
  }

  private offered(shift: Shift): TemplateResult {
    return html`<li class="card">
      <p><strong>${when(shift)}</strong></p>
      <p>${shift.title}${shift.place ? html`, ${shift.place}` : nothing}</p>
      ${this.asks(shift)}
      <p>
        ${shift.seats.some(({ free, suits }) => free && suits)
          ? counted("shifts.free", fitting(shift))
          : words("shifts.someone_seeks")}
        ${lacks(shift) ? html`<strong class="few">${words("shifts.needed")}</strong>` : nothing}
      </p>
      <p>
        <button
          class="primary"
          aria-label="${words("shifts.i_come")} (${when(shift)})"
          @click=${() => void this.change(shift, 0, true)}>
          ${words("shifts.i_come")}
        </button>
      </p>
      ${this.refusal(keyText(shift.key))}
    </li>`;
  }

  /** Those that make that she owes nothing. */
  private mending(shifts: Shift[]): TemplateResult | typeof nothing {
    if (shifts.length === 0) return nothing;
    return html`<h2>${words("shifts.mending")}</h2>
      <ul class="plain mending">
        ${shifts.map((shift) => this.offered(shift))}
      </ul>`;
  }

  private free(shifts: Shift[]): TemplateResult {
    const shown = this.all ? shifts : shifts.slice(0, shownAtFirst);
    return html`<h2>${words("shifts.free_seats")}</h2>
      ${shifts.length === 0 ? html`<p>${words("shifts.no_free_seat")}</p>` : nothing}
      <ul class="plain">
        ${shown.map((shift) => this.offered(shift))}
      </ul>
      ${shown.length < shifts.length
        ? html`<p>
            <button @click=${() => (this.all = true)}>
              ${counted("shifts.more", shifts.length - shown.length)}
            </button>
          </p>`
        : nothing}`;
  }

  /** Makes the address of her calendar, or takes it away. */
  private async share(open: boolean): Promise<void> {
    await this.calls.change(
      open,
      async (options) => {
        if (open) {
          this.address = location.host + (await ask(Calendars).open({}, options)).path;
          void this.updateComplete.then(() =>
            this.querySelector<HTMLElement>("#calendar-link")?.focus(),
          );
        } else {
          await ask(Calendars).close({}, options);
          this.address = "";
          announce(words("shifts.calendar_closed"));
        }
      },
      { part: "calendar" },
    );
  }

  private calendar(): TemplateResult {
    return html`<details class="card">
      <summary><strong>${words("shifts.calendar")}</strong></summary>
      <p class="hint">${words("shifts.calendar_more")}</p>
      ${this.address
        ? html`<p>
              <a class="button primary" id="calendar-link" href="webcal://${this.address}"
                >${words("shifts.calendar_add")}</a
              >
            </p>
            <div class="field">
              <label for="calendar-address">${words("shifts.calendar_address")}</label>
              <input
                id="calendar-address"
                readonly
                .value=${location.protocol + "//" + this.address}
                @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
            </div>`
        : html`<p>
            <button class="primary" @click=${() => void this.share(true)}>
              ${words("shifts.calendar_open")}
            </button>
          </p>`}
      <p>
        <button @click=${() => void this.share(false)}>${words("shifts.calendar_close")}</button>
      </p>
      ${this.calls.alert("calendar")}
    </details>`;
  }

  private async declare(event: Event): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => textOf(data, name);
    const hours = thousandths(text("minutes"));
    if (Number.isNaN(hours)) return this.calls.complain([["minutes", words("shifts.bad_minutes")]]);
    const request = {
      member: subject(),
      day: text("day"),
      minutes: Math.round((hours * 60) / 1000),
      what: text("what"),
    };
    await this.calls.change(
      request,
      async (options) => {
        await ask(Hours).declareWork(request, options);
        form.reset();
        announce(words("shifts.declared"));
        await this.calls.load();
      },
      {
        refused: (why) => {
          if (!this.calls.complainOf(why)) void this.calls.complain([["day", why.text]]);
          return true;
        },
      },
    );
  }

  private outside(): TemplateResult {
    const states: Record<number, string> = {
      [WorkState.DECLARED]: "waits",
      [WorkState.APPROVED]: "approved",
      [WorkState.DECLINED]: "declined",
    };
    return html`<details class="card">
      <summary><strong>${words("shifts.outside")}</strong></summary>
      <p class="hint">${words("shifts.outside_more")}</p>
      <form novalidate @submit=${(event: Event) => void this.declare(event)}>
        ${this.field("day", "date", this.today)} ${this.field("minutes", "text", "")}
        ${this.field("what", "text", "")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("shifts.declare")}
          </button>
        </p>
      </form>
      ${this.work.length > 0
        ? html`<table class="movements">
            <thead>
              <tr>
                <th scope="col">${words("shifts.date")}</th>
                <th scope="col">${words("shifts.what")}</th>
                <th scope="col" class="number">${words("shifts.time")}</th>
                <th scope="col">${words("shifts.decision")}</th>
              </tr>
            </thead>
            <tbody>
              ${this.work.map(
                (one) =>
                  html`<tr>
                    <td>${shortDayOf(one.day)}</td>
                    <td>${one.what}</td>
                    <td class="number">${duration(one.minutes)}</td>
                    <td>${words("shifts.work_" + states[one.state])}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : nothing}
    </details>`;
  }

  private field(name: string, type: string, value: string): TemplateResult {
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for=${name}>${words("shifts.work_" + name)}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete="off"
        .defaultValue=${value}
        inputmode=${name === "minutes" ? "decimal" : nothing}
        maxlength=${name === "what" ? 200 : nothing}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-" + name : nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-${name}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }
}
