// Days written `YYYY-MM-DD` and months written `YYYY-MM`, computed at noon in UTC: no zone moves
// them.
import { shortDay } from "./format";

function noon(day: string): Date {
  return new Date(day + "T12:00Z");
}

const written = (at: Date): string => at.toISOString().slice(0, 10);

export function addDays(day: string, days: number): string {
  const at = noon(day);
  at.setUTCDate(at.getUTCDate() + days);
  return written(at);
}

export function addMonths(month: string, months: number): string {
  const at = noon(month + "-15");
  at.setUTCMonth(at.getUTCMonth() + months);
  return written(at).slice(0, 7);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return noon(day).getUTCDay() || 7;
}

/** "3 décembre 2026" */
export function shortDayOf(day: string): string {
  return shortDay(noon(day));
}

/** "décembre 2026" */
export function monthName(month: string): string {
  return shortDayOf(month + "-15").replace(/^\d+ /, "");
}
