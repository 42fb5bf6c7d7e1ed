// Shifts and hours as people say them.
import { day, hour, instant, monthName, reasonsOf, shortDayOf, words } from "halle/shell";
import type { Entry, Shift, ShiftKey } from "halle/gen/shifts/v1/shifts_pb";

/** "3 h", "1 h 30", "45 min"; without its sign. */
export function duration(minutes: number): string {
  const all = Math.abs(minutes);
  const rest = all % 60;
  if (all > 0 && all < 60) return `${all}\u00a0min`;
  return (
    `${Math.floor(all / 60)}\u00a0h` + (rest === 0 ? "" : `\u00a0${String(rest).padStart(2, "0")}`)
  );
}

/** The same with its sign, "+" or "−". */
export function signed(minutes: number): string {
  return minutes === 0 ? duration(0) : (minutes < 0 ? "\u2212" : "+") + duration(minutes);
}

/** "samedi 5 décembre, de 9 h 30 à 12 h 30" */
export function when(shift: Shift): string {
  const starts = instant(shift.startsAt);
  return words("shifts.when", {
    day: day(starts),
    from: hour(starts),
    until: hour(instant(shift.endsAt)),
  });
}

/** What a line of the ledger is, by its rule. */
export function ruleOf(entry: Entry): string {
  const values = Object.fromEntries(entry.parameters.map(({ name, value }) => [name, value]));
  if (values.month) values.month = monthName(values.month);
  for (const name of ["day", "until"]) if (values[name]) values[name] = shortDayOf(values[name]);
  const what = words(entry.rule, values);
  if (entry.person && entry.causeKind !== "reversal")
    return words("shifts.by_person", { what, number: entry.person });
  return entry.causeKind === "reversal" ? words("shifts.reversal", { what }) : what;
}

export function keyText(key: ShiftKey | undefined): string {
  return `${key?.template ?? ""}/${key?.day ?? ""}`;
}

/** All that stands against what was asked, a sentence each. */
export const against = (error: unknown): string[] => reasonsOf(error, "shifts.skill_missing");

export function freeSeats(shift: Shift): number {
  return shift.seats.filter((seat) => seat.free).length;
}

/**
 * How many seats the caller can take: free ones and those for which a stand-in is sought, if the
 * caller has the skills that they need.
 */
export function fitting(shift: Shift): number {
  return shift.seats.filter((seat) => (seat.free || (seat.sought && !seat.own)) && seat.suits)
    .length;
}

/** "Caisse, Fermeture" */
export function needed(seat: { skills: { name: string }[] }): string {
  return seat.skills.map(({ name }) => name).join(", ");
}

/** Nobody has a seat without which the shift hardly works. */
export function lacks(shift: Shift): boolean {
  return shift.seats.some((seat) => seat.free && seat.important);
}

export function ended(shift: Shift, now = new Date()): boolean {
  return instant(shift.endsAt) <= now;
}

export function begun(shift: Shift, now = new Date()): boolean {
  return instant(shift.startsAt) <= now;
}
