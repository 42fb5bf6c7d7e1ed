import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ICAL from "ical.js";
import { expect, test } from "vitest";

const file = (name: string) =>
  readFileSync(
    fileURLToPath(new URL("../../../../tests/data/feed/" + name, import.meta.url)),
    "utf8",
  );

test.each(["shifts", "workshops"])("a calendar of %s is read by ical.js as by libical", (name) => {
  const events = new ICAL.Component(ICAL.parse(file(name + ".ics")) as unknown[])
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
  expect(lines.join("")).toBe(file(name + ".txt"));
});
