// What anybody may read: the association's page and its growers, switched on and off by those who
// keep them; without scripts, narrow, in both languages; data for machines.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { check, launch, open, signIn, site } from "./support.mjs";

const page_ = site + "/a/cooperette";
let browser;
before(async () => {
  browser = await launch();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
after(() => browser?.close());

/** The data of a page for machines. */
const data = async (page) =>
  JSON.parse(await page.locator('script[type="application/ld+json"]').first().textContent());

/** A visitor without account, on a browser that keeps nothing and runs no script of the page. */
const visit = () => open(browser, { viewport: { width: 360, height: 740 } });

test("anybody reads what, where, when and how to join", async () => {
  const page = await visit();
  await page.goto(site + "/");
  await page.getByRole("link", { name: "Découvrir La Coopérette" }).click();
  await page.waitForURL(page_);
  await page.getByRole("heading", { level: 1, name: "La Coopérette" }).waitFor();
  for (const name of ["Où", "Quand", "Comment adhérer"])
    await page.getByRole("heading", { level: 2, name }).waitFor();
  await page.getByText("10 h à 12 h 30").waitFor();
  await check(page, "public-360");
  const about = await data(page);
  assert.equal(about["@context"], "https://schema.org");
  assert.equal(about.name, "La Coopérette");
  assert.equal(about.url, page_);
  assert.equal(about.address.addressLocality, "Orléans");
  assert.deepEqual(about.openingHours, ["We 17:00-19:00", "Sa 10:00-12:30"]);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { level: 2, name: "How to join" }).waitFor();
  await check(page, "public-english");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(page_);
  await check(page, "public-320");
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, "public-1280");
  await page.getByRole("link", { name: "Se connecter" }).click();
  await page.getByLabel("Numéro de membre ou e-mail").waitFor();
});

test("anybody finds the growers, also for a map", async () => {
  const page = await visit();
  await page.goto(page_);
  await page.getByRole("link", { name: "Nos producteurs" }).click();
  await page.getByRole("heading", { level: 2, name: "Ferme des Sables Blonds" }).waitFor();
  await check(page, "growers-360");
  const list = await data(page);
  assert.equal(list["@type"], "ItemList");
  assert.equal(list.itemListElement.length, list.numberOfItems);
  assert.equal(await page.getByText("Grossiste Centre Bio").count(), 0, "not published");
  const reply = await fetch(page_ + "/producteurs.geojson");
  assert.equal(reply.headers.get("content-type"), "application/geo+json");
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  const map = await reply.json();
  assert.equal(map.type, "FeatureCollection");
  assert.equal(map.features.length, list.numberOfItems);
  for (const { type, geometry, properties } of map.features) {
    assert.equal(type, "Feature");
    assert.equal(geometry.type, "Point");
    const [longitude, latitude] = geometry.coordinates;
    assert.ok(longitude > 1 && longitude < 3 && latitude > 47 && latitude < 49, properties.name);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await check(page, "growers-320");
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, "growers-1280");
});

test("without scripts it is the same", async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(page_);
  await page.getByRole("heading", { level: 2, name: "Comment adhérer" }).waitFor();
  await page.getByRole("link", { name: "Nos producteurs" }).click();
  await page.getByRole("heading", { level: 1, name: "Nos producteurs" }).waitFor();
});

test("the administrator switches it off and on", async () => {
  const page = await visit();
  await signIn(page, "1");
  await page.goto(site + "/");
  const current = page.locator('nav a[aria-current="page"]');
  await current.waitFor({ state: "attached" });
  assert.equal(await current.textContent(), "Commander", "her first screen is still the shop");
  await page.goto(site + "/page-publique");
  const shown = page.getByRole("switch", { name: "Visible de tous" });
  await shown.waitFor();
  await check(page, "page-form");
  // What is wrong is said at its field, and nothing is lost.
  await page.getByLabel("Point sur la carte").fill("quelque part");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Ce point ne se lit pas").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "point");
  await check(page, "page-form-wrong");
  await page.getByLabel("Point sur la carte").fill("47.9029, 1.9093");
  await page.getByLabel("Précisions").fill("Fermé le 1er mai. </script><b id=x>");
  await shown.uncheck();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Cette page n’est pas visible.", { exact: true }).waitFor();
  for (const path of ["", "/producteurs", "/producteurs.geojson"])
    assert.equal((await fetch(page_ + path)).status, 404, path);
  const visitor = await visit();
  await visitor.goto(page_);
  await visitor.getByRole("heading", { name: "Il n’y a rien ici" }).waitFor();
  visitor.wrong = []; // the 404 itself
  await check(visitor, "public-hidden");
  await shown.check();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Cette page est visible de tous.", { exact: true }).waitFor();
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Voir la page" }).click(),
  ]);
  await tab.getByText("Fermé le 1er mai. </script><b id=x>").waitFor();
  assert.equal(await tab.locator("#x").count(), 0);
  assert.match((await data(tab)).description, /épicerie/);
  await page.setViewportSize({ width: 320, height: 640 });
  await check(page, "page-form-320");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => scrollTo(0, 0));
  await check(page, "page-form-1280");
});

test("the co-ordination shows a grower and hides it again", async () => {
  const page = await visit();
  await signIn(page, "12");
  await page.goto(site + "/producteurs");
  await page.locator("summary", { hasText: "Brasserie du Héron Roux" }).waitFor();
  await check(page, "growers-list");
  const card = page.locator("details", { hasText: "Brasserie du Héron Roux" });
  await card.locator("summary").click();
  await card.getByLabel("Commune").fill("Jargeau");
  await card.getByLabel("Site internet").fill("brasserie.example");
  await card.getByRole("switch").check();
  await card.getByRole("button", { name: "Enregistrer" }).click();
  await card.getByText("Cette adresse de site n’est pas valable").waitFor();
  await check(page, "grower-wrong");
  await card.getByLabel("Site internet").fill("https://brasserie.example");
  await card.getByRole("button", { name: "Enregistrer" }).click();
  await card.locator("summary").getByText("Visible de tous, Jargeau").waitFor();
  assert.match(await (await fetch(page_ + "/producteurs")).text(), /Brasserie du Héron Roux/);
  await card.getByRole("switch").uncheck();
  await card.getByRole("button", { name: "Enregistrer" }).click();
  await card.locator("summary").getByText("Pas visible").waitFor();
  assert.doesNotMatch(await (await fetch(page_ + "/producteurs")).text(), /Brasserie/);
  await page.setViewportSize({ width: 320, height: 640 });
  await check(page, "grower-form-320");
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, "growers-list-1280");
});
