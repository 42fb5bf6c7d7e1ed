// The week of the zones, and from there zones and rules, partners and calendars:
// `/locaux#lieux`, `/locaux#partenaires`, `/locaux#agendas`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  addDays,
  ask,
  Calls,
  dayOf,
  HashPage,
  local,
  may,
  Screen,
  shortDayOf,
  words,
} from "halle/shell";
import {
  Bookings,
  BookingState,
  type Booking,
  type ListZonesReply,
  type Week,
  Zones,
} from "halle/gen/premises/v1/premises_pb";
import { rulesInWords, sharesInWords } from "./rules";
import { ownRequests, toAnswer } from "./requests";
import { daysOf, minutesOf, timesOf, type Day, type Slot } from "./slots";
import { weekPicture } from "./week_picture";
import { asked, fullName, hoursOf, nameOf, partsOf, span } from "./wording";
import "./booking";
import "./calendars";
import "./partners";
import "./zones";

const path = "/locaux";
/** The zone chosen last, also after another screen was opened meanwhile. */
let lastZone = "";

/** Whether the form, which has one day and two times, can say when the booking is. */
function fitsTheForm({ localStart, localEnd }: Booking): boolean {
  const times = timesOf(localStart.slice(0, 10), localStart.slice(11), localEnd.slice(11));
  return "until" in times && times.until === localEnd;
}

@customElement("halle-premises-screen")
export class Premises extends Screen {
  @state() private house: ListZonesReply | null = null;
  @state() private week: Week | null = null;
  @state() private requests: Booking[] = [];
  /** What the caller's associations have asked for, with its answer. */
  @state() private own: Booking[] = [];
  @state() private zone = lastZone;
  @state() private chosen: { day: string; slot: Slot; moved?: Booking } | null = null;
  private day = ""; // of the week that is shown; empty: this week
  private readonly page = new HashPage(this, path, () => void this.calls.load());
  private readonly calls = new Calls(this, async () => {
    const [house, week, waiting, own] = await Promise.all([
      ask(Zones).list({}),
      ask(Bookings).getWeek({ day: this.day }),
      may("premises.zone.manage") ? ask(Bookings).listRequests({}) : undefined,
      may("premises.booking.write") ? ask(Bookings).listAnswers({}) : undefined,
    ]);
    [this.house, this.week] = [house, week];
    [this.requests, this.own] = [waiting?.requests ?? [], own?.requests ?? []];
    if (!house.zones.some(({ id }) => id === this.zone)) this.zone = house.zones[0]?.id ?? "";
  });

  protected override render(): TemplateResult {
    if (this.page.at !== "")
      return html`<p class="back"><a href=${path}>${words("premises.back")}</a></p>
        ${this.below()}`;
    return html`<h1>${words("menu.premises")}</h1>
      ${this.links()} ${this.calls.alert()}
      ${this.house && this.week
        ? this.all(this.house, this.week)
        : this.calls.trouble.length > 0
          ? html`<p>${this.calls.again()}</p>`
          : this.calls.waiting()}`;
  }

  private below(): TemplateResult {
    if (this.page.at === "partenaires" && may("hub.organisation.manage"))
      return html`<halle-premises-partners></halle-premises-partners>`;
    if (this.page.at === "lieux" && may("premises.zone.manage"))
      return html`<halle-premises-zones></halle-premises-zones>`;
    return html`<halle-premises-calendars .house=${this.house}></halle-premises-calendars>`;
  }

  private links(): TemplateResult {
    const link = (hash: string, permission: string) =>
      may(permission)
        ? html`<a class="button" href="${path}#${hash}">${words("premises.to_" + hash)}</a> `
        : nothing;
    return html`<p>
      ${link("lieux", "premises.zone.manage")}${link(
        "partenaires",
        "hub.organisation.manage",
      )}${link("agendas", "premises.booking.write")}
    </p>`;
  }

  private all(house: ListZonesReply, week: Week): TemplateResult {
    const zone = house.zones.find(({ id }) => id === this.zone);
    if (!zone)
      return html`<p class="state">
        ${words(may("premises.zone.manage") ? "premises.none_yet" : "premises.none")}
      </p>`;
    const days = daysOf(house.zones, zone, week, local(new Date()));
    return html`${toAnswer(this.requests, house.zones, (one, accept) => this.answer(one, accept))}
      ${ownRequests(this.own, this.requests, house.zones)}
      ${may("premises.booking.write")
        ? nothing
        : html`<p class="hint">${words("premises.others_book")}</p>`}
      <div class="field narrow">
        <label for="zone">${words("premises.zone")}</label>
        <select
          id="zone"
          @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          ${house.zones.map(
            (one) =>
              html`<option value=${one.id} ?selected=${one.id === zone.id}>
                ${fullName(house.zones, one)}
              </option>`,
          )}
        </select>
        <p class="hint">${partsOf(house.zones, zone)}</p>
        ${sharesInWords(zone, house)}
        ${zone.rules
          ? html`<details>
              <summary>${words("premises.rules")}</summary>
              ${rulesInWords(zone)}
            </details>`
          : nothing}
      </div>
      <h2 id="week" tabindex="-1">${words("premises.week_of", { day: shortDayOf(week.from) })}</h2>
      <p class="row only-screen">
        <button @click=${() => void this.move(-7)}>${words("premises.week_before")}</button>
        <button @click=${() => void this.move(7)}>${words("premises.week_after")}</button>
      </p>
      <div class="field narrow only-screen">
        <label for="go">${words("premises.go_to")}</label>
        <input
          id="go"
          type="date"
          .value=${this.day || week.today}
          @change=${(event: Event) => void this.show((event.target as HTMLInputElement).value)} />
      </div>
      ${this.chosen
        ? html`<halle-premises-booking
            .house=${house}
            .zone=${zone}
            .day=${this.chosen.day}
            .free=${this.chosen.slot}
            .moved=${this.chosen.moved}
            @halle-booked=${() => void this.booked()}
            @halle-closed=${() => (this.chosen = null)}></halle-premises-booking>`
        : nothing}
      ${weekPicture(days, (day, slot) => this.book(day, slot))} ${this.table(days)}`;
  }

