// What the build takes out of scripts before they are sent.
import { readFileSync } from "node:fs";

/**
 * Rows of white space in templates become one space: a page shows them so. No template of Halle has
 * an element that shows them as they are.
 */
export function closerTemplates() {
  return {
    name: "halle-closer-templates",
    apply: "build",
    transform(code, id) {
      if (!/\.ts$/.test(id) || !/(html|svg)`/.test(code)) return null;
      const found = [];
      const visit = (node) => {
        if (!node || typeof node !== "object") return;
        if (node.type === "TaggedTemplateExpression" && ["html", "svg"].includes(node.tag.name))
          found.push(...node.quasi.quasis);
        for (const value of Object.values(node))
          if (Array.isArray(value)) value.forEach(visit);
          else visit(value);
      };
      visit(this.parse(code));
      let out = "";
      let at = 0;
      for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
        out += code.slice(at, start) + code.slice(start, end).replace(/\s+/g, " ");
        at = end;
      }
      return { code: out + code.slice(at), map: null };
    },
  };
}

/**
 * Messages travel in binary: of the libraries, reading and writing them as JSON stays out. Each
 * function of that is one that throws.
 */
export function withoutJson() {
  return {
    name: "halle-without-json",
    apply: "build",
    load(id) {
      if (!/@bufbuild\/protobuf\/dist\/esm\/(from|to)-json\.js$/.test(id)) return null;
      return [...readFileSync(id, "utf8").matchAll(/^export function (\w+)/gm)]
        .map(([, name]) => `export function ${name}() { throw new Error("${name} is left out"); }`)
        .join("\n");
    },
  };
}

/**
 * What comes later has no styles of its own and is named in the page if it comes early: nothing is
 * fetched ahead of an `import()`, and what Vite adds for that only calls it.
 */
export function withoutPreload() {
  return {
    name: "halle-without-preload",
    apply: "build",
    enforce: "pre",
    load(id) {
      if (!id.endsWith("vite/preload-helper.js")) return null;
      return "export const __vitePreload = (load) => load();";
    },
  };
}
