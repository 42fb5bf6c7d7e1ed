// When shifts repeat: weekdays, weeks of a cycle and the rules of a month (RFC 5545).
import { addDays, dayOf, weekdayOf } from "halle/shell";

const monday = "2024-01-01";
export const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** "lundi" of 1. */
export function weekdayName(weekday: number): string {
  return dayOf(addDays(monday, weekday - 1)).split(/[ ,]/)[0];
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

/** That day, or the next Monday. */
export function mondayFrom(day: string): string {
  return addDays(day, (8 - weekdayOf(day)) % 7);
}

// How often, beside cycles of 1 to 8 weeks: another rule, the last of the month, the first to the
// fourth.
export const otherRule = 9;
export const lastOfMonth = 10;
const dayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export function monthlyRule(nth: number, weekday: number): string {
  const which = nth === lastOfMonth ? -1 : nth - lastOfMonth;
  return `FREQ=MONTHLY;BYDAY=${which}${dayCodes[weekday - 1]}`;
}

/** Which of the month a rule says; nothing if it is another. */
export function monthly(rule: string): number | undefined {
  const [, nth] = /^FREQ=MONTHLY;BYDAY=(-1|[1-4])[A-Z]{2}$/.exec(rule) ?? [];
  return nth === undefined ? undefined : nth === "-1" ? lastOfMonth : lastOfMonth + Number(nth);
}
