import type { LitElement } from "lit";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test, vi } from "vitest";
import { Calls } from "../src/sdk/calls/calls";
import { addDays, addMonths, weekdayOf } from "../src/sdk/words/day";
import { chooseLanguage, counted } from "../src/sdk/words/language";

const host = {
  addController: () => {},
  requestUpdate: vi.fn(),
  updateComplete: Promise.resolve(true),
  querySelector: () => null,
} as unknown as LitElement;
const lost = () => Promise.reject(new ConnectError("gone", Code.Unavailable));

test("what cannot be read is said, and reading again takes it back", async () => {
  let read = lost;
  const calls = new Calls(host, () => read());
  await calls.load();
  expect(calls.trouble.length).toBe(1);
  read = () => Promise.resolve(null as never);
  await calls.load();
  expect(calls.trouble).toEqual([]);
});

test("a read that ends after a refusal does not take it back", async () => {
  let end = (): void => {};
  const calls = new Calls(host, () => new Promise<void>((done) => (end = done)));
  const read = calls.refresh();
  expect(await calls.change(null, lost)).toBe(false);
  end();
  await read;
  expect(calls.trouble.length).toBe(1);
});

test("the answer to an earlier read says nothing any more", async () => {
  const ends: ((error?: Error) => void)[] = [];
  const calls = new Calls(
    host,
    () => new Promise<void>((done, fail) => ends.push((error) => (error ? fail(error) : done()))),
  );
  const reads = [calls.load(), calls.load()];
  ends[1]();
  ends[0](new Error("late"));
  await Promise.all(reads);
  expect(calls.trouble).toEqual([]);
});

test("one change at a time; unanswered, it is sent again as the same operation", async () => {
  const calls = new Calls(host);
  const sent: unknown[] = [];
  let answer = lost;
  const send = () =>
    calls.change("a seat", (options) => {
      const values = options.contextValues as unknown as Record<symbol, unknown>;
      sent.push(Object.getOwnPropertySymbols(values).map((key) => values[key]));
      return answer();
    });
  const first = send();
  expect(calls.busy).not.toBe("");
  expect(await send()).toBe(false);
  expect(await first).toBe(false);
  expect(calls.trouble.length).toBe(1);
  answer = () => Promise.resolve(null as never);
  expect(await send()).toBe(true);
  expect(await send()).toBe(true);
  expect(sent.length).toBe(3);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[2]).not.toEqual(sent[1]);
  expect(calls.trouble).toEqual([]);
  expect(calls.busy).toBe("");
});

test("a refusal is said in its part, or handled by who sent it", async () => {
  const calls = new Calls(host);
  await calls.change("x", lost, { part: "form" });
  expect([calls.alert("other"), calls.alert()].every((text) => typeof text === "symbol")).toBe(
    true,
  );
  expect(typeof calls.alert("form")).toBe("object");
  await calls.change("x", lost, { refused: () => true });
  expect(calls.trouble).toEqual([]);
});

test("days and months are counted over the end of a year and over a leap day", () => {
  expect(addDays("2026-12-29", 7)).toBe("2027-01-05");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addMonths("2026-11", 3)).toBe("2027-02");
  expect(weekdayOf("2026-11-29")).toBe(7);
  expect(weekdayOf("2026-11-30")).toBe(1);
});

test("none are one in French and many in English", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
  vi.stubGlobal("document", { documentElement: {} });
  const forms = (n: number) => counted("test.none", n);
  expect([0, 1, 2].map(forms)).toEqual(["test.none.one", "test.none.one", "test.none.many"]);
  await chooseLanguage("en");
  expect([0, 1, 2].map(forms)).toEqual(["test.none.many", "test.none.one", "test.none.many"]);
  vi.unstubAllGlobals();
});
