import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const checked = here("structured_data.ts");

/** What TypeScript has against it as data of schema.org, whose types are those of schema-dts. */
function faults(data: unknown, type: string): string[] {
  const source = `import type { Event, Graph, WithContext } from "schema-dts";
    export const data: ${type} = ${JSON.stringify(data)};`;
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const files = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (name) => name === checked || files.fileExists(name),
    readFile: (name) => (name === checked ? source : files.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === checked
        ? ts.createSourceFile(name, source, ts.ScriptTarget.Latest)
        : files.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([checked], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const pages = JSON.parse(
  readFileSync(here("../../../../tests/data/structured/workshops.json"), "utf8"),
) as { list: { "@graph": object[] }; session: object; cancelled: object };

test("the pages of workshops say what schema.org knows", { timeout: 60_000 }, () => {
  expect(pages.list["@graph"]).toHaveLength(2);
  expect(faults(pages.list, "Graph")).toEqual([]);
  expect(faults(pages.session, "WithContext<Event>")).toEqual([]);
  expect(faults(pages.cancelled, "WithContext<Event>")).toEqual([]);
});

test("what schema.org does not know is found", { timeout: 60_000 }, () => {
  expect(faults({ ...pages.session, places: 5 }, "WithContext<Event>").join()).toContain("places");
  expect(faults({ ...pages.session, eventStatus: "over" }, "WithContext<Event>")).toHaveLength(1);
});
