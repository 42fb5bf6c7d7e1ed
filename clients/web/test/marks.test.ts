import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "../gen/google/rpc/details_pb";
import { expect, test } from "vitest";
import { KeptMarks, sendKept, type Mark } from "../../../services/shifts/ui/planning/unsent_marks";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}
const saying = (reason: string, code: Code) =>
  new ConnectError(reason, code, undefined, [{ desc: ErrorInfoSchema, value: { reason } }]);
const mark = (member: string, presence: number, operation: string): Mark => ({
  template: "t",
  day: "2026-11-28",
  member,
  presence,
  operation,
});

test("what was said last of a person is kept once, also when the page is left", () => {
  const device = storage();
  const kept = new KeptMarks(device, "a");
  kept.put(mark("7", 1, "x"));
  kept.put(mark("8", 2, "y"));
  kept.put(mark("7", 3, "z"));
  expect(new KeptMarks(device, "a").all.map(({ member, presence }) => [member, presence])).toEqual([
    ["8", 2],
    ["7", 3],
  ]);
  expect(new KeptMarks(device, "b").all).toEqual([]);
});

test("nothing is lost while nobody answers, and what is refused is said", async () => {
  const kept = new KeptMarks(storage(), "a");
  for (const member of ["1", "2", "3"]) kept.put(mark(member, 1, member));
  const sent: string[] = [];
  let away = true;
  const send = async ({ member }: Mark): Promise<void> => {
    if (member !== "1" && away) throw new ConnectError("gone", Code.Unavailable);
    if (member === "2") throw saying("shifts.member_unknown", Code.NotFound);
    sent.push(member);
  };
  expect(await sendKept(kept, send)).toEqual([]);
  expect(kept.all.map(({ member }) => member)).toEqual(["2", "3"]);
  kept.put(mark("1", 2, "later"));
  away = false;
  expect((await sendKept(kept, send)).length).toBe(1);
  expect(sent).toEqual(["1", "3", "1"]);
  expect(kept.all).toEqual([]);
});

test("somebody who is to sign in first loses nothing", async () => {
  const kept = new KeptMarks(storage(), "a");
  kept.put(mark("1", 1, "x"));
  expect(
    await sendKept(kept, () => Promise.reject(saying("halle.sign_in_first", Code.Unauthenticated))),
  ).toEqual([]);
  expect(kept.all.length).toBe(1);
});
