// Generated code for the browser: the protos without the options that only the server reads, so that
// no descriptor of theirs is carried along. What stays of a method's options is whether it changes
// anything.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";

const here = fileURLToPath(new URL("..", import.meta.url));
const run = (...args) => execFileSync("protoc", args, { cwd: here, stdio: "inherit" });
const files = [
  "halle/catalogue/v1/catalogue.proto",
  "halle/hub/v1/hub.proto",
  "halle/orders/v1/orders.proto",
  "halle/membership/v1/membership.proto",
  "halle/kernel/v1/kernel.proto",
  "halle/type/v1/client.proto",
  "halle/type/v1/document.proto",
  "halle/type/v1/place.proto",
  "halle/type/v1/sheet.proto",
  "google/rpc/details.proto",
];
const left = (name) => name.startsWith("halle/option/");

rmSync(here + "gen", { recursive: true, force: true });
mkdirSync(here + "gen");
const set = here + "gen/protos.pb";
run("-I", "../../proto", "--include_imports", "--include_source_info", "--descriptor_set_out", set, ...files);
const protos = fromBinary(FileDescriptorSetSchema, readFileSync(set));
protos.file = protos.file.filter((file) => !left(file.name));
for (const file of protos.file) {
  file.dependency = file.dependency.filter((name) => !left(name));
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
  "--descriptor_set_in", set,
  "--plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es",
  "--es_out=gen", "--es_opt=target=ts", ...files,
);
rmSync(set);
