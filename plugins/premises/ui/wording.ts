// How things of premises are called.
import { html, type TemplateResult } from "lit";
import { dayOf, hourOf, words } from "halle/shell";
import type { Association, Booking, Zone } from "halle/gen/premises/v1/premises_pb";
import { timeOf } from "./slots";

export function nameOf(association: Association | undefined): string {
  return association?.name ?? "";
}

/** "9 h – 12 h 30" */
export function span(from: number, until: number): string {
  return `${hourOf(timeOf(from))} – ${hourOf(timeOf(until))}`;
}

/** "de 14 h à 17 h"; with both days if it ends on another. */
export function hoursOf({ localStart, localEnd }: Booking): string {
  const [day, last] = [localStart.slice(0, 10), localEnd.slice(0, 10)];
  const times = { from: hourOf(localStart.slice(11)), until: hourOf(localEnd.slice(11)) };
  return day === last
    ? words("premises.span", times)
    : words("premises.span_days", { day: dayOf(day), last: dayOf(last), ...times });
}

/** "jeudi 3 décembre de 14 h à 17 h" */
export function whenOf(booking: Booking): string {
  const day = booking.localStart.slice(0, 10);
  return day === booking.localEnd.slice(0, 10)
    ? `${dayOf(day)} ${hoursOf(booking)}`
    : hoursOf(booking);
}

/** An act that cannot be taken back: a button that opens another, which does it. */
export function asked(
  label: string,
  of: string,
  more: string,
  yes: string,
  act: () => void,
): TemplateResult {
  const hidden = html`<span class="hidden"> ${of}</span>`;
  return html`<details class="only-screen">
    <summary>${label}${hidden}</summary>
    ${more ? html`<p>${more}</p>` : ""}
    <p><button @click=${act}>${yes}${hidden}</button></p>
  </details>`;
}

/** The zone's name below the names of what it is part of: "Local, Cuisine". */
export function fullName(zones: Zone[], zone: Zone): string {
  const whole = zones.find(({ id }) => id === zone.whole);
  return whole ? `${fullName(zones, whole)}, ${zone.name}` : zone.name;
}

/** What of a whole is made, or that the zone is a part: said beside its name. */
export function partsOf(zones: Zone[], zone: Zone): string {
  const parts = zones.filter(({ whole }) => whole === zone.id).map(({ name }) => name);
  return parts.length > 0 ? words("premises.made_of", { parts: parts.join(", ") }) : "";
}
