import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import {
  BookingSchema,
  HoursSchema,
  PriorityHoursSchema,
  RulesSchema,
  WeekSchema,
  ZoneSchema,
} from "../../gen/halle/premises/v1/premises_pb";
import {
  daysOf,
  localTime,
  related,
  rulesFor,
  strictest,
  timeOf,
  timesOf,
} from "../../../../plugins/premises/ui/slots";

const zones = [
  create(ZoneSchema, { id: "local" }),
  create(ZoneSchema, { id: "shop", whole: "local" }),
  create(ZoneSchema, { id: "kitchen", whole: "local" }),
  create(ZoneSchema, { id: "sink", whole: "kitchen" }),
  create(ZoneSchema, { id: "yard" }),
];

test("a zone is held by its parts and by what it is part of", () => {
  expect([...related(zones, "kitchen")].sort()).toEqual(["kitchen", "local", "sink"]);
  expect([...related(zones, "local")].sort()).toEqual(["kitchen", "local", "shop", "sink"]);
  expect([...related(zones, "yard")]).toEqual(["yard"]);
});

const booking = (zone: string, heldFrom: string, heldUntil: string) =>
  create(BookingSchema, { zone, heldFrom, heldUntil });

/** "09:00-10:00 shop", without a zone what is free. */
function shown(
  taken: ReturnType<typeof booking>[],
  zone = zones[1],
  now = "2026-11-30T00:00",
  all = zones,
): string[][] {
  const week = create(WeekSchema, { from: "2026-11-30", taken });
  return daysOf(all, zone, week, now).map(({ slots }) =>
    slots.map((slot) =>
      [`${timeOf(slot.from)}-${timeOf(slot.until)}`, slot.kept ? "kept" : slot.taken?.zone]
        .filter(Boolean)
        .join(" "),
    ),
  );
}

test("what is free lies between what is taken, within the usual hours", () => {
  const days = shown([
    booking("local", "2026-11-30T09:00", "2026-11-30T10:30"),
    booking("kitchen", "2026-11-30T12:00", "2026-11-30T13:00"),
    booking("shop", "2026-11-30T21:00", "2026-12-01T08:30"),
  ]);
  expect(days[0]).toEqual(["08:00-09:00", "09:00-10:30 local", "10:30-21:00", "21:00-24:00 shop"]);
  expect(days[1]).toEqual(["00:00-08:30 shop", "08:30-22:00"]);
  expect(days[6]).toEqual(["08:00-22:00"]);
});

test("opening hours and the present limit what is free", () => {
  const open = create(ZoneSchema, {
    id: "shop",
    rules: create(RulesSchema, {
      opening: [
        create(HoursSchema, { weekday: 2, from: "14:00", until: "24:00" }),
        create(HoursSchema, { weekday: 2, from: "09:00", until: "12:00" }),
      ],
    }),
  });
  const days = shown([], open, "2026-12-01T10:03");
  expect(days[0]).toEqual([]);
  expect(days[1]).toEqual(["10:15-12:00", "14:00-24:00"]);
  expect(localTime("2026-12-01", 24 * 60)).toBe("2026-12-02T00:00");
  expect(localTime("2026-12-01", 9 * 60 + 5)).toBe("2026-12-01T09:05");
});

test("the order in which bookings come says nothing", () => {
  const days = shown([
    booking("shop", "2026-11-30T15:00", "2026-11-30T16:00"),
    booking("kitchen", "2026-11-30T09:00", "2026-11-30T20:00"),
    booking("local", "2026-11-30T12:00", "2026-11-30T13:00"),
  ]);
  expect(days[0]).toEqual([
    "08:00-12:00",
    "12:00-13:00 local",
    "13:00-15:00",
    "15:00-16:00 shop",
    "16:00-22:00",
  ]);
});

test("a booking keeps the time for setting up and clearing away from what is taken", () => {
  const shop = create(ZoneSchema, {
    id: "shop",
    rules: create(RulesSchema, { setupMinutes: 30, clearingMinutes: 60, shortestMinutes: 60 }),
  });
  const days = shown(
    [
      booking("shop", "2026-11-30T12:00", "2026-11-30T13:00"),
      booking("shop", "2026-11-30T15:29", "2026-11-30T21:00"),
      booking("shop", "2026-11-30T23:00", "2026-12-01T07:45"),
    ],
    shop,
  );
  expect(days[0]).toEqual([
    "08:00-11:00",
    "12:00-13:00 shop",
    "15:29-21:00 shop",
    "23:00-24:00 shop",
  ]);
  expect(days[1], "setting up after the night").toEqual(["00:00-07:45 shop", "08:15-22:00"]);
});

