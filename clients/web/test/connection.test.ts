import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onReturn, Retry } from "../src/sdk/calls/connection";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Attempts that fail until `succeeds`; `tell` is an event of the page. */
function trial() {
  const state = { attempts: 0, succeeds: false, tell: (): void => {}, ended: false };
  const retry = new Retry(
    async () => {
      ++state.attempts;
      return state.succeeds;
    },
    (work) => {
      state.tell = work;
      return () => (state.ended = true);
    },
  );
  return { state, retry };
}

test("tries again with growing pauses, without any event, until it succeeds", async () => {
  const { state, retry } = trial();
  retry.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(state.attempts).toBe(1);
  const at: number[] = [];
  for (let second = 1; second <= 40; ++second) {
    const before = state.attempts;
    await vi.advanceTimersByTimeAsync(1000);
    if (state.attempts > before) at.push(second);
  }
  expect(at).toEqual([1, 3, 7, 15, 23, 31, 39]);
  state.succeeds = true;
  await vi.advanceTimersByTimeAsync(8000);
  const attempts = state.attempts;
  expect(state.ended).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.attempts).toBe(attempts);
});

test("an event is a reason to try at once, and one during an attempt to try after it", async () => {
  let finish = (_: boolean): void => {};
  let attempts = 0;
  let tell = (): void => {};
  const retry = new Retry(
    () => (++attempts, new Promise<boolean>((done) => (finish = done))),
    (work) => ((tell = work), () => {}),
  );
  retry.start();
  tell();
  tell();
  await vi.advanceTimersByTimeAsync(0);
  expect(attempts).toBe(1); // one at a time
  finish(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(attempts).toBe(2);
  finish(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(attempts).toBe(2);
  tell();
  await vi.advanceTimersByTimeAsync(0);
  expect(attempts).toBe(3);
});

test("what was stopped tries no more", async () => {
  const { state, retry } = trial();
  retry.start();
  await vi.advanceTimersByTimeAsync(0);
  retry.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.attempts).toBe(1);
});

test("focus, a page shown again and a visible tab count as much as the event `online`", () => {
  const page = new EventTarget();
  const tab = Object.assign(new EventTarget(), { hidden: false });
  let calls = 0;
  const end = onReturn(() => void ++calls, page, tab);
  for (const event of ["online", "focus", "pageshow"]) page.dispatchEvent(new Event(event));
  tab.dispatchEvent(new Event("visibilitychange"));
  expect(calls).toBe(4);
  tab.hidden = true;
  tab.dispatchEvent(new Event("visibilitychange"));
  expect(calls).toBe(4);
  end();
  for (const event of ["online", "focus", "pageshow"]) page.dispatchEvent(new Event(event));
  expect(calls).toBe(4);
});
