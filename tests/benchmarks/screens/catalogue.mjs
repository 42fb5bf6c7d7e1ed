// What the shop window of a large catalogue costs a telephone: how much a browser receives when it
// asks for the offers of a cycle of 1,200 products. HALLE_LOG and HALLE_DATA name the running
// demonstration, in which an association of its own is opened. Prints a line and ends with 1 if it
// is over its target.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const site = "http://" + /^ready (.*)$/m.exec(readFileSync(process.env.HALLE_LOG, "utf8"))[1];
const products = 1200;
const most = 60_000; // bytes, as sent

/** Runs the command `halle` on the demonstration and returns what it printed. */
function halle(...words) {
  return execFileSync(join(root, "build/bin/halle"), ["--data", process.env.HALLE_DATA, ...words], {
    encoding: "utf8",
  });
}

let seed = 20261125;
/** A whole number from 0 to below `n`, the same ones in every run. */
function draw(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
}
const one = (values) => values[draw(values.length)];

/**
 * A sheet of so many products: those of the demonstration, then names of real shop baskets in the
 * demonstration's manner. No two lines repeat one another, so that they compress no better than
 * real ones.
 */
function sheet() {
  const [head, ...known] = readFileSync(join(root, "deploy/demo/products.csv"), "utf8")
    .trim()
    .split("\n");
  const columns = known.map((line) => line.split(";"));
  const of = (column) => [...new Set(columns.map((line) => line[column]))];
  const items = [
    ...new Set(
      readFileSync(join(root, "tests/data/groceries_baskets_9835.csv"), "utf8")
        .trim()
        .split(/[,\n]/),
    ),
  ].sort();
  const kinds = [
    "classic",
    "whole",
    "light",
    "fine",
    "old-fashioned",
    "smoked",
    "plain",
    "mild",
    "strong",
    "large",
  ];
  const places = ["Ferme", "Moulin", "Verger", "Jardin", "Atelier"];
  const makers = Array.from(
    { length: 60 },
    (_, i) => `${one(places)} ${i + 1} ${one(of(1)).split(" ")[0]}`,
  );
  const lines = [...known];
  const cents = (most) => String((50 + draw(most)) / 100).replace(".", ",");
  for (let i = 0; lines.length < products; ++i) {
    const piece = draw(3) > 0;
    lines.push(
      [
        `${String.fromCharCode(65 + draw(26), 65 + draw(26), 65 + draw(26))}-${i + 1000}`,
        `${items[i % items.length]} ${one(kinds)} ${one(of(1)).toLowerCase()}`,
        one(makers),
        piece ? "pièce" : "kg",
        piece && draw(4) > 0 ? `${one([100, 125, 200, 250, 330, 400, 500, 750])} g` : "",
        cents(2000),
        cents(1200),
        "5,5",
        piece && draw(2) > 0 ? String(one([4, 6, 8, 10, 12, 24])) : "",
        "",
        "",
        one(of(11)),
        one(of(12)),
        one(of(13)),
      ].join(";"),
    );
  }
  return [head, ...lines].join("\n") + "\n";
}

const file = join(dirname(process.env.HALLE_LOG), "catalogue.csv");
writeFileSync(file, sheet());
const inside = ["--org", "catalogue"];
halle("org", "create", "catalogue", "--name", "Le grand catalogue");
halle(...inside, "import", "members", join(root, "deploy/demo/members.csv"));
halle(...inside, "import", "products", file);
const day = (after) => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
halle(
  ...inside,
  "cycle",
  "open",
  "--name",
  "Tout",
  "--closes",
  day(5) + "T20:00",
  "--pickup",
  day(8),
);
const link = /https?:\S*\/invitation#\S+/.exec(
  halle(...inside, "account", "invite", "1", "--by-number", "--site", site),
)[0];

const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
await page.goto(link);
await page.locator("input[type=password]").fill("courge-radis-navet-4711");
await page.locator("form button.primary").click();
await page.waitForSelector(".offer");
const answers = new Set();
let sent = 0;
let plain = 0;
const network = await page.createCDPSession();
await network.send("Network.enable");
network.on("Network.responseReceived", ({ requestId, response }) => {
  if (!response.url.endsWith("/ListOffers")) return;
  answers.add(requestId);
  const length = Object.entries(response.headers).find(([name]) => /^content-length$/i.test(name));
  sent += Number(length[1]);
});
network.on("Network.dataReceived", ({ requestId, dataLength }) => {
  if (answers.has(requestId)) plain += dataLength;
});
await page.goto(site + "/commande");
await page.waitForFunction((n) => document.querySelectorAll(".offer").length === n, {}, products);
await browser.close();
const over = !(sent > 0 && sent <= most);
console.log(
  `catalogue of ${products} products: ${sent} bytes sent in ${answers.size} answer(s), ` +
    `${plain} unpacked` +
    (over ? `, MISSES ${most}` : ""),
);
process.exitCode = over ? 1 : 0;
