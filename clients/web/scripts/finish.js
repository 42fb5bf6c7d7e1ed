// After the build: the list of files the service worker keeps, compressed forms beside each file,
// and the budget of the first screen.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = fileURLToPath(new URL("../../../build/web", import.meta.url));
// Bytes as sent. The scripts are all that a browser fetches until the shop window can be used:
// those that the page names. tests/e2e/first_screen.test.mjs sees that there are no others.
const most = { ".js": { gzip: 75_000, br: 65_000 }, ".css": { gzip: 15_000, br: 15_000 } };
const sum = { ".js": { gzip: 0, br: 0 }, ".css": { gzip: 0, br: 0 } };

function* files(folder = "") {
  for (const name of readdirSync(join(out, folder))) {
    const path = join(folder, name);
    if (statSync(join(out, path)).isDirectory()) yield* files(path);
    else if (!/\.(gz|br)$/.test(name)) yield path;
  }
}

const all = [...files()].sort();
const shell = [
  "/",
  ...all
    .filter((path) => path.startsWith("assets/") || path === "icon.svg")
    .map((path) => "/" + path),
];
const digest = createHash("sha256");
for (const path of all) digest.update(path).update(readFileSync(join(out, path)));
const worker = readFileSync(join(out, "sw.js"), "utf8")
  .replace('"@version"', JSON.stringify(digest.digest("hex").slice(0, 12)))
  .replace('["@files"]', JSON.stringify(shell));
writeFileSync(join(out, "sw.js"), worker);

const page = readFileSync(join(out, "index.html"), "utf8");
const first = new Set(
  [...page.matchAll(/ (?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path),
);
for (const path of all) {
  if (/\.(png|webp)$/.test(path)) continue;
  const plain = readFileSync(join(out, path));
  const small = {
    gzip: gzipSync(plain, { level: 9 }),
    br: brotliCompressSync(plain, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  };
  writeFileSync(join(out, path) + ".gz", small.gzip);
  writeFileSync(join(out, path) + ".br", small.br);
  const kind = path.slice(path.lastIndexOf("."));
  if (!(kind in sum) || !first.has(path)) continue;
  for (const form of ["gzip", "br"]) sum[kind][form] += small[form].length;
  const sizes = [small.gzip, small.br].map(({ length }) => String(length).padStart(7));
  console.log(`${sizes.join("")}  ${path}`);
}
let over = false;
for (const kind of Object.keys(sum))
  for (const [form, size] of Object.entries(sum[kind])) {
    console.log(`${kind}: ${size} bytes with ${form}, ${most[kind][form]} at most`);
    if (size > most[kind][form]) over = true;
  }
if (over) {
  console.error("The first screen is over its budget.");
  process.exit(1);
}
