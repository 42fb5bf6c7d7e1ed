// The sheet of one shift. Before it begins: who comes, and for who keeps the planning to put
// somebody down or take off. From then on: who was there, saved at each touch, and how it went;
// without a connection presences are kept on the device and sent when there is one. On paper it
// fits a page.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  announce,
  ask,
  asOperation,
  Calls,
  counted,
  formOf,
  icon,
  may,
  newOperation,
  Retry,
  Screen,
  session,
  textOf,
  words,
} from "halle/shell";
import {
  Attendances,
  Bookings,
  Presence,
  ShiftState,
  Verdict,
  type Attendance,
  type AttendanceRow,
  type Seat,
  type Shift,
  type ShiftKey,
} from "halle/gen/shifts/v1/shifts_pb";
import { against, begun, duration, needed, when } from "../wording";
import { everybody, found, nameOf, type People } from "../member_names";
import { changesOf } from "./shift_changes";
import { KeptMarks, sendKept } from "./unsent_marks";

const presences: [Presence, string][] = [
  [Presence.PRESENT, "present"],
  [Presence.EXCUSED, "excused"],
  [Presence.ABSENT, "absent"],
];
const verdicts: [Verdict, string][] = [
  [Verdict.TOO_FEW, "were_few"],
  [Verdict.ENOUGH, "were_enough"],
  [Verdict.TOO_MANY, "were_many"],
];

