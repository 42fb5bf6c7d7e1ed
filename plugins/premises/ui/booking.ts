import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  dayOf,
  formOf,
  hourOf,
  may,
  Screen,
  session,
  textOf,
  words,
} from "halle/shell";
import {
  type Booking,
  Bookings,
  BookingState,
  type ListZonesReply,
  type Zone,
} from "halle/gen/premises/v1/premises_pb";
import { rulesFor, strictest, timeOf, timesOf, type Slot } from "./slots";
import { fullName, whenOf } from "./wording";

const hour = 60;

/**
 * Books a free time, or moves a booking. Tells of it as `halle-booked`, or as `halle-closed` if it
 * is left.
 */
@customElement("halle-premises-booking")
export class BookZone extends Screen {
  @property({ attribute: false }) house!: ListZonesReply;
  @property({ attribute: false }) zone!: Zone;
  @property({ attribute: false }) day = "";
  @property({ attribute: false }) free!: Slot;
  /** The booking that is moved; none: a new one. */
  @property({ attribute: false }) moved: Booking | undefined;
  private readonly calls = new Calls(this);

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("h2")?.focus();
  }

  private send(event: Event): void {
    event.preventDefault();
    const form = formOf(event);
    const day = this.moved ? textOf(form, "day") : this.day;
    if (!day) return void this.calls.complain([["day", words("premises.bad_day")]]);
    const times = timesOf(day, textOf(form, "from"), textOf(form, "until"));
    if ("field" in times) return void this.calls.complain([[times.field, words(times.reason)]]);
    const { from, until } = times;
    const request = {
      zone: this.zone.id,
      from,
      until,
      association: textOf(form, "association"),
      title: textOf(form, "title"),
    };
    const { moved } = this;
    void this.calls.change(
      request,
      async (options) => {
        const booking = await (moved
          ? ask(Bookings).move({ booking: moved.id, from, until }, options)
          : ask(Bookings).book(request, options));
        const said = booking.state === BookingState.ASKED ? "is_asked" : "is_booked";
        announce(words("premises." + said, { when: whenOf(booking) }));
        this.dispatchEvent(new CustomEvent("halle-booked"));
      },
      {
        refused: (why) => {
          if (why.fields.length === 0) return false;
          void this.calls.complain(
            why.fields.map(({ field, reason, value }) => [
              field,
              reason === "premises.taken" ? this.taken(value) : words(reason),
            ]),
          );
          return true;
        },
      },
    );
  }

  /** "Le lieu est déjà pris à ce moment : 9 h – 12 h." */
  private taken(value: string): string {
    const [from, until] = value.split("/");
    return words("premises.taken_then", {
      from: hourOf(from.slice(11)),
      until: hourOf(until.slice(11)),
    });
  }

  protected override render(): TemplateResult {
    const rules = rulesFor(this.house.zones, this.zone);
    const longest = strictest(rules, "longestMinutes") || 2 * hour;
    const answerHours = may("premises.zone.manage") ? 0 : strictest(rules, "answerHours");
    const end = this.moved
      ? this.free.until
      : Math.min(this.free.until, this.free.from + Math.min(longest, 2 * hour));
    const choices =
      this.house.associations.length > 0 ? this.house.associations : this.house.acting;
    return html`<form class="state narrow" novalidate @submit=${(event: Event) => this.send(event)}>
      <h2 tabindex="-1">
        ${words("premises.book_when", {
          zone: fullName(this.house.zones, this.zone),
          day: dayOf(this.day),
        })}
      </h2>
      ${this.calls.alert()} ${this.moved ? this.field("day", "date", this.day) : nothing}
      <div class="two">
        ${this.field("from", "time", timeOf(this.free.from))}
        ${this.field("until", "time", timeOf(end % (24 * hour)))}
      </div>
      ${this.moved ? nothing : this.field("title", "text", "")}
      ${choices.length > 1 && !this.moved
        ? html`<div class="field">
            <label for="association">${words("premises.field_association")}</label>
            <select id="association" name="association">
              ${choices.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}
            </select>
          </div>`
        : nothing}
      ${answerHours
        ? html`<p class="hint">${words("premises.asks_first", { n: answerHours })}</p>`
        : nothing}
      <p class="row">
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words(this.moved ? "premises.move" : answerHours ? "premises.ask" : "premises.book")}
        </button>
        <button
          type="button"
          class="quiet"
          @click=${() => this.dispatchEvent(new CustomEvent("halle-closed"))}>
          ${words("premises.leave_it")}
        </button>
      </p>
    </form>`;
  }

  private field(name: string, type: string, value: string): TemplateResult {
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for=${name}>${words("premises.field_" + name)}</label>
      ${name === "title"
        ? html`<p class="hint" id="hint-title">
            ${words("premises.title_hint", { host: session()?.here?.organisation?.name ?? "" })}
          </p>`
        : nothing}
      <input
        id=${name}
        name=${name}
        type=${type}
        .defaultValue=${value}
        maxlength=${name === "title" ? 120 : nothing}
        autocomplete="off"
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${[wrong ? "wrong-" + name : "", name === "title" ? "hint-title" : ""]
          .join(" ")
          .trim() || nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-${name}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }
}
