// What somebody may write into a name: it is shown as written and does nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check, halle, launch, open, signIn, site } from "./support.mjs";

const names = [
  `<img src=x onerror="document.title='caught'">`,
  `</script><script>document.title="caught"</script>`,
  "${document.title='caught'} {{7*7}} javascript:alert(1)",
];
let browser;
let cycle;

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), "halle-"));
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  writeFileSync(
    join(folder, "products.csv"),
    ["code;nom;producteur;unité;prix TTC;TVA"]
      .concat(names.map((name, i) => `MAL-${i};${quoted(name)};${quoted(name)};pièce;1,00;5,5`))
      .join("\n"),
  );
  halle("import", "products", join(folder, "products.csv"));
  rmSync(folder, { recursive: true });
  const opened = halle(
    "cycle",
    "open",
    "--name",
    names[0],
    "--closes",
    "2030-12-04T20:00",
    "--pickup",
    "2030-12-05",
    ...names.flatMap((name) => ["--producer", name]),
  );
  cycle = opened.trim().split("\n").at(-1);
  browser = await launch();
});
after(async () => {
  halle("cycle", "close", cycle);
  await browser.close();
});

test("names with scripts in them are text on every screen", async () => {
  const page = await open(browser);
  await signIn(page, "12");
  for (const path of ["/commande", "/commandes", "/mes-commandes", "/importer-produits"]) {
    await page.goto(site + path);
    await page.locator("h1").first().waitFor();
  }
  await page.goto(site + "/commande");
  await page.getByRole("button", { name: names[0] }).click();
  await page.getByRole("heading", { level: 1, name: names[0] }).waitFor();
  await page.locator(".offer").first().waitFor();
  const text = await page.locator("main").innerText();
  for (const name of names) assert.ok(text.includes(name), `${name} in ${text}`);
  assert.doesNotMatch(await page.title(), /caught/);
  assert.equal(await page.locator("img").count(), 0);
  await check(page, "hostile-names");
});

test("a mark that turns the direction of writing is refused", () => {
  assert.throws(
    () =>
      halle(
        "cycle",
        "open",
        "--name",
        "Semaine \u202e94",
        "--closes",
        "2030-12-04T20:00",
        "--pickup",
        "2030-12-05",
      ),
    /orders.bad_name/,
  );
});
