// The shifts that a member has and can take, and what changes them.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { addDays, announce, ask, Calls, formOf, Screen, subject, words } from "halle/shell";
import {
  Bookings,
  Hours,
  Planning,
  ShiftState,
  type Shift,
  type ShiftKey,
  type Statement,
  type Work,
} from "halle/gen/shifts/v1/shifts_pb";
import { against, begun, ended, fitting, keyText, when } from "../wording";

const daysAhead = 56;

/** A seat given back or taken, to be undone. */
interface Undo {
  said: string;
  shift: Shift;
  seat: number;
  taken: boolean;
}

/** What a member has and can have, and what changes it. */
export abstract class MySeats extends Screen {
  @state() protected shifts: Shift[] | null = null;
  @state() protected statement: Statement | null = null;
  @state() protected work: Work[] = [];
  @state() protected undo: Undo | null = null;
  @state() protected refused = new Map<string, string[]>();
  protected today = "";
  protected readonly calls = new Calls(this, () => this.read());

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

  /** Takes a seat, any if it is 0, or gives one back; says so and how to undo it. */
  protected async change(
    shift: Shift,
    seat: number,
    take: boolean,
    undoing = false,
  ): Promise<void> {
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

  protected seatOf(shift: Shift) {
    return shift.seats.find((seat) => seat.own);
  }

  /** The member's shifts, until they end. */
  protected get mine(): Shift[] {
    return (this.shifts ?? []).filter(
      (shift) => shift.state === ShiftState.PLANNED && this.seatOf(shift),
    );
  }

  /** The shifts at which the member can still take a seat. */
  protected get open(): Shift[] {
    return (this.shifts ?? []).filter(
      (shift) =>
        shift.state === ShiftState.PLANNED &&
        !begun(shift) &&
        !this.seatOf(shift) &&
        fitting(shift) > 0,
    );
  }

  /** A shift to come to instead: the next one of the same kind, or of any. */
  protected insteadOf(given: Shift): Shift | undefined {
    const others = this.open.filter((shift) => keyText(shift.key) !== keyText(given.key));
    return others.find(({ title }) => title === given.title) ?? others[0];
  }

  protected refusal(id: string): TemplateResult | typeof nothing {
    const reasons = this.refused.get(id);
    if (!reasons) return nothing;
    return html`<div class="wrong" role="alert">
      ${reasons.map((reason) => html`<p>${reason}</p>`)}
    </div>`;
  }

  protected named(keys: ShiftKey[]): Shift[] {
    const wanted = new Set(keys.map(keyText));
    return (this.shifts ?? []).filter(({ key }) => wanted.has(keyText(key)));
  }

  protected offerSwap(event: Event, shift: Shift, full: Shift[]): void {
    event.preventDefault();
    const ticked = new Set(formOf(event).getAll("wish"));
    const wanted = full.flatMap(({ key }) => (key && ticked.has(keyText(key)) ? [key] : []));
    if (wanted.length === 0)
      this.refused = new Map([[keyText(shift.key), [words("shifts.choose_swap")]]]);
    else void this.seek(shift, wanted);
  }

  /** Looks for somebody, for nothing or for a seat at one of some shifts; for nobody if null. */
  protected async seek(shift: Shift, inReturn: ShiftKey[] | null): Promise<void> {
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

  protected async decline(shift: Shift): Promise<void> {
    await this.settled(
      shift,
      ["decline", keyText(shift.key)],
      (options) => ask(Bookings).decline({ key: shift.key, member: subject() }, options),
      words("shifts.declined"),
    );
  }

  /** Does something that says so once it is done, or beside the shift why not. */
  protected async settled(
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
}