test("a whole keeps the rules of all its parts", () => {
  const hours = (from: string, until: string) => create(HoursSchema, { weekday: 1, from, until });
  const whole = create(ZoneSchema, {
    id: "local",
    rules: create(RulesSchema, { opening: [hours("08:00", "20:00")], longestMinutes: 480 }),
  });
  const part = create(ZoneSchema, {
    id: "shop",
    whole: "local",
    rules: create(RulesSchema, {
      opening: [hours("09:00", "12:00"), hours("14:00", "22:00")],
      longestMinutes: 120,
      answerHours: 48,
    }),
  });
  const other = create(ZoneSchema, {
    id: "kitchen",
    whole: "local",
    rules: create(RulesSchema, { answerHours: 24 }),
  });
  const all = [whole, part, other];
  expect(shown([], whole, undefined, all)[0]).toEqual(["09:00-12:00", "14:00-20:00"]);
  expect(shown([], part, undefined, all)[0]).toEqual(["09:00-12:00", "14:00-22:00"]);
  expect(strictest(rulesFor(all, whole), "longestMinutes")).toBe(120);
  expect(strictest(rulesFor(all, whole), "answerHours")).toBe(24);
  expect(strictest(rulesFor(all, other), "longestMinutes")).toBe(0);
});

test("hours kept for others, and what is too near or too far, are not offered", () => {
  const kept = (weekday: number, own: boolean, resting = false) =>
    create(PriorityHoursSchema, {
      hours: create(HoursSchema, { weekday, from: "10:00", until: "12:00" }),
      days: 2,
      own,
      resting,
    });
  const shop = create(ZoneSchema, {
    id: "shop",
    rules: create(RulesSchema, {
      priority: [kept(2, false), kept(4, false), kept(5, true), kept(6, false, true)],
      setupMinutes: 15,
      clearingMinutes: 30,
      leadHours: 20,
      horizonDays: 6,
    }),
  });
  const days = shown([], shop, "2026-11-30T12:10");
  expect(days[0], "too soon").toEqual([]);
  expect(days[1], "free for all two days before").toEqual(["08:15-22:00"]);
  expect(days[3]).toEqual(["08:00-09:30", "09:30-12:15 kept", "12:15-22:00"]);
  expect(days[4], "one's own").toEqual(["08:00-22:00"]);
  expect(days[5], "of one that is let in no longer").toEqual(["08:00-22:00"]);
  expect(days[6], "it may begin until ten past twelve").toEqual(["08:00-22:00"]);
  expect(shown([], shop, "2026-11-30T07:10")[6], "six days before, at 7:10").toEqual([]);
});

test("times of a form are read, or the field that is wrong is named", () => {
  const times = (from: string, until: string) => Object.values(timesOf("2026-12-03", from, until));
  expect(times("10:00", "12:00")).toEqual(["2026-12-03T10:00", "2026-12-03T12:00"]);
  expect(times("10:00", "00:00")).toEqual(["2026-12-03T10:00", "2026-12-04T00:00"]);
  expect(times("18:00", "06:00")).toEqual(["2026-12-03T18:00", "2026-12-04T06:00"]);
  expect(times("10:00", "")).toEqual(["until", "premises.bad_time"]);
  expect(times("", "10:00")).toEqual(["from", "premises.bad_time"]);
  expect(times("16:00", "15:00")).toEqual(["until", "premises.times_reversed"]);
  expect(times("17:59", "01:00")).toEqual(["until", "premises.times_reversed"]);
  expect(times("18:00", "06:01")).toEqual(["until", "premises.times_reversed"]);
  expect(times("10:00", "10:00")).toEqual(["until", "premises.times_reversed"]);
});

test("kept hours are shown with the day until which they are kept", () => {
  const rules = create(RulesSchema, {
    clearingMinutes: 15,
    setupMinutes: 15,
    horizonDays: 10,
    priority: [
      create(PriorityHoursSchema, {
        hours: create(HoursSchema, { weekday: 6, from: "09:00", until: "13:00" }),
        days: 3,
      }),
    ],
  });
  const shop = create(ZoneSchema, { id: "shop", rules });
  const week = create(WeekSchema, { from: "2026-11-30", taken: [] });
  const saturday = daysOf([shop], shop, week, "2026-11-30T08:00")[5];
  expect(
    saturday.slots.map(({ from, until, kept }) => [timeOf(from), timeOf(until), kept ?? ""]),
  ).toEqual([
    ["08:00", "08:45", ""],
    ["08:45", "13:15", "2026-12-02"],
    ["13:15", "22:00", ""],
  ]);
  expect(saturday.far).toBe(false);
  const far = daysOf([shop], shop, week, "2026-11-20T08:00");
  expect(far.map((one) => one.far)).toEqual([false, true, true, true, true, true, true]);
  expect(far[6].slots).toEqual([]);
});
