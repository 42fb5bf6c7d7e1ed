import { expect, test } from "vitest";
import { csv, csvToRead } from "../src/sdk/sheets/csv";
import { nameFor, nextDates } from "../../../services/orders/ui/cycles/cycle_dates";
import { telephone } from "../src/sdk/words/format";
import { byNumber } from "../../../services/orders/ui/cycles/member_names";
import { groups } from "../../../services/orders/ui/cycles/sheets";

test("the next cycle closes and is picked up in the first week that is still to come", () => {
  expect(nextDates("2026-12-04T20:00", "2026-12-05", "2026-12-06T10:00")).toEqual({
    closes: "2026-12-11T20:00",
    pickup: "2026-12-12",
  });
  expect(nextDates("2026-12-04T20:00", "2026-12-05", "2026-12-18T20:00")).toEqual({
    closes: "2026-12-25T20:00",
    pickup: "2026-12-26",
  });
});

test("a cycle's name follows its pick-up", () => {
  expect(nameFor("Panier du samedi 5 décembre", "2026-12-05", "2026-12-12")).toBe(
    "Panier du samedi 12 décembre",
  );
  expect(nameFor("Panier du 5 décembre", "2026-12-05", "2027-01-02")).toBe("Panier du 2 janvier");
  expect(nameFor("Agrumes", "2026-12-05", "2026-12-12")).toBe("Agrumes – 12 décembre");
  expect(nameFor("Agrumes – 12 décembre", "2026-12-12", "2026-12-19")).toBe(
    "Agrumes – 19 décembre",
  );
  expect(nameFor("Agrumes – 12 décembre", "2026-12-13", "2026-12-19")).toBe(
    "Agrumes – 19 décembre",
  );
});

test("a sheet to read keeps texts texts; one that comes back is as it was", () => {
  expect(csvToRead([["=1+1", -1.5, "a;b", 'dit "oui"']])).toBe(
    '\ufeff\'=1+1;-1,5;"a;b";"dit ""oui"""\r\n',
  );
  expect(csv([["+33612345678", ""]])).toBe("\ufeff+33612345678;\r\n");
});

test("members in the order people count, telephones as people write them", () => {
  expect(["10", "9", "9b", "100"].sort(byNumber)).toEqual(["9", "9b", "10", "100"]);
  expect(telephone("+33612345678")).toBe("06\u00a012\u00a034\u00a056\u00a078");
  expect(telephone("+41446681800")).toBe("+41446681800");
});

test("rows are grouped in the order in which they come", () => {
  expect(groups(["b1", "a1", "b2"], (row) => row[0])).toEqual([
    ["b", ["b1", "b2"]],
    ["a", ["a1"]],
  ]);
});
