import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import {
  clock,
  finder,
  folded,
  local,
  monthNow,
  setTimeZone,
  timeLeft,
} from "../src/sdk/words/format";

afterEach(() => setTimeZone("Europe/Paris"));

test("hours, days and months are the association's, also after another one was looked at", () => {
  const at = new Date("2026-12-31T23:30:00Z");
  expect([local(at), clock(at), monthNow(at)]).toEqual(["2027-01-01T00:30", "00:30", 1]);
  setTimeZone("Indian/Reunion");
  expect([local(at), clock(at), monthNow(at)]).toEqual(["2027-01-01T03:30", "03:30", 1]);
  setTimeZone("America/Cayenne");
  expect([local(at), clock(at), monthNow(at)]).toEqual(["2026-12-31T20:30", "20:30", 12]);
});

test("what is left is counted in the association's days, then in hours and minutes", () => {
  const now = new Date("2026-11-25T22:30:00Z"); // 23:30 in Paris
  expect(timeLeft(new Date("2026-11-25T23:30:00Z"), now)).toBe("demain");
  expect(timeLeft(new Date("2026-11-28T19:00:00Z"), now)).toBe("dans 3 jours");
  expect(timeLeft(new Date("2026-11-25T22:50:00Z"), now)).toBe("dans 20 minutes");
  setTimeZone("UTC");
  expect(timeLeft(new Date("2026-11-25T23:30:00Z"), now)).toBe("dans 60 minutes");
});

test("text is folded as the server does", () => {
  const table = readFileSync(
    new URL("../../../tests/core/base/folding.tsv", import.meta.url),
    "utf8",
  );
  const lines = table.split("\n").slice(0, -1);
  expect(lines.length).toBeGreaterThan(30);
  for (const line of lines) {
    const [text, expected] = line.split("\t");
    expect(folded(text), text).toBe(expected);
  }
});

test("all words of a search begin words of the text, in any order", () => {
  for (const [search, text] of [
    ["d'art", "Charles D’Artagnan"],
    ["d’art", "D'Artagnan"],
    ["jean pierre", "Jean-Pierre Blanc"],
    ["blanc jean", "Jean-Pierre Blanc"],
    ["leclerc", "Zoé Martin-Leclerc"],
    ["lukasz", "Łukasz Nowak"],
    ["laet", "Lætitia Roy"],
    ["huile d'olive", "Huile d’olive vierge"],
    ["", "Zoé"],
    ["  ", "Zoé"],
    ["ÉMI", "Émile"],
  ])
    expect(finder(search)(text), search).toBe(true);
  for (const [search, text] of [
    ["ean", "Jean-Pierre"],
    ["jean paul", "Jean-Pierre"],
    ["olives", "Huile d'olive"],
  ])
    expect(finder(search)(text), search).toBe(false);
});
