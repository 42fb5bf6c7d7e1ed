// How things of premises are called.
import { hourOf, words } from "halle/shell";
import type { Association, Zone } from "halle/gen/premises/v1/premises_pb";
import { timeOf } from "./slots";

export function nameOf(association: Association | undefined): string {
  return association?.name ?? "";
}

/** "9 h – 12 h 30" */
export function span(from: number, until: number): string {
  return `${hourOf(timeOf(from))} – ${hourOf(timeOf(until))}`;
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
