// Three associations, three halls: each shows what it has enabled; its administrator changes that,
// and one who belongs to two goes from one to the other.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { check, launch, open, passwords, signIn, site } from "./support.mjs";

let browser;
before(async () => {
  browser = await launch();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
after(() => browser?.close());

const wide = { viewport: { width: 1280, height: 900 } };
const menu = (page) => page.locator(".top nav a").allTextContents();

/** Signs in at one of the associations. */
async function signInAt(page, association, number) {
  await page.goto(site + "/");
  await page.getByLabel("Association").selectOption({ label: association });
  await page.getByLabel("Numéro de membre ou e-mail").fill(number);
  await page.getByLabel("Mot de passe", { exact: true }).fill(passwords[number]);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.locator("#login").waitFor({ state: "detached" });
  await page.locator(".top .name", { hasText: association }).waitFor();
}

test("three associations are three halls", async () => {
  const page = await open(browser, wide);
  await signIn(page, "1");
  assert.ok((await menu(page)).includes("Commander"));
  assert.ok((await menu(page)).includes("Importer des produits"));
  await page.context().clearCookies();
  await signInAt(page, "La Ressourcerie", "3");
  assert.deepEqual(await menu(page), [
    "Mon adhésion",
    "Membres",
    "Modules",
    "Statut",
    "Page publique",
    "Inviter",
    "Mon profil",
  ]);
  await check(page, "ressourcerie-1280");
  await page.goto(site + "/commande");
  await page.getByRole("heading", { name: "Il n’y a rien à cette adresse" }).waitFor();
});

test("one account, two associations: she switches and finds each as it is", async () => {
  const page = await open(browser);
  await signInAt(page, "Artisans du monde", "2");
  await page.locator(".offer", { hasText: "Café moulu des montagnes" }).waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await check(page, "switch-390");
  await page.getByLabel("Association", { exact: true }).selectOption({ label: "La Coopérette" });
  await page.locator(".top .name", { hasText: "La Coopérette" }).waitFor();
  // Its open cycle, or that it has none.
  await page
    .locator(".offer", { hasText: "Carotte" })
    .first()
    .or(page.getByText("Aucune commande n’est ouverte"))
    .first()
    .waitFor();
  assert.equal(await page.locator(".offer", { hasText: "Café moulu des montagnes" }).count(), 0);
  assert.ok(!(await menu(page)).includes("Modules"), "a member here, administrator there");
  await check(page, "switched-390");
  await page.reload();
  await page.locator(".top .name", { hasText: "La Coopérette" }).waitFor();
});

test("the administrator enables what the association needs, and the menu follows", async () => {
  const page = await open(browser);
  await signInAt(page, "La Ressourcerie", "3");
  await page.goto(site + "/modules");
  const card = (name) => page.getByRole("region", { name });
  await card("Les membres").waitFor();
  await check(page, "modules-390");
  await card("Les commandes groupées")
    .getByText("Activez d’abord : Les produits et les producteurs.")
    .waitFor();
  assert.equal(await card("Les commandes groupées").getByRole("button").count(), 0);
  await page.getByRole("button", { name: "Activer « Les produits et les producteurs »" }).click();
  await page
    .getByRole("group", {
      name: "Activer « Les produits et les producteurs » pour toute l’association ?",
    })
    .getByText("Pour : coordination, administration.")
    .waitFor();
  await check(page, "modules-sure-390");
  await page.getByRole("button", { name: "Non, ne rien changer" }).click();
  await page.getByRole("button", { name: "Activer « Les produits et les producteurs »" }).click();
  await page.getByRole("button", { name: "Oui, activer" }).click();
  await page.getByText("« Les produits et les producteurs » est activé.").waitFor();
  await page.waitForFunction(() =>
    document.querySelector(".top nav")?.textContent?.includes("Producteurs"),
  );
  await page.getByRole("button", { name: "Activer « Les commandes groupées »" }).click();
  await page.getByRole("button", { name: "Oui, activer" }).click();
  await page.waitForFunction(() =>
    document.querySelector(".top nav")?.textContent?.includes("Commander"),
  );
  await check(page, "modules-all-390");
  await card("Les membres")
    .getByText(/désactivez d’abord/)
    .waitFor();
  // And back: the screens go, nothing else.
  await page.getByRole("button", { name: "Désactiver « Les commandes groupées »" }).click();
  await page.getByRole("button", { name: "Oui, désactiver" }).click();
  await page.waitForFunction(
    () => !document.querySelector(".top nav")?.textContent?.includes("Commander"),
  );
  await page
    .getByRole("button", { name: "Désactiver « Les produits et les producteurs »" })
    .click();
  await page.getByRole("button", { name: "Oui, désactiver" }).click();
  await page.waitForFunction(
    () => !document.querySelector(".top nav")?.textContent?.includes("Producteurs"),
  );
  await page.setViewportSize({ width: 320, height: 640 });
  await check(page, "modules-320");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("What it keeps").first().waitFor();
  await check(page, "modules-english");
});

test("what the association is, with its dates, and who acts for it", async () => {
  const page = await open(browser);
  await signInAt(page, "La Ressourcerie", "3");
  await page.goto(site + "/association");
  await page.getByText("Depuis le 6 mai 2017", { exact: true }).waitFor();
  await page.getByText("Elle n’agit pas pour l’association.").waitFor();
  await check(page, "association-390");
  await page.getByRole("button", { name: "Noter", exact: true }).click();
  await page.getByText("Ce jour ne se lit pas.").waitFor();
  await check(page, "association-wrong-390");
  await page.getByLabel("À partir du").fill("2031-01-01");
  await page.getByLabel("Forme juridique").fill("SCIC SA à capital variable");
  await page.getByLabel("TVA", { exact: true }).selectOption({ label: "Assujettie à la TVA" });
  await page.getByRole("button", { name: "Noter", exact: true }).click();
  await page.getByText("À partir du 1 janvier 2031", { exact: true }).waitFor();
  await page.getByText("Depuis le 6 mai 2017", { exact: true }).waitFor();
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, "association-1280");
  await page.getByRole("button", { name: /Retirer.*SCIC/ }).click();
  await page
    .getByText("À partir du 1 janvier 2031", { exact: true })
    .waitFor({ state: "detached" });
});
