// Days written `YYYY-MM-DD`: the next cycle from the one before.
import { addDays, dayOf } from "halle/shell";

/** When the next one closes and is picked up: so many weeks later that it still can be. */
export function nextDates(
  closes: string,
  pickup: string,
  now: string,
): { closes: string; pickup: string } {
  const [day, hour] = closes.split("T");
  for (let days = 7; ; days += 7) {
    const next = `${addDays(day, days)}T${hour}`;
    if (next > now) return { closes: next, pickup: addDays(pickup, days) };
  }
}

/** The day without its weekday: "3 décembre". */
const short = (day: string): string => dayOf(day).split(" ").slice(1).join(" ");

/** A cycle's name for another pick-up: the day in it is replaced, or put behind. */
export function nameFor(name: string, former: string, day: string): string {
  for (const form of [dayOf, short])
    if (name.includes(form(former))) return name.replace(form(former), form(day));
  const kept = name.replace(/ – \d[^–]*$/, "").trim();
  const fits = kept.length + short(day).length + 3 <= 100;
  return fits ? `${kept} – ${short(day)}` : kept;
}
