// A member's screen: the next shift, hours, the seats that nobody has.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, counted, deadline, hour, instant, subject, words } from "halle/shell";
import { Bookings, ShiftState, type Shift } from "halle/gen/shifts/v1/shifts_pb";
import { begun, duration, fitting, keyText, lacks, needed, when } from "../wording";
import { lines, standing } from "../hours/statement";
import "./calendar_address";
import "./declared_work";
import { MySeats } from "./my_seats";

const shownAtFirst = 6;

@customElement("halle-shifts-mine-screen")
export class ShiftsMine extends MySeats {
  @state() private all = false;

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
            <halle-shifts-declared-work
              .today=${this.today}
              .work=${this.work}
              .reload=${() => this.calls.load()}></halle-shifts-declared-work>
            <halle-shifts-calendar></halle-shifts-calendar>`}
    </div>`;
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

  /** A stand-in for a seat, which the member keeps until there is one. */
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

  /** Others' seats that are offered for one of the member's. */
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

  /** Seats that the member is asked to take. */
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

  /** The skills that every seat needs that the member can take. */
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

  /** Shifts after which the member owes nothing. */
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
}
