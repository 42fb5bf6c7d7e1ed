import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ICAL from "ical.js";
import { expect, test } from "vitest";

const file = (name: string) =>
  readFileSync(fileURLToPath(new URL("../../../tests/data/feed/" + name, import.meta.url)), "utf8");

test("a calendar of shifts is read by ical.js as by libical", () => {
  const events = new ICAL.Component(ICAL.parse(file("shifts.ics")) as unknown[])
    .getAllSubcomponents("vevent")
    .map((one) => new ICAL.Event(one));
  const lines = events.map(
    (event) =>
      [
        event.uid,
        event.startDate.toUnixTime(),
        event.endDate.toUnixTime(),
        event.sequence,
        event.component.getFirstPropertyValue("status") === "CANCELLED" ? "off" : "on",
        event.summary,
        event.location ?? "",
      ].join("|") + "\n",
  );
  expect(lines.join("")).toBe(file("shifts.txt"));
});
