// What a form says of a session, as the server takes it. No rule of the business: only how times
// and amounts are written.
import { addDays, textOf, thousandths } from "halle/shell";
import {
  Audience,
  DueAt,
  PriceKind,
  type Price,
  type SessionDetails,
  type Workshop,
} from "halle/gen/workshops/v1/workshops_pb";

/** What cannot be read, by field: keys of words. */
export type Wrong = [string, string][];

/** The fields of a price that a kind has. */
export const amounts: Record<PriceKind, (keyof Price & `${string}ents`)[]> = {
  [PriceKind.UNSPECIFIED]: [],
  [PriceKind.FIXED]: ["cents"],
  [PriceKind.BY_CATEGORY]: ["cents", "reducedCents", "visitorCents"],
  [PriceKind.CONTRIBUTION]: ["cents", "floorCents"],
};

/** Cents as they are typed: 850n → "8,50"; nothing for 0. */
export function euros(cents: bigint | undefined): string {
  return cents
    ? (Number(cents) / 100)
        .toFixed(2)
        .replace(/[.]00$/, "")
        .replace(".", ",")
    : "";
}

/** What was typed in euros, as cents; undefined if it is no amount. */
export function centsOf(text: string): bigint | undefined {
  const read = thousandths(text);
  return Number.isNaN(read) ? undefined : BigInt(Math.round(read / 10));
}

/** Hours as they are typed, of minutes: 90 → "1,5". */
export function hoursText(minutes: number): string {
  return String(Math.round((minutes / 60) * 100) / 100).replace(".", ",");
}

/** What was typed in hours, as minutes; -1 if it is no number. */
export function minutesOfHours(text: string): number {
  const read = text.trim() === "" ? NaN : thousandths(text);
  return Number.isNaN(read) ? -1 : Math.round((read * 60) / 1000);
}

/** Days on which a session is repeated: `times` of them, some weeks apart. */
export function seriesOf(first: string, times: number, weeks: number): string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(first)) return [];
  return Array.from({ length: times }, (_, i) => addDays(first, i * weeks * 7));
}

type PriceSaid = Partial<Omit<Price, "$typeName" | "$unknown">>;

function priceOf(form: FormData, wrong: Wrong): PriceSaid | undefined {
  const kind = (Number(textOf(form, "kind")) || 0) as PriceKind;
  if (kind === PriceKind.UNSPECIFIED) return undefined;
  const price: PriceSaid = {
    kind,
    dueAt: form.has("on_the_day") ? DueAt.ATTENDANCE : DueAt.UNSPECIFIED,
  };
  for (const name of amounts[kind]) {
    const cents = centsOf(textOf(form, name));
    if (cents === undefined) wrong.push([name, "workshops.bad_amount"]);
    else price[name] = cents;
  }
  return price;
}

const dayLong = 86_400_000;

/** Nights between a beginning and an end, both local. */
function nights({ starts, ends }: Pick<SessionDetails, "starts" | "ends">): number {
  const day = (time: string) => Date.parse(time.slice(0, 10) + "T00:00Z");
  return Math.round((day(ends) - day(starts)) / dayLong);
}

/**
 * The end at that hour: on the day of the beginning or, if that is not after it, on the next. A
 * session that lasted longer goes on doing so.
 */
function endOf(day: string, starts: string, ends: string, before?: SessionDetails): string {
  const least = ends <= starts ? 1 : 0;
  return `${addDays(day, Math.max(least, before ? nights(before) : 0))}T${ends}`;
}

/**
 * What is said of a session of that workshop, and what cannot be read. Of fields that the form does
 * not have, `before` stays.
 */
export function detailsOf(form: FormData, workshop: string, before?: SessionDetails) {
  const wrong: Wrong = [];
  const text = (name: string) => textOf(form, name).trim();
  const whole = (name: string) => (/^\d{1,4}$/.test(text(name)) ? Number(text(name)) : 0);
  const [day, starts, ends] = [text("day"), text("starts"), text("ends")];
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) wrong.push(["day", "workshops.bad_date"]);
  if (!starts) wrong.push(["starts", "workshops.bad_hour"]);
  if (!ends) wrong.push(["ends", "workshops.bad_hour"]);
  if (whole("capacity") === 0) wrong.push(["capacity", "workshops.bad_capacity"]);
  const price = priceOf(form, wrong);
  const leaders = text("leaders")
    .split(/[\s,;]+/)
    .filter(Boolean);
  const details = {
    workshop,
    starts: `${day}T${starts}`,
    ends: wrong.length > 0 ? "" : endOf(day, starts, ends, before),
    place: text("place"),
    ledBy: text("led_by"),
    leaders,
    capacity: whole("capacity"),
    minimum: whole("minimum"),
    opens: text("opens"),
    closes: text("closes"),
    audience: form.has("anybody") ? Audience.ANYBODY : Audience.MEMBERS,
    price,
    zone: form.has("zone") ? text("zone") : (before?.zone ?? ""),
    helpers: form.has("helpers")
      ? { count: whole("helpers"), task: text("task"), skills: form.getAll("skills").map(String) }
      : before?.helpers,
  };
  return { details, wrong };
}

/** Whether those who are registered have to know of a change: day, hours or place. */
export function moves(
  before: Pick<SessionDetails, "starts" | "ends" | "place">,
  after: Pick<SessionDetails, "starts" | "ends" | "place">,
): boolean {
  return (
    before.starts !== after.starts || before.ends !== after.ends || before.place !== after.place
  );
}

const texts = ["theme", "about", "forWhom", "languages", "bring"] as const;

/** What a form says of a workshop; undefined if it is what is known. */
export function workshopOf(form: FormData, known: Workshop | undefined) {
  const said = Object.fromEntries(
    texts.map((name) => [name, textOf(form, name).trim().replace(/\r\n/g, "\n")]),
  ) as Record<(typeof texts)[number], string>;
  const title = known?.title ?? textOf(form, "title").trim();
  if (known && texts.every((name) => known[name] === said[name])) return undefined;
  return { id: known?.id ?? "", title, ...said };
}
