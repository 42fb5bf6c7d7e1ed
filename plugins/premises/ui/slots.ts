// What is free and what is taken of a zone, day by day. Pure.
import { addDays, weekdayOf } from "halle/shell";
import type { Booking, Hours, Rules, Week, Zone } from "halle/gen/premises/v1/premises_pb";

/**
 * A piece of a day: minutes after it begins, and what holds it; or until which day it is kept for
 * an association. Free without either.
 */
export interface Slot {
  from: number;
  until: number;
  taken?: Booking;
  kept?: string;
}

export interface Day {
  day: string; // YYYY-MM-DD
  slots: Slot[];
  /** It is open, but so far ahead that it cannot be booked yet. */
  far: boolean;
}

interface Span {
  from: number;
  until: number;
}

const midnight = 24 * 60;
const quarter = 15;
/** Hours shown of a zone that is always open. */
const usual = [{ from: 8 * 60, until: 22 * 60 }];

export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** "09:30"; the end of a day is 24:00. */
export function timeOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What a form sends: the end of a day is the beginning of the next. */
export function localTime(day: string, minutes: number): string {
  return minutes >= midnight
    ? `${addDays(day, 1)}T${timeOf(minutes - midnight)}`
    : `${day}T${timeOf(minutes)}`;
}

const evening = 18 * 60;
const morning = 6 * 60;

/**
 * The times of a form for a day as a request has them, or the field that cannot be read and why.
 * An end at 00:00 is that of the day; after a beginning in the evening, one until 06:00 is on the
 * next.
 */
export function timesOf(
  day: string,
  from: string,
  until: string,
): { from: string; until: string } | { field: string; reason: string } {
  if (!from) return { field: "from", reason: "premises.bad_time" };
  if (!until) return { field: "until", reason: "premises.bad_time" };
  const [begins, ends] = [minutesOf(from), minutesOf(until)];
  const next = ends === 0 || (begins >= evening && ends <= morning);
  if (!next && ends <= begins) return { field: "until", reason: "premises.times_reversed" };
  return { from: localTime(day, begins), until: localTime(day, next ? ends + midnight : ends) };
}

/** The zone and all that it is made of. */
function withParts(zones: Zone[], id: string): Set<string> {
  const all = new Set([id]);
  // A whole comes before its parts.
  for (const zone of zones) if (zone.whole && all.has(zone.whole)) all.add(zone.id);
  return all;
}

/** The zones whose bookings hold this one: itself, its parts, and what it is part of. */
export function related(zones: Zone[], id: string): Set<string> {
  const all = withParts(zones, id);
  for (let at = zones.find((zone) => zone.id === id); at?.whole; ) {
    const { whole } = at;
    all.add(whole);
    at = zones.find((zone) => zone.id === whole);
  }
  return all;
}

/** The rules that a booking of the zone keeps: its own and those of all that it is made of. */
export function rulesFor(zones: Zone[], zone: Zone): Rules[] {
  const all = withParts(zones, zone.id);
  return [zone, ...zones.filter(({ id }) => id !== zone.id && all.has(id))].flatMap(({ rules }) =>
    rules ? [rules] : [],
  );
}

/** The least of these numbers that is a limit; 0: none. */
export function strictest(rules: Rules[], limit: "longestMinutes" | "answerHours"): number {
  const limits = rules.map((one) => one[limit]).filter((value) => value > 0);
  return limits.length > 0 ? Math.min(...limits) : 0;
}

/** Minutes since the beginning of a day; before it, less than 0. */
function since(day: string, local: string): number {
  const days = (Date.parse(local.slice(0, 10)) - Date.parse(day)) / 86_400_000;
  return Math.round(days) * midnight + minutesOf(local.slice(11));
}

function hoursOn(day: string, hours: (Hours | undefined)[]): Span[] {
  return hours.flatMap((one) =>
    one?.weekday === weekdayOf(day)
      ? [{ from: minutesOf(one.from), until: minutesOf(one.until) }]
      : [],
  );
}

/** What of the spans lies in others too. */
function within(spans: Span[], others: Span[]): Span[] {
  return spans.flatMap((a) =>
    others
      .map((b) => ({ from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) }))
      .filter(({ from, until }) => from < until),
  );
}

