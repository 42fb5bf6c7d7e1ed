// Money in whole cents, quantities in thousandths, instants and days, as people write them. Hours
// are the association's, wherever the reader is.
import { language, words } from "./language";

let zone = "Europe/Paris";

/** The association's IANA time zone. */
export function setTimeZone(name: string): void {
  if (name) zone = name;
}

// A formatter costs a telephone several milliseconds: each is made once.
const tag = () => (language() === "en" ? "en-GB" : "fr-FR");
const made = new Map<string, Intl.DateTimeFormat>();

function date(options: Intl.DateTimeFormatOptions, at: Date, timeZone = zone): string {
  const key = tag() + timeZone + JSON.stringify(options);
  let format = made.get(key);
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(tag(), { ...options, timeZone })));
  return format.format(at);
}

const numbers = new Map<string, Intl.NumberFormat>();

function number(options: Intl.NumberFormatOptions, value: number): string {
  const key = tag() + JSON.stringify(options);
  let format = numbers.get(key);
  if (!format) numbers.set(key, (format = new Intl.NumberFormat(tag(), options)));
  return format.format(value);
}

export function money(cents: bigint | number): string {
  return number({ style: "currency", currency: "EUR" }, Number(cents) / 100);
}

/** A number of thousandths without its unit: 1500 → "1,5". */
export function decimal(thousandths: bigint | number): string {
  return number({ maximumFractionDigits: 3, useGrouping: false }, Number(thousandths) / 1000);
}

/** What a person typed, comma or point, as thousandths; NaN if it is no such number. */
export function thousandths(text: string): number {
  const match = /^\s*(\d{1,5})(?:[.,](\d{0,3}))?\s*$/.exec(text);
  if (!match) return text.trim() === "" ? 0 : NaN;
  return Number(match[1]) * 1000 + Number((match[2] ?? "").padEnd(3, "0"));
}

/** A point as maps write it, "47.9029, 1.9093" or "47,9029 1,9093", in millionths of a degree. */
export function point(text: string): { latitude: number; longitude: number } | undefined {
  const match =
    /^\s*(-?\d{1,2}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)\s*$/.exec(text) ??
    /^\s*(-?\d{1,2}(?:,\d+)?)(?:\s*;\s*|\s+)(-?\d{1,3}(?:,\d+)?)\s*$/.exec(text);
  if (!match) return undefined;
  const millionths = (number: string) => Math.round(Number(number.replace(",", ".")) * 1e6);
  return { latitude: millionths(match[1]), longitude: millionths(match[2]) };
}

/** The reverse: "47.9029, 1.9093". */
export function pointText(point: { latitude: number; longitude: number } | undefined): string {
  const text = (value: number) => (value / 1e6).toFixed(6).replace(/0{1,5}$/, "");
  return point ? `${text(point.latitude)}, ${text(point.longitude)}` : "";
}

/** A protobuf timestamp. */
export function instant(at: { seconds: bigint; nanos: number } | undefined): Date {
  return new Date(Number(at?.seconds ?? 0n) * 1000 + Math.floor((at?.nanos ?? 0) / 1e6));
}

let stamps: { zone: string; format: Intl.DateTimeFormat } | null = null;

/** The association's day and hour then, `YYYY-MM-DDTHH:MM`. */
export function local(at: Date): string {
  if (stamps?.zone !== zone)
    stamps = {
      zone,
      format: new Intl.DateTimeFormat("sv-SE", {
        timeZone: zone,
        dateStyle: "short",
        timeStyle: "short",
      }),
    };
  return stamps.format.format(at).replace(" ", "T");
}

/** "18:02" */
export function clock(at: Date): string {
  return local(at).slice(11);
}

/** "20 h", "20 h 30"; in English "20:00" */
export function hour(at: Date): string {
  return hourOf(clock(at));
}

/** A time written `HH:MM` as hour() says it. */
export function hourOf(text: string): string {
  if (language() === "en") return text;
  const [hours, minutes] = text.split(":");
  return `${Number(hours)}\u00a0h` + (minutes === "00" ? "" : `\u00a0${minutes}`);
}

/** "jeudi 3 décembre" */
export function day(at: Date): string {
  return date({ weekday: "long", day: "numeric", month: "long" }, at);
}

/** "jeudi 18:02" */
export function weekday(at: Date): string {
  return `${date({ weekday: "long" }, at)} ${clock(at)}`;
}

/** A day written `YYYY-MM-DD` as day() says it. */
export function dayOf(text: string): string {
  return date(
    { weekday: "long", day: "numeric", month: "long" },
    new Date(text + "T12:00Z"),
    "UTC",
  );
}

/** "3 décembre 2026" */
export function shortDay(at: Date): string {
  return date({ day: "numeric", month: "long", year: "numeric" }, at);
}

/** The month now, 1 to 12. */
export function monthNow(now = new Date()): number {
  return Number(local(now).slice(5, 7));
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();

/** "dans 2 jours", "il y a 20 minutes" */
export function timeLeft(at: Date, now = new Date()): string {
  let relative = relatives.get(tag());
  if (!relative)
    relatives.set(tag(), (relative = new Intl.RelativeTimeFormat(tag(), { numeric: "auto" })));
  const midnight = (when: Date) => Date.parse(local(when).slice(0, 10) + "T00:00Z");
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  return days !== 0
    ? relative.format(days, "day")
    : Math.abs(minutes) >= 90
      ? relative.format(Math.round(minutes / 60), "hour")
      : relative.format(minutes, "minute");
}

/** Wakes the browser's formatters, each in a moment of its own: the first use of one is slow. */
export function wakeFormats(): void {
  setTimeout(() => local(new Date()));
  setTimeout(() => money(0));
}

/** "jeudi 3 décembre à 20 h (dans 2 jours)" */
export function deadline(at: Date, now = new Date()): string {
  return words("shell.deadline", { day: day(at), time: hour(at), left: timeLeft(at, now) });
}

const plainLetters: Record<string, string> = {
  æ: "ae",
  œ: "oe",
  ß: "ss",
  ø: "o",
  ð: "d",
  đ: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ł: "l",
  ŋ: "n",
  ŧ: "t",
  ς: "σ",
};

/**
 * Small letters without marks or ligatures, one space for all that is neither letter nor digit: as
 * fold() of core/base/text does; tests/core/base/folding.tsv holds both to it.
 */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(/[æœßøðđþħıłŋŧς]/g, (letter) => plainLetters[letter])
    .replace(/[^\p{L}\p{N}]+|[\u02b0-\u02ff]/gu, " ")
    .replace(/ +/g, " ")
    .trim();
}

/** Whether a text has, for each word that is searched, one that begins so, in any order. */
export function finder(search: string): (text: string) => boolean {
  const words = folded(search).split(" ");
  return (text) => {
    const all = " " + folded(text);
    return words.every((word) => all.includes(" " + word));
  };
}

/** "06 12 34 56 78"; numbers of other countries as they are. */
export function telephone(e164: string): string {
  return /^\+33\d{9}$/.test(e164)
    ? ("0" + e164.slice(3)).replace(/(\d\d)(?=\d)/g, "$1\u00a0")
    : e164;
}
