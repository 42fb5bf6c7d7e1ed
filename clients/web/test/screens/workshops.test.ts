import { Code, ConnectError } from "@connectrpc/connect";
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ErrorInfoSchema } from "../../gen/google/rpc/details_pb";
import { Means } from "../../gen/halle/membership/v1/membership_pb";
import {
  Audience,
  Presence,
  PriceKind,
  RegistrationSchema,
  RegistrationState,
  SessionDetailsSchema,
} from "../../gen/halle/workshops/v1/workshops_pb";
import { personsOf } from "../../../../services/workshops/ui/checkin/expected";
import {
  Keeper,
  sendKept,
  type Kept,
  type KeptMark,
  type KeptPayment,
} from "../../../../services/workshops/ui/checkin/kept";
import {
  centsOf,
  detailsOf,
  euros,
  hoursText,
  minutesOfHours,
  moves,
  seriesOf,
} from "../../../../services/workshops/ui/session/session_values";

function keeper(): Keeper {
  const kept = new Map<string, string>();
  return new Keeper(
    {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    "a",
  );
}
const mark = (id: string, registration: string, presence = Presence.PRESENT): KeptMark => ({
  kind: "mark",
  id,
  session: "s",
  registration,
  presence,
  at: 1,
});
const payment = (id: string, registration: string, from: number): KeptPayment => ({
  kind: "payment",
  id,
  session: "s",
  registration,
  cents: 800,
  means: Means.CASH,
  from,
});
const ids = (all: Kept[]) => all.map(({ id }) => id);
const away = new ConnectError("gone", Code.Unavailable);
const saying = (reason: string) =>
  new ConnectError(reason, Code.FailedPrecondition, undefined, [
    { desc: ErrorInfoSchema, value: { reason } },
  ]);

test("what was touched last of a person is kept, of everybody", () => {
  const kept = keeper();
  kept.put(mark("1", "a"));
  kept.put(mark("2", "b"));
  kept.put(mark("3", "a", Presence.UNSPECIFIED));
  kept.put({ ...mark("4", ""), registration: undefined, name: "Ida" });
  kept.put({ ...mark("5", ""), registration: undefined, name: "Ida" });
  expect(ids(kept.all)).toEqual(["2", "3", "4", "5"]);
  expect(kept.of("another")).toEqual([]);
});

test("marks of a session go together, payments one by one and not before their time", async () => {
  const kept = keeper();
  kept.put(mark("1", "a"));
  kept.put({ ...mark("2", "z"), session: "t" });
  kept.put(mark("3", "b"));
  kept.put(payment("4", "a", 100));
  kept.put(payment("5", "b", 300));
  const sent: string[][] = [];
  const send = {
    marks: async (session: string, marks: KeptMark[]) => {
      sent.push([session, ...ids(marks)]);
      return marks.map(() => "");
    },
    pay: async ({ id }: KeptPayment) => sent.push([id]),
  };
  expect(await sendKept(kept, send, () => 200)).toEqual([]);
  expect(sent).toEqual([["s", "1"], ["t", "2"], ["s", "3"], ["4"]]);
  expect(ids(kept.all)).toEqual(["5"]);
  kept.drop("5"); // taken back
  await sendKept(kept, send, () => 400);
  expect(sent.length).toBe(4);
});

test("without a connection nothing is lost, and the same ids are sent again", async () => {
  const kept = keeper();
  kept.put(mark("1", "a"));
  kept.put(payment("2", "a", 0));
  const sent: string[] = [];
  let gone = true;
  const send = {
    marks: async (_: string, marks: KeptMark[]) => {
      sent.push(...ids(marks));
      if (gone) throw away;
      return marks.map(() => "");
    },
    pay: async ({ id }: KeptPayment) => sent.push(id),
  };
  await sendKept(kept, send);
  expect(ids(kept.all)).toEqual(["1", "2"]);
  gone = false;
  await sendKept(kept, send);
  expect(sent).toEqual(["1", "1", "2"]);
  expect(kept.all).toEqual([]);
});

test("what is refused is said with its reason, and hinders no other", async () => {
  const kept = keeper();
  for (const id of ["1", "2", "3"]) kept.put(mark(id, id));
  kept.put(payment("4", "1", 0));
  const send = {
    marks: async (_: string, marks: KeptMark[]) => {
      if (marks.some(({ id }) => id === "2")) throw saying("workshops.bad_name");
      return marks.map(({ id }) => (id === "3" ? "workshops.full" : ""));
    },
    pay: () => Promise.reject(saying("workshops.not_owed")),
  };
  const refused = await sendKept(kept, send);
  expect(refused.map(({ what, reason }) => [what.id, reason])).toEqual([
    ["2", "workshops.bad_name"],
    ["3", "workshops.full"],
    ["4", "workshops.not_owed"],
  ]);
  expect(kept.all).toEqual([]);
});

test("a check-in shows who is expected by name, with what was touched and not sent", () => {
  const of = (id: string, name: string, more = {}) =>
    create(RegistrationSchema, {
      id,
      visitor: { name },
      persons: 1,
      state: RegistrationState.REGISTERED,
      ...more,
    });
  const registrations = [
    of("b", "Zoé", { owedCents: 800n, paidCents: 300n }),
    of("a", "Émile", { owedCents: 800n }),
    of("c", "Ida", { owedCents: 0n, paidCents: 200n, presence: Presence.ABSENT }),
    of("w", "Wanda", { state: RegistrationState.WAITING }),
  ];
  const kept: Kept[] = [
    mark("1", "b"),
    payment("2", "a", 0),
    { ...mark("3", ""), registration: undefined, name: "Quelqu’un" },
  ];
  const all = personsOf(registrations, kept, ({ visitor }) => visitor?.name ?? "");
  expect(all.map(({ name }) => name)).toEqual(["Émile", "Ida", "Zoé", "Quelqu’un"]);
  expect(all.map(({ presence }) => presence)).toEqual([
    Presence.UNSPECIFIED,
    Presence.ABSENT,
    Presence.PRESENT,
    Presence.PRESENT,
  ]);
  expect(all.map(({ unsent }) => unsent)).toEqual([false, false, true, true]);
  expect(all.map(({ owed }) => owed)).toEqual([0n, 0n, 500n, 0n]);
  expect(all.map(({ back }) => back)).toEqual([0n, 200n, 0n, 0n]);
});

const form = (values: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  return data;
};
const evening = { day: "2027-01-14", starts: "18:30", ends: "20:00", capacity: "12" };

test("a form says day, hours and price as the server takes them", () => {
  const { details, wrong } = detailsOf(
    form({
      ...evening,
      kind: String(PriceKind.CONTRIBUTION),
      cents: "8",
      floorCents: "2,5",
      anybody: "on",
      leaders: "7, 12",
    }),
    "w",
  );
  expect(wrong).toEqual([]);
  expect(details).toMatchObject({
    starts: "2027-01-14T18:30",
    ends: "2027-01-14T20:00",
    capacity: 12,
    audience: Audience.ANYBODY,
    leaders: ["7", "12"],
    price: { kind: PriceKind.CONTRIBUTION, cents: 800n, floorCents: 250n },
  });
  expect(details.price?.visitorCents).toBeUndefined();
});

test("a session may end after midnight, and a long one stays long", () => {
  const late = { ...evening, starts: "21:00", ends: "01:00" };
  expect(detailsOf(form(late), "w").details.ends).toBe("2027-01-15T01:00");
  const long = create(SessionDetailsSchema, {
    starts: "2027-01-07T18:30",
    ends: "2027-01-09T12:00",
  });
  expect(detailsOf(form({ ...evening, ends: "12:00" }), "w", long).details.ends).toBe(
    "2027-01-16T12:00",
  );
});

test("what cannot be read is named", () => {
  const { wrong } = detailsOf(
    form({ day: "", starts: "", ends: "20:00", capacity: "x", kind: "1", cents: "beaucoup" }),
    "w",
  );
  expect(wrong.map(([name]) => name)).toEqual(["day", "starts", "capacity", "cents"]);
});

test("zone and helpers stay as they are where the form does not have them", () => {
  const before = create(SessionDetailsSchema, {
    starts: "2027-01-14T18:30",
    ends: "2027-01-14T20:00",
    zone: "z",
    helpers: { count: 3, task: "Vaisselle" },
  });
  const { details } = detailsOf(form(evening), "w", before);
  expect([details.zone, details.helpers?.count]).toEqual(["z", 3]);
  const chosen = detailsOf(form({ ...evening, zone: "", helpers: "2" }), "w", before).details;
  expect([chosen.zone, chosen.helpers?.count]).toEqual(["", 2]);
});

test("only another day, hour or place is a move", () => {
  const before = { starts: "2027-01-14T18:30", ends: "2027-01-14T20:00", place: "Local" };
  expect(moves(before, { ...before })).toBe(false);
  expect(moves(before, { ...before, place: "Cuisine" })).toBe(true);
  expect(moves(before, { ...before, ends: "2027-01-14T21:00" })).toBe(true);
});

test("amounts and hours are read as they are written", () => {
  for (const cents of [0n, 50n, 800n, 850n]) expect(centsOf(euros(cents))).toBe(cents);
  expect(centsOf("8,505")).toBe(851n);
  expect(centsOf("huit")).toBeUndefined();
  for (const minutes of [0, 30, 90, 1440, 10_080])
    expect(minutesOfHours(hoursText(minutes))).toBe(minutes);
  expect([minutesOfHours(""), minutesOfHours("deux")]).toEqual([-1, -1]);
});

test("a series has its days some weeks apart, over clock changes", () => {
  expect(seriesOf("2027-03-25", 3, 2)).toEqual(["2027-03-25", "2027-04-08", "2027-04-22"]);
  expect(seriesOf("", 3, 1)).toEqual([]);
});