/** What of the spans lies in none of the others. */
function without(spans: Span[], others: Span[]): Span[] {
  return others.reduce(
    (left, { from, until }) =>
      left.flatMap((one) =>
        until <= one.from || from >= one.until
          ? [one]
          : [
              { from: one.from, until: Math.min(from, one.until) },
              { from: Math.max(until, one.from), until: one.until },
            ].filter((part) => part.from < part.until),
      ),
    spans,
  );
}

/** When the zone is open: while each of its parts is, too. */
function opening(rules: Rules[], day: string): Span[] {
  const limited = rules.filter((one) => one.opening.length > 0);
  if (limited.length === 0) return usual;
  return limited
    .map((one) => hoursOn(day, one.opening).sort((a, b) => a.from - b.from))
    .reduce(within);
}

/** Hours that are still kept for an association for which the caller does not book. */
function keptOn(rules: Rules[], day: string, now: string): (Span & { kept: string })[] {
  return rules.flatMap(({ priority }) =>
    priority
      .filter(({ own, resting }) => !own && !resting)
      .flatMap(({ hours, days }) =>
        hoursOn(day, [hours])
          .filter(({ from }) => from - since(day, now) > days * midnight)
          .map((span) => ({ ...span, kept: addDays(day, -days) })),
      ),
  );
}

/** The first and the last time of a day, or of others, at which a booking may begin. */
function reach(rules: Rules[], day: string, now: string): { earliest: number; latest: number } {
  const lead = Math.max(...rules.map(({ leadHours }) => leadHours), 0) * 60;
  const horizon = Math.min(...rules.map(({ horizonDays }) => horizonDays || 366), 366);
  return {
    earliest: Math.ceil((since(day, now) + lead) / quarter) * quarter,
    latest: since(day, now) + horizon * midnight,
  };
}

/** The spans with room for the zone's own setting up after them, and clearing away before. */
function apart<T extends Span>(spans: T[], rules: Rules | undefined): T[] {
  return spans.map((one) => ({
    ...one,
    from: one.from - (rules?.clearingMinutes ?? 0),
    until: one.until + (rules?.setupMinutes ?? 0),
  }));
}

/** What of the day the zone's priority hours take away, once each, apart from what is taken. */
function keptSlots(kept: (Span & { kept: string })[], open: Span[], others: Span[]): Slot[] {
  return kept.flatMap((one, at) =>
    without(within([{ from: one.from, until: one.until }], open), [
      ...others,
      ...kept.slice(0, at),
    ]).map((span) => ({ ...span, kept: one.kept })),
  );
}

/** The days of a week with what is taken and what can still be booked; `now` YYYY-MM-DDTHH:MM. */
export function daysOf(zones: Zone[], zone: Zone, week: Week, now: string): Day[] {
  const mine = related(zones, zone.id);
  const rules = rulesFor(zones, zone);
  const shortest = Math.max(...rules.map(({ shortestMinutes }) => shortestMinutes), 1);
  const taken = week.taken.filter((booking) => mine.has(booking.zone));
  return [0, 1, 2, 3, 4, 5, 6].map((number) => {
    const day = addDays(week.from, number);
    const held = taken
      .map((booking) => ({
        from: since(day, booking.heldFrom),
        until: since(day, booking.heldUntil),
        taken: booking,
      }))
      .sort((a, b) => a.from - b.from);
    const { earliest, latest } = reach(rules, day, now);
    const open = opening(rules, day);
    const kept = apart(keptOn(rules, day, now), zone.rules);
    const past = { from: -Infinity, until: earliest };
    const free = without(open, [...apart(held, zone.rules), ...kept, past]).filter(
      ({ from, until }) => until - from >= shortest && from <= latest,
    );
    const shown = held
      .filter(({ from, until }) => until > 0 && from < midnight)
      .map((one) => ({
        ...one,
        from: Math.max(one.from, 0),
        until: Math.min(one.until, midnight),
      }));
    const keeps = keptSlots(kept, open, [...held, past]).filter(({ from }) => from <= latest);
    return {
      day,
      slots: [...shown, ...keeps, ...free].sort((a, b) => a.from - b.from),
      far: open.length > 0 && open.every(({ from }) => from > latest),
    };
  });
}
