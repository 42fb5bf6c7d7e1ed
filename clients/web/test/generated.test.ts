import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { callsOf } from "../scripts/calls.js";
import { inParts } from "../scripts/parts.js";

const field = (typeName: string) => ({ name: "field", typeName });
const stall = create(FileDescriptorProtoSchema, {
  name: "market/v1/stall.proto",
  package: "market.v1",
  messageType: [
    { name: "Ask", field: [field(".market.v1.Kind")] },
    { name: "Answer", field: [field(".market.v1.Answer.Line"), field(".other.v1.Thing")] },
    { name: "Close", field: [] },
    { name: "Deep", field: [field(".market.v1.Price")] },
    { name: "Price" },
    { name: "OfOthers" },
  ],
  enumType: [{ name: "Kind" }],
  service: [
    {
      name: "Shop",
      method: [{ name: "Get", inputType: ".market.v1.Ask", outputType: ".market.v1.Answer" }],
    },
    {
      name: "Office",
      method: [
        { name: "Close", inputType: ".market.v1.Close", outputType: ".market.v1.Answer" },
        { name: "Look", inputType: ".market.v1.Deep", outputType: ".other.v1.Thing" },
      ],
    },
  ],
});
stall.messageType[1].nestedType.push(
  create(FileDescriptorProtoSchema, { messageType: [{ name: "Line" }] }).messageType[0],
);

test("each service has the messages that it alone uses, the rest is shared", () => {
  const parts = inParts(stall, (part) => create(FileDescriptorProtoSchema, part));
  const of = Object.fromEntries(
    parts.map(({ name, messageType, enumType, service }) => [
      name,
      [...messageType, ...enumType, ...service].map((one) => one.name),
    ]),
  );
  expect(of).toEqual({
    "market/v1/stall/shared.proto": ["Answer", "OfOthers"],
    "market/v1/stall/shop.proto": ["Ask", "Kind", "Shop"],
    "market/v1/stall/office.proto": ["Close", "Deep", "Price", "Office"],
  });
  expect(parts.every((part) => part.package === "market.v1")).toBe(true);
});

test("a file with one service stays whole", () => {
  const one = create(FileDescriptorProtoSchema, { ...stall, service: stall.service.slice(0, 1) });
  expect(inParts(one, (part) => create(FileDescriptorProtoSchema, part))).toEqual([one]);
});

test("a method is called by a script that names it and its service", () => {
  const folder = mkdtempSync(join(tmpdir(), "screens-"));
  writeFileSync(join(folder, "a.ts"), "await ask(Shop)\n  .get({}); watch(Office.method.look)");
  writeFileSync(join(folder, "b.ts"), "import { Office } from 'x'; ask(Other).close({})");
  const called = callsOf([folder]);
  rmSync(folder, { recursive: true });
  expect(called("Shop", "Get")).toBe(true);
  expect(called("Office", "Look")).toBe(true);
  expect(called("Shop", "Close")).toBe(false);
  expect(called("Office", "Close")).toBe(true); // rather kept than missed
});