@customElement("halle-shifts-sheet")
export class ShiftSheet extends Screen {
  /** `<template>/<day>` */
  @property() at = "";
  @state() private attendance: Attendance | null = null;
  @state() private people: People = new Map();
  @state() private search = "";
  /** Presences that the server has not answered for. */
  @state() private unsent = 0;
  private readonly calls = new Calls(this, () => this.read(), {
    read: "on demand",
    reasons: against,
  });
  private readonly kept = new KeptMarks(
    localStorage,
    `halle.shifts.marks.${session()?.here?.organisation?.id}.${session()?.email}`,
  );
  private readonly retry = new Retry(() => this.flush());

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.kept.all.length > 0) this.retry.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.retry.stop();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("at")) return;
    this.attendance = null;
    this.search = "";
    void this.calls.load();
  }

  private get key(): Pick<ShiftKey, "template" | "day"> {
    const [template, day] = this.at.split("/");
    return { template: template ?? "", day: day ?? "" };
  }

  private async read(): Promise<void> {
    const [attendance, people] = await Promise.all([
      ask(Attendances).get({ key: this.key }),
      this.people.size > 0 ? this.people : everybody(),
    ]);
    this.attendance = attendance;
    this.people = people;
  }

  /** One change; what is shown afterwards is what was saved. */
  private change(
    what: unknown,
    send: (options: CallOptions) => Promise<unknown>,
    said = "",
  ): Promise<boolean> {
    return this.calls.change([this.at, what], async (options) => {
      await send(options);
      if (said) announce(said);
      await this.calls.load();
    });
  }

  /** Shown at once, kept until the server has it. */
  private mark(member: string, presence: Presence): Promise<boolean> {
    this.calls.show([]);
    this.kept.put({ ...this.key, member, presence, operation: newOperation() });
    this.unsent = this.kept.all.length;
    const shown = this.attendance;
    if (shown) {
      const minutes = presence === Presence.PRESENT ? (shown.shift?.minutes ?? 0) : 0;
      const row = shown.rows.find((one) => one.member === member);
      this.attendance = {
        ...shown,
        rows: row
          ? shown.rows.map((one) => (one === row ? { ...one, presence, minutes } : one))
          : [...shown.rows, { member, presence, minutes, walkIn: true } as AttendanceRow],
      };
    }
    this.retry.now();
    return Promise.resolve(true);
  }

  /**
   * Sends what is kept, and shows what the server made of it. True when nothing is left to send.
   */
  private async flush(): Promise<boolean> {
    if (this.kept.all.length === 0) return true;
    const refused = await sendKept(this.kept, ({ template, day, member, presence, operation }) =>
      ask(Attendances).mark(
        { key: { template, day }, marks: [{ member, presence }] },
        asOperation(operation),
      ),
    );
    this.unsent = this.kept.all.length;
    if (this.unsent > 0) return false;
    await this.calls.refresh();
    if (refused.length > 0) this.calls.show(refused.flatMap(against));
    else announce(words("shifts.saved"));
    return this.kept.all.length === 0;
  }

  private book(member: string, seat: number): Promise<boolean> {
    const request = { key: this.key, member, seat };
    return this.change(
      ["book", member, seat],
      (options) => ask(Bookings).book(request, options),
      words("shifts.saved"),
    );
  }

  private free(member: string): Promise<boolean> {
    const request = { key: this.key, member };
    return this.change(
      ["free", member],
      (options) => ask(Bookings).cancel(request, options),
      words("shifts.saved"),
    );
  }

  protected override render(): TemplateResult {
    const shift = this.attendance?.shift;
    if (!this.attendance || !shift)
      return html`<h1>${words("shifts.sheet")}</h1>
        ${this.calls.alert()}${this.calls.waiting()}`;
    const off = shift.state === ShiftState.CANCELLED;
    return html`<div class="shifts narrow sheet-of-shift">
      <h1>${shift.title}</h1>
      <p><strong>${when(shift)}</strong>${shift.place ? html`<br />${shift.place}` : nothing}</p>
      ${off
        ? html`<p class="state">${words("shifts.is_off", { reason: shift.reason })}</p>`
        : nothing}
      ${this.calls.alert()}
      ${off
        ? nothing
        : html`${begun(shift) ? this.marking(this.attendance, shift) : this.planned(shift)}
            <p class="only-screen">
              <button @click=${() => print()}>${icon("print")}${words("shifts.print")}</button>
            </p>`}
      ${changesOf(shift, this.key, (what, send, said) => this.change(what, send, said))}
    </div>`;
  }

  private who(number: string): TemplateResult {
    return html`<span class="badge">${number}</span> ${nameOf(this.people, number)}`;
  }

  private planned(shift: Shift): TemplateResult {
    const manages = may("shifts.shift.manage");
    return html`${shift.beginnersAlone
        ? html`<p class="few"><strong>${words("shifts.beginners_alone")}</strong></p>`
        : nothing}
      <ul class="plain seats">
        ${shift.seats.map(
          (seat) =>
            html`<li class="card">
              <p>
                <strong
                  >${words(seat.important ? "shifts.seat_important" : "shifts.seat", {
                    n: seat.number,
                  })}</strong
                >
              </p>
              <p>
                ${seat.free ? html`<em>${words("shifts.seat_free")}</em>` : this.who(seat.holder)}
                ${seat.sought ? html`<em>(${words("shifts.seat_sought")})</em>` : nothing}
                ${seat.fixed
                  ? html`<span class="notes">${words("shifts.each_time")}</span>`
                  : nothing}
                ${seat.skills.length > 0
                  ? html`<span class="notes"
                      >${words("shifts.with_skill", { skills: needed(seat) })}</span
                    >`
                  : nothing}
              </p>
              ${manages && !seat.free
                ? html`<p class="only-screen">
                    <button
                      aria-label=${words("shifts.free_seat_of", { who: this.spoken(seat) })}
                      @click=${() => void this.free(seat.holder)}>
                      ${words("shifts.free_seat")}
                    </button>
                  </p>`
                : nothing}
            </li>`,
        )}
      </ul>
      ${manages && shift.seats.some((seat) => seat.free)
        ? this.finder(words("shifts.put_down"), (number) => this.book(number, 0))
        : nothing}`;
  }

  private spoken(seat: Seat): string {
    return `${seat.holder} ${nameOf(this.people, seat.holder)}`.trim();
  }

  private marking(attendance: Attendance, shift: Shift): TemplateResult {
    return html`<p class="hint only-screen">${words("shifts.mark_more")}</p>
      ${this.unsent > 0
        ? html`<p class="band only-screen" role="status">
            ${counted("shifts.unsent", this.unsent)}
          </p>`
        : nothing}
      ${attendance.rows.length === 0 ? html`<p>${words("shifts.nobody_expected")}</p>` : nothing}
      <ul class="plain">
        ${attendance.rows.map((row) => this.row(row))}
      </ul>
      ${this.finder(words("shifts.add"), (number) => this.mark(number, Presence.PRESENT))}
      ${this.verdict(attendance, shift)}`;
  }

  private row(row: AttendanceRow): TemplateResult {
    const name = `${row.member} ${nameOf(this.people, row.member)}`.trim();
    const chosen = presences.find(([presence]) => presence === row.presence)?.[1];
    return html`<li class="card">
      <p>
        ${this.who(row.member)}
        ${row.walkIn ? html`<span class="notes">${words("shifts.walk_in")}</span>` : nothing}
        ${row.minutes > 0
          ? html`<span class="notes"
              >${words("shifts.counts", { time: duration(row.minutes) })}</span
            >`
          : nothing} <strong class="on-paper">${chosen ? words("shifts." + chosen) : "☐"}</strong>
      </p>
      <div class="row presence" role="group" aria-label=${name}>
        ${presences.map(
          ([presence, word]) =>
            html`<button
              aria-pressed=${row.presence === presence ? "true" : "false"}
              @click=${() =>
                void this.mark(
                  row.member,
                  row.presence === presence ? Presence.UNSPECIFIED : presence,
                )}>
              ${words("shifts." + word)}
            </button>`,
        )}
      </div>
    </li>`;
  }

  /** A member by number or, for who may read names, by name. */
  private finder(label: string, choose: (number: string) => Promise<boolean>): TemplateResult {
    const matching = found(this.people, this.search);
    const pick = async (number: string): Promise<void> => {
      if (await choose(number)) {
        this.search = "";
        void this.updateComplete.then(() => this.querySelector<HTMLElement>("#who")?.focus());
      }
    };
    const typed = this.search.trim();
    return html`<form
        class="only-screen"
        @submit=${(event: Event) => {
          event.preventDefault();
          const number =
            this.people.has(typed) || this.people.size === 0
              ? typed
              : matching.length === 1
                ? matching[0]?.number
                : "";
          if (number) void pick(number);
        }}>
        <div class="field">
          <label for="who">${label}</label>
          <input
            id="who"
            type="search"
            autocomplete="off"
            .value=${this.search}
            @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
        </div>
        ${this.people.size === 0 && typed
          ? html`<p>
              <button class="primary">${words("shifts.add_number", { number: typed })}</button>
            </p>`
          : nothing}
      </form>
      <ul class="people only-screen">
        ${matching.map(
          (member) =>
            html`<li>
              <button class="big" @click=${() => void pick(member.number)}>
                ${this.who(member.number)}
              </button>
            </li>`,
        )}
      </ul>
      ${typed && this.people.size > 0 && matching.length === 0
        ? html`<p role="status">${words("shifts.nobody_found")}</p>`
        : nothing}`;
  }

  private verdict(attendance: Attendance, shift: Shift): TemplateResult {
    const save = (event: Event): void => {
      event.preventDefault();
      const data = formOf(event);
      const verdict = Number(data.get("verdict") ?? Verdict.UNSPECIFIED) as Verdict;
      const note = textOf(data, "note");
      if (verdict === Verdict.UNSPECIFIED) {
        this.calls.show([words("shifts.verdict_missing")]);
        return;
      }
      void this.change(
        [verdict, note],
        (options) => ask(Attendances).mark({ key: this.key, verdict, note }, options),
        words("shifts.saved"),
      );
    };
    return html`<form @submit=${save} class="only-screen">
        <fieldset class="parts">
          <legend>${words("shifts.how_many")}</legend>
          ${verdicts.map(
            ([verdict, word]) =>
              html`<p>
                <label class="check"
                  ><input
                    type="radio"
                    name="verdict"
                    value=${verdict}
                    .checked=${attendance.verdict === verdict} />
                  ${words("shifts." + word)}</label
                >
              </p>`,
          )}
          <div class="field">
            <label for="note">${words("shifts.note")}</label>
            <textarea
              id="note"
              name="note"
              rows="2"
              maxlength="500"
              .value=${attendance.note}></textarea>
          </div>
          <p><button class="primary">${words("shifts.save_verdict")}</button></p>
        </fieldset>
      </form>
      ${attendance.verdict !== Verdict.UNSPECIFIED
        ? html`<p class="on-paper">
            ${words("shifts." + verdicts.find(([one]) => one === attendance.verdict)?.[1])}.
            ${attendance.note}
          </p>`
        : nothing}
      <p class="on-paper">${words("shifts.length", { time: duration(shift.minutes) })}</p>`;
  }
}
