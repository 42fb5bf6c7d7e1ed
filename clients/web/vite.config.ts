import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { closerTemplates, withoutJson, withoutPreload } from "./scripts/smaller.js";
import { wordsOf } from "./scripts/words.js";

const here = __dirname;
const root = resolve(here, "../..");

/** Scripts that modules share, and those of the modules: the names of the import map. */
const shared: Record<string, string> = {
  lit: resolve(here, "src/shared/lit.ts"),
  "lit/decorators.js": resolve(here, "src/shared/lit-decorators.ts"),
  "lit/directives/guard.js": resolve(here, "src/shared/lit-guard.ts"),
  "lit/directives/repeat.js": resolve(here, "src/shared/lit-repeat.ts"),
  "@bufbuild/protobuf/codegenv2": resolve(here, "src/shared/codegen.ts"),
  "halle/shell": resolve(here, "src/sdk/index.ts"),
  "halle/sheets": resolve(here, "src/sdk/sheets/sheets.ts"),
};
const modules: string[] = [];
for (const group of ["services", "plugins"])
  for (const module of readdirSync(resolve(root, group))) {
    const script = resolve(root, group, module, "ui/main.ts");
    if (!existsSync(script)) continue;
    modules.push(module);
    shared["halle/" + module] = script;
  }
const fileName = (name: string) => name.replace(/^@/, "").replace(/\.js$/, "").replace(/\//g, "-");

const longStart = 20_000; // bytes of script that start in a moment of their own

/**
 * What every first screen needs anyway comes in few files: each costs a telephone a journey of its
 * own.
 */
function together(id: string): string | undefined {
  if (/node_modules\/(lit|@lit|lit-html|lit-element)\//.test(id)) return "drawing";
  if (/node_modules\/(@bufbuild|@connectrpc)\//.test(id)) return "calling";
  if (
    /\/src\/sdk\/(?!sheets\/)|\/gen\/(google\/|.*\/(kernel\/shell|hub\/(accounts|shared))_pb)/.test(
      id,
    )
  )
    return "sdk";
  if (/\/gen\/halle\/orders\/v1\/orders\/(shared|cycles|orders)_pb/.test(id)) return "ordering";
  return undefined;
}

function words(): Plugin {
  return {
    name: "halle-words",
    resolveId: (id) => (id.startsWith("virtual:words/") ? "\0" + id : undefined),
    load(id) {
      if (!id.startsWith("\0virtual:words/")) return undefined;
      const [, language, ...part] = id.split("/");
      return "export default " + JSON.stringify(wordsOf(language, part.join("/")));
    },
  };
}

/** Modules' screens live outside this folder and use its libraries. */
function libraries(): Plugin {
  return {
    name: "halle-libraries",
    enforce: "pre",
    resolveId(id, importer) {
      if (
        !/^(lit|@connectrpc|@bufbuild)(\/|$)/.test(id) ||
        !/\/(services|plugins)\//.test(importer ?? "")
      )
        return null;
      return this.resolve(id, resolve(here, "src/main.ts"), { skipSelf: true });
    },
  };
}

/** One import map in the page: a module built elsewhere meets the very same scripts. */
function importMap(): Plugin {
  return {
    name: "halle-import-map",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(page, { bundle }) {
        const imports: Record<string, string> = {};
        for (const [name, source] of Object.entries(shared)) {
          const chunk = Object.values(bundle ?? {}).find(
            (part) => part.type === "chunk" && part.isEntry && part.facadeModuleId === source,
          );
          if (!chunk) throw new Error("no script for " + name);
          imports[name] = "/" + chunk.fileName;
        }
        // French words, the modules' first scripts and the shop window, with what they import, are
        // on their way while the shell starts: a browser that learns of a script from another one
        // asks one journey later.
        const soon = [...modules.map((module) => "halle-" + module), "halle-shell"];
        const soonFiles = [
          resolve(root, "services/orders/ui/shop/shop.ts"),
          "\0virtual:words/fr",
          "\0virtual:words/fr/orders",
        ];
        const wanted = new Set<string>();
        const want = (file: string): void => {
          const part = bundle?.[file];
          if (part?.type !== "chunk" || wanted.has(file)) return;
          wanted.add(file);
          part.imports.forEach(want);
        };
        for (const [file, part] of Object.entries(bundle ?? {}))
          if (
            part.type === "chunk" &&
            (soon.includes(part.name) || soonFiles.includes(part.facadeModuleId ?? ""))
          )
            want(file);
        const early = [...wanted]
          .filter((file) => !page.includes(`href="/${file}"`) && !page.includes(`src="/${file}"`))
          .map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`);
        const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
        // The libraries under the shell start each in a moment of its own, not all with the shell.
        const main = Object.values(bundle ?? {}).find(
          (part) => part.type === "chunk" && page.includes(`src="/${part.fileName}"`),
        );
        const libraries = (main?.type === "chunk" ? main.imports : [])
          .filter((file) => {
            const part = bundle?.[file];
            return part?.type === "chunk" && part.code.length > longStart;
          })
          .sort((a, b) => ((bundle?.[a] as { imports: string[] }).imports.includes(b) ? 1 : -1))
          .map((file) => `<script type="module" async crossorigin src="/${file}"></script>`);
        return page.replace(
          /<script type="module"/,
          [map, ...early, ...libraries, "$&"].join("\n    "),
        );
      },
    },
  };
}

export default defineConfig({
  plugins: [words(), libraries(), withoutJson(), withoutPreload(), closerTemplates(), importMap()],
  // Screens outside this folder are compiled by the same rules as those in it.
  esbuild: {
    tsconfigRaw: {
      compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false },
    },
  },
  resolve: {
    alias: [
      { find: "halle/shell", replacement: resolve(here, "src/sdk/index.ts") },
      { find: "halle/sheets", replacement: resolve(here, "src/sdk/sheets/sheets.ts") },
      { find: /^halle\/gen\/(.*)$/, replacement: resolve(here, "gen/halle") + "/$1" },
    ],
  },
  build: {
    outDir: resolve(root, "build/web"),
    emptyOutDir: true,
    target: "es2021",
    modulePreload: false, // the page names what comes early
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      preserveEntrySignatures: "allow-extension",
      output: { manualChunks: together },
      input: {
        main: resolve(here, "index.html"),
        ...Object.fromEntries(
          Object.entries(shared).map(([name, source]) => [fileName(name), source]),
        ),
      },
    },
  },
  test: { include: ["test/**/*.test.ts"], setupFiles: ["test/setup.ts"] },
} as Parameters<typeof defineConfig>[0]);
