import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { newOperation, point, pointText, thousandths } from "halle/shell";
import { OfferSchema } from "halle/gen/orders/v1/orders_pb";
import { filling, lineCents } from "../../../services/orders/ui/quantities";

test("quantities are read with a comma or a point, never rounded", () => {
  expect(["1,5", "1.5", " 2 ", "0,001", "3,", ""].map(thousandths)).toEqual([
    1500, 1500, 2000, 1, 3000, 0,
  ]);
  for (const wrong of ["-1", "1,2345", "1 000", "deux", "1,5,0", "999999"])
    expect(thousandths(wrong), wrong).toBeNaN();
});

test("a line's price is whole cents, half up", () => {
  expect(lineCents(290n, 1350)).toBe(392); // 391.5
  expect(lineCents(1n, 499)).toBe(0);
  expect(lineCents(1_000_000n, 10_000_000)).toBe(10_000_000_000);
});

test("what a case or a minimum lacks", () => {
  const offer = (caseSize: bigint, minimum: bigint) => create(OfferSchema, { caseSize, minimum });
  expect(filling(offer(6000n, 0n), 0)).toEqual({ size: 6000, have: 0, missing: 6000 });
  expect(filling(offer(6000n, 0n), 16000)).toEqual({ size: 6000, have: 4000, missing: 2000 });
  expect(filling(offer(6000n, 0n), 12000)).toEqual({ size: 6000, have: 6000, missing: 0 });
  expect(filling(offer(0n, 20000n), 8000)).toEqual({ size: 20000, have: 8000, missing: 12000 });
  expect(filling(offer(0n, 0n), 8000)).toBeNull();
});

test("an operation's id is a UUIDv7 of its instant", () => {
  const id = newOperation(0x0123456789ab);
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newOperation()).not.toBe(newOperation());
});

test("a point is read as maps write it, never half of one", () => {
  const here = { latitude: 47902900, longitude: -1909300 };
  for (const text of [
    "47.9029, -1.9093",
    "47.9029,-1.9093",
    " 47.9029 -1.9093 ",
    "47,9029 -1,9093",
    "47,9029; -1,9093",
  ])
    expect(point(text)).toEqual(here);
  for (const text of ["", "47,90", "47.9029", "47,9029,1,9093", "ici", "1e3.0, 2.0"])
    expect(point(text)).toBeUndefined();
  expect(pointText(here)).toBe("47.9029, -1.9093");
  const round = { latitude: 47000000, longitude: 0 };
  for (const at of [here, round]) expect(point(pointText(at))).toEqual(at);
});