  private choose(zone: string): void {
    this.zone = lastZone = zone;
    this.chosen = null;
  }

  private move(by: number): Promise<void> {
    return this.show(addDays(this.week!.from, by));
  }

  /** Shows the week of a day; "" is no day yet. */
  private async show(day: string): Promise<void> {
    if (!day) return;
    this.day = day;
    this.chosen = null;
    await this.calls.refresh();
    this.querySelector<HTMLElement>("#week")?.focus();
  }

  private book(day: string, slot: Slot): void {
    if (may("premises.booking.write")) this.chosen = { day, slot };
  }

  private async booked(): Promise<void> {
    this.chosen = null;
    await this.calls.refresh();
    this.querySelector<HTMLElement>("#week")?.focus();
  }

  private table(days: Day[]): TemplateResult {
    return html`<table class="register">
      <caption class="hidden">
        ${words("premises.table")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${words("premises.day")}</th>
          <th scope="col">${words("premises.hours")}</th>
          <th scope="col">${words("premises.what")}</th>
          <th scope="col"><span class="hidden">${words("premises.action")}</span></th>
        </tr>
      </thead>
      ${days.map(
        ({ day, slots, far }) =>
          html`<tbody>
            ${slots.length === 0
              ? html`<tr>
                  <th scope="row">${dayOf(day)}</th>
                  <td colspan="3">${words(far ? "premises.not_yet" : "premises.closed")}</td>
                </tr>`
              : slots.map(
                  (slot, at) =>
                    html`<tr>
                      ${at === 0
                        ? html`<th scope="rowgroup" rowspan=${slots.length}>${dayOf(day)}</th>`
                        : nothing}
                      ${this.cells(day, slot)}
                    </tr>`,
                )}
          </tbody>`,
      )}
    </table>`;
  }

  private cells(day: string, slot: Slot): TemplateResult {
    const hours = span(slot.from, slot.until);
    if (slot.kept)
      return html`<td>${hours}</td>
        <td>${words("premises.kept_until", { day: dayOf(slot.kept) })}</td>
        <td></td>`;
    const of = `${dayOf(day)}, ${hours}`;
    const hidden = html`<span class="hidden"> ${of}</span>`;
    if (!slot.taken)
      return html`<td>${hours}</td>
        <td>${words("premises.free")}</td>
        <td>
          ${may("premises.booking.write")
            ? html`<button @click=${() => this.book(day, slot)}>
                ${words("premises.book")}${hidden}
              </button>`
            : nothing}
        </td>`;
    const { taken } = slot;
    return html`<td>${hours}</td>
      <td>${this.what(taken)}</td>
      <td>
        ${taken.mayCancel && !taken.begun && taken.zone === this.zone && fitsTheForm(taken)
          ? html`<button @click=${() => this.change(taken)}>
              ${words("premises.move")}${hidden}
            </button>`
          : nothing}
        ${taken.mayCancel
          ? asked(
              words(taken.begun ? "premises.end_now" : "premises.cancel"),
              of,
              "",
              words(taken.begun ? "premises.end_now_yes" : "premises.cancel_yes"),
              () => this.cancel(taken),
            )
          : nothing}
      </td>`;
  }

  private what(taken: Booking): TemplateResult {
    if (!taken.association) return html`<strong>${words("premises.taken_short")}</strong>`;
    return html`<strong>${nameOf(taken.association)}</strong> ${taken.title
        ? html`<span class="notes">${taken.title}</span>`
        : nothing}
      ${taken.heldFrom === taken.localStart && taken.heldUntil === taken.localEnd
        ? nothing
        : html`<br /><span class="notes"
              >${words("premises.used", { hours: hoursOf(taken) })}</span
            >`}
      ${taken.state === BookingState.ASKED
        ? html`<span class="badge">${words("premises.asked")}</span>`
        : nothing}`;
  }

  /** Opens the form with what is booked. */
  private change(moved: Booking): void {
    const day = moved.localStart.slice(0, 10);
    const [from, until] = [moved.localStart, moved.localEnd].map((time) =>
      minutesOf(time.slice(11)),
    );
    this.chosen = { day, slot: { from, until: until > from ? until : until + 24 * 60 }, moved };
  }

  private cancel(taken: Booking): void {
    const request = { booking: taken.id };
    void this.calls.save(
      "",
      request,
      (options) => ask(Bookings).cancel(request, options),
      () => words(taken.begun ? "premises.ended" : "premises.cancelled"),
    );
  }

  private answer(booking: Booking, accept: boolean): void {
    const request = { booking: booking.id, accept };
    void this.calls.save(
      "",
      request,
      (options) => ask(Bookings).answer(request, options),
      () => words(accept ? "premises.accepted" : "premises.refused"),
    );
  }
}
