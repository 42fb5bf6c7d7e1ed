// After the build: the list of files the service worker keeps, a compressed form beside each file,
// and the budget of the first screen.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const out = fileURLToPath(new URL("../../../build/web", import.meta.url));
const most = { ".js": 94_000, ".css": 15_000 }; // bytes, compressed
const sizes = { ".js": 0, ".css": 0 };
// Not of a member's first screen: the other language, the drawing of QR codes, screens of staff and
// of growers.
const later = new Set([
  "en",
  "qr",
  "invite",
  "delivery",
  "deliveries",
  "cycles",
  "import",
  "halle-sheets",
  "page",
  "producers",
  "catalogue_pb",
  "modules",
  "status",
  "my_price",
  "fund",
  "price_solidarity_pb",
  "wishes",
  "shifts",
  "shifts_mine",
  "planning",
  "hours",
  "shifts_pb",
  "spoken",
  "statement",
  "acting",
  "members",
  "mandates",
  "membership",
  "membership_pb",
  "mine",
  "papers",
  "skills",
  "takeout",
  "counter",
  "apply",
  "forms",
  "requests",
]);

function* files(folder = "") {
  for (const name of readdirSync(join(out, folder))) {
    const path = join(folder, name);
    if (statSync(join(out, path)).isDirectory()) yield* files(path);
    else if (!name.endsWith(".gz")) yield path;
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

for (const path of all) {
  if (/\.(png|webp)$/.test(path)) continue;
  const small = gzipSync(readFileSync(join(out, path)), { level: 9 });
  writeFileSync(join(out, path) + ".gz", small);
  const kind = path.slice(path.lastIndexOf("."));
  if (
    !(kind in sizes) ||
    !path.startsWith("assets/") ||
    later.has(path.slice("assets/".length, path.lastIndexOf(".") - "-12345678".length))
  )
    continue;
  sizes[kind] += small.length;
  console.log(`${String(small.length).padStart(7)}  ${path}`);
}
let over = false;
for (const [kind, size] of Object.entries(sizes)) {
  console.log(`${kind}: ${size} bytes compressed, ${most[kind]} at most`);
  if (size > most[kind]) over = true;
}
if (over) {
  console.error("The first screen is over its budget.");
  process.exit(1);
}
