// What Lighthouse says of the screens on its slow telephone: HALLE_LOG names what `halle up` printed.
// Prints a line for each and ends with 1 if one is below its target.
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const log = readFileSync(process.env.HALLE_LOG, "utf8");
const site = "http://" + /^ready (.*)$/m.exec(log)[1];
const [, number, password] = /numéro (\d+), mot de passe (\S+)/.exec(log);
const targets = { accessibility: 1, performance: 0.9 };

const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
await page.goto(site + "/");
await page.locator("#login").fill(number);
await page.locator("#password").fill(password);
await page.locator("form button").click();
await page.waitForSelector(".offer");

let missed = false;
for (const [name, path] of [["shop window", "/commande"], ["own orders", "/mes-commandes"]]) {
  const { lhr } = await lighthouse(
    site + path,
    { onlyCategories: Object.keys(targets), disableStorageReset: true, logLevel: "error" },
    undefined,
    page,
  );
  const scores = Object.entries(targets).map(([category, target]) => {
    const score = lhr.categories[category].score;
    missed ||= score < target;
    return `${category} ${Math.round(score * 100)}${score < target ? ` MISSES ${target * 100}` : ""}`;
  });
  const figures = ["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map(
    (id) => `${lhr.audits[id].title} ${lhr.audits[id].displayValue}`,
  );
  console.log(`${name}: ${[...scores, ...figures].join(", ")}`);
}
await browser.close();
process.exitCode = missed ? 1 : 0;
