// What Lighthouse says of the screens on its slow telephone, the median of five looks, as it varies:
// HALLE_LOG names what `halle up` printed. Prints a line for each and ends with 1 if one is below its
// target.
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

const looks = 5;
let missed = false;
for (const [name, path] of [["shop window", "/commande"], ["own orders", "/mes-commandes"]]) {
  const reports = [];
  for (let look = 0; look < looks; ++look) {
    const { lhr } = await lighthouse(
      site + path,
      { onlyCategories: Object.keys(targets), disableStorageReset: true, logLevel: "error" },
      undefined,
      page,
    );
    reports.push(lhr);
  }
  const median = (value) => reports.map(value).sort((a, b) => a - b)[Math.floor(looks / 2)];
  const scores = Object.entries(targets).map(([category, target]) => {
    const score = median((lhr) => lhr.categories[category].score);
    missed ||= score < target;
    return `${category} ${Math.round(score * 100)}${score < target ? ` MISSES ${target * 100}` : ""}`;
  });
  const figures = ["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map(
    (id) => `${id} ${Math.round(median((lhr) => lhr.audits[id].numericValue) * 100) / 100}`,
  );
  console.log(`${name}: ${[...scores, ...figures].join(", ")}`);
}
await browser.close();
process.exitCode = missed ? 1 : 0;
