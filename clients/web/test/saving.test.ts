import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi, type Mock } from "vitest";
import { Saving, type Surroundings } from "../../../services/orders/ui/shop/saving";
import {
  InMemory,
  exclusive,
  openStore,
  type Pending,
} from "../../../services/orders/ui/shop/pending_lines";

class Lost extends Error {}

let around: Surroundings & { refused: Mock };
let sent: Pending[];
let answer: (line: Pending) => Promise<void>;
beforeEach(() => {
  let n = 0;
  sent = [];
  answer = async () => {};
  around = {
    send: (line) => (sent.push(line), answer(line)),
    failure: (error) => ({ text: String(error), open: error instanceof Lost }),
    newOperation: () => `operation ${++n}`,
    changed: () => {},
    refused: vi.fn(),
    elsewhere: vi.fn(),
    store: new InMemory(),
    exclusive: exclusive(),
  };
});
const one = { quantity: 1000, tolerance: 0 };
const two = { quantity: 2000, tolerance: 0 };

test("quick changes of a line go out once, as the last", async () => {
  const saving = new Saving("basket", around);
  saving.set("A", "Ail", one);
  saving.set("A", "Ail", two);
  expect(await saving.settled()).toBe("saved");
  expect(sent.map((line) => line.quantity)).toEqual([2000]);
  expect(saving.states.get("A")?.kind).toBe("saved");
  expect(await around.store.all()).toEqual([]);
});

test("an unanswered line delays no other and is sent again as the same operation", async () => {
  let lost = true;
  answer = async (line) => {
    if (line.code === "A" && lost) throw new Lost();
  };
  const saving = new Saving("basket", around);
  saving.set("A", "Ail", one);
  saving.set("B", "Blette", one);
  expect(await saving.settled()).toBe("waiting");
  await vi.waitFor(() => expect(saving.states.get("B")?.kind).toBe("saved"));
  expect((await around.store.all()).map((line) => line.code)).toEqual(["A"]);
  lost = false;
  expect(await saving.settled()).toBe("saved");
  const operations = sent.filter((line) => line.code === "A").map((line) => line.operation);
  expect(operations.length).toBeGreaterThan(1);
  expect(new Set(operations).size).toBe(1);
});

test("a change while the former is on its way follows it", async () => {
  let done = () => {};
  answer = (line) =>
    line.quantity === 1000 ? new Promise((ready) => (done = ready)) : Promise.resolve();
  const saving = new Saving("basket", around);
  saving.set("A", "Ail", one);
  saving.resume();
  await vi.waitFor(() => expect(sent.length).toBe(1));
  saving.set("A", "Ail", two);
  saving.resume();
  await new Promise((later) => setTimeout(later, 30));
  expect(sent.length).toBe(1);
  done();
  expect(await saving.settled()).toBe("saved");
  expect(sent.map((line) => line.quantity)).toEqual([1000, 2000]);
});

test("a refused line keeps what was wanted and is sent no more", async () => {
  answer = () => Promise.reject(new Error("no"));
  const saving = new Saving("basket", around);
  saving.set("A", "Ail", two);
  expect(await saving.settled()).toBe("refused");
  expect(saving.states.get("A")).toMatchObject({ kind: "refused", wanted: two });
  expect(around.refused).toHaveBeenCalledOnce();
  expect(await around.store.all()).toEqual([]);
});

test("another visit finds what was not answered, and sends it as the same operation", async () => {
  around.store = await openStore();
  answer = () => Promise.reject(new Lost());
  const closed = new Saving("basket", around);
  closed.set("A", "Ail", two);
  await closed.settled();
  closed.stop();
  answer = async () => {};
  const next = new Saving("basket", around);
  await next.open();
  expect(next.wanted().get("A")).toMatchObject(two);
  expect(await next.settled()).toBe("saved");
  expect(new Set(sent.map((line) => line.operation)).size).toBe(1);
  const another = new Saving("another basket", around);
  await another.open();
  expect(another.wanted().size).toBe(0);
});
