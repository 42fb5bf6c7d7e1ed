// Disco soupes: a grower tells surplus without an account, a coordinator arranges what is proposed,
// in one touch, and undoes it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, launch, open, signIn, site } from "./support.mjs";

let browser, coordinator;
const wide = (page) => page.setViewportSize({ width: 1280, height: 900 });
const narrow = (page) => page.setViewportSize({ width: 320, height: 700 });

/** Both sizes of what is on the page. */
async function looked(page, name) {
  await wide(page);
  await check(page, name + "-1280");
  await narrow(page);
  await check(page, name + "-320");
}

async function toSoupes(page) {
  await page.goto(site + "/disco-soupe");
  await page.getByRole("heading", { level: 1, name: "Disco soupes" }).waitFor();
  await page.getByRole("button", { name: "Proposer des disco soupes" }).waitFor();
}

/** The day so many days from now, `YYYY-MM-DD`. */
const later = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

before(async () => {
  browser = await launch();
  coordinator = await open(browser);
  await signIn(coordinator, "12");
});
after(() => browser.close());

test("the home page says that surplus waits, and the screen shows it", async () => {
  await coordinator.getByText(/Des surplus attendent une disco soupe/).waitFor();
  await toSoupes(coordinator);
  await coordinator.getByText(/Carottes, 12/).waitFor();
  await looked(coordinator, "disco-soupe");
});

test("a grower tells surplus on a page of the own, without an account", async () => {
  await coordinator.goto(site + "/disco-soupe#producteurs");
  await coordinator.getByLabel("Nom du producteur").fill("Ferme des Tilleuls");
  await coordinator.getByRole("button", { name: "Faire une page" }).click();
  const address = await coordinator.getByLabel("Adresse à donner au producteur").inputValue();
  await looked(coordinator, "disco-soupe-producteurs");
  const grower = await open(browser);
  await grower.goto(address);
  assert.equal(await grower.locator("script:not([type='application/ld+json'])").count(), 0);
  await grower.getByLabel("Produit").fill("Choux");
  await grower.getByLabel("Kilos").fill("7,5");
  await grower.getByLabel("Dernier jour pour le cuisiner").fill(later(10));
  await grower.getByRole("button", { name: "Annoncer" }).click();
  await grower.getByText("Merci ! C’est noté.").waitFor();
  await grower.getByText(/Choux : 7,5/).waitFor();
  await looked(grower, "disco-soupe-page");
  await toSoupes(coordinator);
  await coordinator.getByText("Choux, 7,5").waitFor();
  await coordinator.goto(site + "/disco-soupe#producteurs");
  await coordinator.getByText(/Fermer cette page/).click();
  await coordinator
    .getByRole("button", { name: /Fermer, et garder ses surplus Ferme des Tilleuls/ })
    .click();
  await coordinator.getByText("La page est fermée.").waitFor();
  assert.equal((await grower.goto(address)).status(), 404);
});

test("what is proposed is explained, arranged in one touch, and undone", async () => {
  await toSoupes(coordinator);
  await coordinator.getByRole("button", { name: "Proposer des disco soupes" }).click();
  const first = coordinator.getByRole("button", { name: /^Organiser celle-ci/ }).first();
  await first.waitFor();
  await coordinator
    .getByText(/À temps pour/)
    .first()
    .waitFor();
  await coordinator
    .getByText(/Membres libres/)
    .first()
    .waitFor();
  await looked(coordinator, "disco-soupe-propositions");
  const before = await coordinator.getByText("Le lieu est réservé.").count();
  await first.click();
  await coordinator.getByText("Le lieu est réservé.").nth(before).waitFor();
  await coordinator.getByText("La date est publiée dans les ateliers.").first().waitFor();
  await looked(coordinator, "disco-soupe-prete");
  await coordinator
    .getByText(/Annuler cette disco soupe/)
    .last()
    .click();
  await coordinator
    .getByText(/les personnes inscrites sont prévenues/)
    .last()
    .waitFor();
  await looked(coordinator, "disco-soupe-annuler");
  await coordinator.getByRole("button", { name: /^Oui, l’annuler/ }).click();
  await coordinator
    .locator("strong", { hasText: /^Annulée$/ })
    .first()
    .waitFor();
  await coordinator.getByText("Le lieu est libre.").first().waitFor();
});

test("where and how one cooks is set", async () => {
  await coordinator.goto(site + "/disco-soupe#reglages");
  await coordinator.getByLabel("Minutes pour cuisiner").fill("150");
  await looked(coordinator, "disco-soupe-reglages");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("C’est enregistré.").waitFor();
  await coordinator.getByLabel("Personnes qui aident, au plus").fill("1");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("Ce nombre ne convient pas.").waitFor();
});
