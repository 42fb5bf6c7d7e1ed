// What Lighthouse says of the screens on its slow telephone, the median of five looks, as it
// varies: HALLE_LOG names what `halle up` printed. Lighthouse takes a telephone for four times as
// slow as the machine it runs on, which its docs/throttling.md says to calibrate to the machine by
// its own index of speed. Each look is judged twice: as Lighthouse comes and calibrated. The
// targets are for Lighthouse as it comes, calibrated only on a machine that is slower than it
// expects. Prints two lines for each screen and ends with 1 if one is below its target. A machine
// busy with something else takes longer for everything, which the index does not show: its load is
// said beside it.
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { auditFlowArtifacts, startFlow } from "lighthouse";
import puppeteer from "puppeteer-core";

const log = readFileSync(process.env.HALLE_LOG, "utf8");
const site = "http://" + /^ready (.*)$/m.exec(log)[1];
const [, number, password] = /numéro (\d+), mot de passe (\S+)/.exec(log);
const targets = { accessibility: 1, performance: 0.9 };
const flags = {
  onlyCategories: Object.keys(targets),
  disableStorageReset: true,
  logLevel: "error",
};
const looks = 5;
const usual = 4; // how much slower Lighthouse takes a telephone to be

/**
 * How much slower than a machine of this index a telephone of the middle is: the curve of
 * Lighthouse's CPU slowdown calculator through these points, within what its documentation has in
 * its table (1 to 10).
 */
function slowdown(index) {
  const points = [
    [150, 1],
    [800, 2],
    [1300, 3],
    [1533, 4],
  ];
  if (index <= points[0][0]) return points[0][1];
  const at = points.findIndex(([to], i) => i > 0 && index <= to);
  const [[x0, y0], [x1, y1]] = at < 0 ? points.slice(-2) : points.slice(at - 1, at + 1);
  return Math.min(10, y0 + ((index - x0) / (x1 - x0)) * (y1 - y0));
}

/** What Lighthouse makes of a look if a telephone is so much slower. */
async function judge(step, cpuSlowdownMultiplier) {
  const throttling = { ...step.artifacts.settings.throttling, cpuSlowdownMultiplier };
  const artifacts = { ...step.artifacts, settings: { ...step.artifacts.settings, throttling } };
  const { steps } = await auditFlowArtifacts({
    gatherSteps: [{ ...step, artifacts, flags: { ...step.flags, ...flags, throttling } }],
  });
  return steps[0].lhr;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

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
for (const [name, path] of [
  ["shop window", "/commande"],
  ["own orders", "/mes-commandes"],
]) {
  const steps = [];
  for (let look = 0; look < looks; ++look) {
    const flow = await startFlow(page, { flags });
    await flow.navigate(site + path);
    steps.push(...flow.createArtifactsJson().gatherSteps);
  }
  const index = Math.round(median(steps.map((step) => step.artifacts.BenchmarkIndex)));
  const calibrated = Math.round(slowdown(index) * 10) / 10;
  const judged = Math.min(calibrated, usual);
  const load = loadavg()[0].toFixed(1);
  console.log(`machine: index ${index}, load ${load} on ${availableParallelism()} processors`);
  for (const times of [usual, calibrated]) {
    const reports = [];
    for (const step of steps) reports.push(await judge(step, times));
    const scores = Object.entries(targets).map(([category, target]) => {
      const score = median(reports.map((lhr) => lhr.categories[category].score));
      const below = times === judged && score < target;
      missed ||= below;
      return `${category} ${Math.round(score * 100)}${below ? ` MISSES ${target * 100}` : ""}`;
    });
    const figures = [
      "largest-contentful-paint",
      "total-blocking-time",
      "cumulative-layout-shift",
    ].map((id) => {
      const middle = median(reports.map((lhr) => lhr.audits[id].numericValue));
      return `${id} ${Math.round(middle * 100) / 100}`;
    });
    const how = times === calibrated ? "calibrated" : "as Lighthouse comes";
    console.log(`${name}, ${times}x slower (${how}): ${[...scores, ...figures].join(", ")}`);
  }
}
await browser.close();
process.exitCode = missed ? 1 : 0;
