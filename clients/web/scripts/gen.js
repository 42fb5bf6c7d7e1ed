// Generated code for the browser: the protos without the options that only the server reads and
// without the methods that no screen calls, so that no descriptor of theirs is carried along. What
// stays of a method's options is whether it changes anything.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  MethodOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import { callsOf } from "./calls.js";
import { inParts } from "./parts.js";

const here = fileURLToPath(new URL("..", import.meta.url));
const run = (...args) => execFileSync("protoc", args, { cwd: here, stdio: "inherit" });
const files = [
  "halle/catalogue/v1/catalogue.proto",
  "halle/hub/v1/hub.proto",
  "halle/hub/v1/partnerships.proto",
  "halle/orders/v1/orders.proto",
  "halle/membership/v1/membership.proto",
  "halle/price_solidarity/v1/price_solidarity.proto",
  "halle/member_wishes/v1/member_wishes.proto",
  "halle/notify_email/v1/notify_email.proto",
  "halle/premises/v1/premises.proto",
  "halle/disco_soupe/v1/disco_soupe.proto",
  "halle/shifts/v1/shifts.proto",
  "halle/workshops/v1/workshops.proto",
  "halle/workshops/v1/visitors.proto",
  "halle/kernel/v1/kernel.proto",
  "halle/type/v1/client.proto",
  "halle/type/v1/place.proto",
  "halle/type/v1/sheet.proto",
  "google/rpc/details.proto",
];
const left = (name) => name.startsWith("halle/option/");

rmSync(here + "gen", { recursive: true, force: true });
mkdirSync(here + "gen");
const set = here + "gen/protos.pb";
run(
  "-I",
  "../../proto",
  "--include_imports",
  "--include_source_info",
  "--descriptor_set_out",
  set,
  ...files,
);
const protos = fromBinary(FileDescriptorSetSchema, readFileSync(set));
protos.file = protos.file.filter((file) => !left(file.name));

/** Whether only the gateway or modules call a method: a screen that names it means another. */
function pagesOrModules({ options }) {
  const unknown = options?.$unknown ?? [];
  // halle.option.v1.document and form: pages at paths of their own.
  if (unknown.some(({ no }) => [50807, 50809].includes(no))) return true;
  // Field 5 (kernel) or 6 (module) of halle.option.v1.access is true.
  return unknown.some(
    ({ no, data }) =>
      no === 50801 && data.length === 3 && [0x28, 0x30].includes(data[1]) && data[2] === 1,
  );
}
const screens = ["services", "plugins"].flatMap((group) =>
  readdirSync(join(here, "../..", group)).map((name) => join(here, "../..", group, name, "ui")),
);
const called = callsOf([here + "src", here + "test", ...screens.filter(existsSync)]);
for (const file of protos.file)
  for (const service of file.service)
    service.method = service.method.filter(
      (method) => !pagesOrModules(method) && called(service.name, method.name),
    );

/** Messages that a browser sends or gets, in files with services; of the others all. */
const used = new Set();
const types = new Map();
const note = (type, prefix) => {
  const name = `${prefix}.${type.name}`;
  types.set(name, type);
  for (const inner of type.nestedType) note(inner, name);
};
for (const file of protos.file) for (const type of file.messageType) note(type, "." + file.package);
const use = (name) => {
  if (used.has(name)) return;
  used.add(name);
  for (const field of types.get(name)?.field ?? []) if (field.typeName) use(field.typeName);
};
for (const file of protos.file)
  for (const service of file.service)
    for (const method of service.method) [method.inputType, method.outputType].forEach(use);
for (const file of protos.file) {
  if (file.service.length === 0) continue;
  file.service = file.service.filter((service) => service.method.length > 0);
  file.messageType = file.messageType.filter((type) => used.has(`.${file.package}.${type.name}`));
  file.enumType = file.enumType.filter((type) => used.has(`.${file.package}.${type.name}`));
  file.sourceCodeInfo = undefined; // its places are no longer those
}

/** Of each proto file the names of its parts. */
const parts = new Map();
protos.file = protos.file.flatMap((file) => {
  const made = inParts(file, (part) => create(FileDescriptorProtoSchema, part));
  parts.set(
    file.name,
    made.map(({ name }) => name),
  );
  return made;
});

/** The types that a file defines, and those that its messages and methods name. */
function named(file) {
  const [defined, used] = [new Set(), new Set()];
  const look = (type, prefix) => {
    const name = `${prefix}.${type.name}`;
    defined.add(name);
    for (const { typeName } of type.field ?? []) if (typeName) used.add(typeName);
    for (const inner of [...(type.nestedType ?? []), ...(type.enumType ?? [])]) look(inner, name);
  };
  for (const type of [...file.messageType, ...file.enumType]) look(type, "." + file.package);
  for (const { method } of file.service)
    for (const { inputType, outputType } of method) used.add(inputType).add(outputType);
  return { defined, used };
}
const names = new Map(protos.file.map((file) => [file.name, named(file)]));
for (const file of protos.file) {
  const { used } = names.get(file.name);
  file.dependency = protos.file
    .map(({ name }) => name)
    .filter((name) => name !== file.name)
    .filter((name) => [...names.get(name).defined].some((type) => used.has(type)));
  for (const service of file.service)
    for (const method of service.method) {
      if (!method.options) continue;
      const { idempotencyLevel } = method.options;
      method.options = idempotencyLevel
        ? create(MethodOptionsSchema, { idempotencyLevel })
        : undefined;
    }
}
writeFileSync(set, toBinary(FileDescriptorSetSchema, protos));
run(
  "--descriptor_set_in",
  set,
  "--plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es",
  "--es_out=gen",
  "--es_opt=target=ts",
  ...files.flatMap((file) => parts.get(file)),
);
rmSync(set);

// A file in parts is still one to those who import it; the build takes from it what is used.
for (const [file, names] of parts) {
  if (names.length === 1) continue;
  const script = (name) => name.replace(/\.proto$/, "_pb");
  const exports = names.map(
    (name) => `export * from "./${script(relative(dirname(file), name))}";`,
  );
  writeFileSync(join(here, "gen", script(file) + ".ts"), exports.join("\n") + "\n");
}
