// Premises: people of two associations book the same zones; one sees what is taken, not what for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, launch, open, passwords, signIn, site } from "./support.mjs";

let browser, coordinator, partner;
const wide = (page) => page.setViewportSize({ width: 1280, height: 900 });
const narrow = (page) => page.setViewportSize({ width: 320, height: 700 });

/** Both sizes of what is on the page. */
async function looked(page, name) {
  await wide(page);
  await check(page, name + "-1280");
  await narrow(page);
  await check(page, name + "-320");
}

async function toPremises(page) {
  await page.goto(site + "/locaux");
  await page.getByRole("heading", { level: 1, name: "Les locaux" }).waitFor();
  await page.getByRole("table").waitFor();
}

async function choose(page, zone) {
  await page.getByLabel("Lieu", { exact: true }).selectOption({ label: zone });
}

before(async () => {
  browser = await launch();
  coordinator = await open(browser);
  await signIn(coordinator, "12");
  partner = await open(browser);
  await partner.goto(site + "/");
  await partner.getByLabel("Association").selectOption({ label: "La Ressourcerie" });
  await partner.getByLabel("Numéro de membre ou e-mail").fill("3");
  await partner.getByLabel("Mot de passe", { exact: true }).fill(passwords["3"]);
  await partner.getByRole("button", { name: "Se connecter" }).click();
  await partner.locator("#login").waitFor({ state: "detached" });
  await partner.getByRole("button", { name: "Menu" }).click();
  await partner.locator("#association").selectOption({ label: "La Coopérette" });
  await partner.getByRole("heading", { level: 1, name: "Les locaux" }).waitFor();
});
after(() => browser.close());

test("the week of a zone is a picture, a table and, on a telephone, a list by day", async () => {
  await toPremises(coordinator);
  await choose(coordinator, "Local (80 m²), Salle");
  await looked(coordinator, "locaux");
  await coordinator.getByText("Les règles de ce lieu").click();
  await coordinator.getByText("Ouvert tous les jours de 8 h à 22 h.").waitFor();
  await wide(coordinator);
  assert.ok(await coordinator.locator("figure svg").isVisible());
  await narrow(coordinator);
  assert.ok(!(await coordinator.locator("figure svg").isVisible()));
});

test("a partner's person sees only the premises and, of others, only what is taken", async () => {
  await toPremises(partner);
  const menu = await partner.locator("#menu nav a").allInnerTexts();
  assert.deepEqual(
    menu.filter((name) => /locaux/i.test(name)),
    ["Les locaux"],
  );
  assert.ok(!menu.some((name) => /commande|membre|planning/i.test(name)), menu.join());
  await choose(partner, "Local (80 m²)");
  for (const page of [partner, coordinator]) await toPremises(page);
  await choose(partner, "Local (80 m²)");
  const seen = [];
  for (let week = 0; week < 2; ++week) {
    seen.push(await partner.getByRole("table").innerText());
    await partner.getByRole("button", { name: "Semaine d’après" }).click();
    await partner.waitForLoadState("networkidle");
  }
  const text = seen.join("\n");
  assert.match(text, /Pris/);
  assert.match(text, /Réunion des bénévoles/, "the own purpose");
  await choose(partner, "Local (80 m²), Salle");
  await partner.getByText("Les règles de ce lieu").click();
  await partner.getByText("Au plus 8 h.").waitFor();
  await partner
    .getByText(/La Ressourcerie\s: \S+ h réservées sur 200 h en/)
    .first()
    .waitFor();
  assert.doesNotMatch(text, /Ouverture de l’épicerie|Marché équitable|Artisans/);
  await looked(partner, "locaux-partenaire");
});

test("a free time is booked in few touches, by keyboard too, and cancelled", async () => {
  await toPremises(partner);
  await partner.getByRole("button", { name: "Semaine d’après" }).click();
  await partner.waitForLoadState("networkidle");
  await choose(partner, "Local (80 m²), Cuisine");
  const free = partner.getByRole("button", { name: /^Réserver lundi/ }).first();
  await free.focus();
  await partner.keyboard.press("Enter");
  await partner.getByRole("heading", { name: /Cuisine, lundi/ }).waitFor();
  await looked(partner, "locaux-reserver");
  await partner.getByLabel("Pour quoi faire ?").fill("Essai de conserves");
  await partner.locator("form").getByRole("button", { name: "Réserver" }).click();
  await partner.getByText(/C’est réservé\s: lundi .* de/).waitFor();
  await partner.getByRole("table").getByText("Essai de conserves").waitFor();
  await partner.getByRole("button", { name: /^Déplacer lundi/ }).click();
  await partner.getByLabel("De", { exact: true }).fill("15:30");
  await partner.getByLabel("À", { exact: true }).fill("16:30");
  await looked(partner, "locaux-deplacer");
  await partner.locator("form").getByRole("button", { name: "Déplacer" }).click();
  await partner.getByRole("cell", { name: "15 h 15 – 16 h 45", exact: true }).waitFor();
  await partner.getByText("de 15 h 30 à 16 h 30 ; le reste").waitFor();
  await partner.locator("summary", { hasText: "Annuler lundi" }).click();
  await looked(partner, "locaux-annuler");
  await partner.getByRole("button", { name: /^Oui, annuler lundi/ }).click();
  await partner.getByText("La réservation est annulée.").waitFor();
});

test("times that cannot be meant are not sent", async () => {
  await toPremises(partner);
  await partner.getByRole("button", { name: "Semaine d’après" }).click();
  await partner.waitForLoadState("networkidle");
  await choose(partner, "Local (80 m²), Cuisine");
  await partner
    .getByRole("button", { name: /^Réserver lundi/ })
    .first()
    .click();
  const sent = [];
  partner.on("request", (request) => {
    if (/Bookings.Book$/.test(request.url())) sent.push(request.url());
  });
  await partner.getByLabel("De", { exact: true }).fill("16:00");
  for (const [until, said] of [
    ["15:00", "La fin vient avant le début."],
    ["", "Cette heure ne se lit pas."],
  ]) {
    await partner.getByLabel("À", { exact: true }).fill(until);
    await partner.locator("form").getByRole("button", { name: "Réserver" }).click();
    await partner.getByText(said).waitFor();
  }
  assert.deepEqual(sent, []);
  await partner.getByRole("button", { name: "Laisser" }).click();
});

test("what is asked for waits for the host's answer", async () => {
  await toPremises(partner);
  await partner.getByRole("button", { name: "Semaine d’après" }).click();
  await partner.waitForLoadState("networkidle");
  await choose(partner, "Local (80 m²), Salle");
  await partner
    .getByRole("button", { name: /^Réserver mercredi/ })
    .first()
    .click();
  await partner.getByText("répond dans les 72 heures").waitFor();
  await partner.getByRole("button", { name: "Demander" }).click();
  await partner.getByText("C’est demandé").first().waitFor();
  await coordinator.goto(site + "/");
  await coordinator.getByText("Demandes de locaux").waitFor();
  await toPremises(coordinator);
  await coordinator.getByRole("heading", { name: "Demandes qui attendent" }).waitFor();
  await looked(coordinator, "locaux-demandes");
  await coordinator
    .getByRole("button", { name: /^Accorder/ })
    .first()
    .click();
  await coordinator.getByText("La demande est accordée.").waitFor();
  await toPremises(partner);
  await partner.getByRole("heading", { name: "Vos demandes" }).waitFor();
  await partner.getByText("Accordée").first().waitFor();
  await looked(partner, "locaux-reponses");
});

test("a zone is declared with its rules in plain words", async () => {
  await coordinator.goto(site + "/locaux#lieux");
  await coordinator.getByRole("heading", { level: 1, name: "Lieux et règles" }).waitFor();
  await coordinator.getByRole("button", { name: "Ajouter un lieu" }).click();
  await coordinator.getByLabel("Nom du lieu").fill("Cour");
  await coordinator.getByLabel("Ce lieu a ses propres règles").check();
  await coordinator.getByRole("button", { name: "Ajouter un horaire" }).click();
  await coordinator.locator("#opening-from-0").fill("09:00");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("Cet horaire ne se lit pas").waitFor();
  await coordinator.locator("#opening-until-0").fill("12:00");
  await coordinator.getByLabel("Au moins combien de minutes ?").fill("60");
  await coordinator.getByLabel("Au plus combien de minutes ?").fill("30");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("Ce nombre ne convient pas.").waitFor();
  assert.equal(
    await coordinator.locator("[aria-invalid=true]").getAttribute("name"),
    "longest",
    "the field that is wrong",
  );
  await coordinator.getByLabel("Au plus combien de minutes ?").fill("");
  await looked(coordinator, "locaux-lieu");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByRole("heading", { level: 2, name: "Cour" }).waitFor();
  await coordinator.getByText("Ouvert lundi de 9 h à 12 h.").waitFor();
  await coordinator.getByText("Au moins 1 h.").waitFor();
  await looked(coordinator, "locaux-lieux");
  await coordinator.locator("summary", { hasText: "Fermer ce lieu Cour" }).click();
  await coordinator.getByRole("button", { name: /^Oui, fermer ce lieu Cour/ }).click();
  await coordinator.getByText("Cour est fermé.").waitFor();
});

test("a calendar has an address that is shown once", async () => {
  await coordinator.goto(site + "/locaux#agendas");
  await coordinator.getByRole("button", { name: "Faire une adresse" }).click();
  const address = await coordinator.getByLabel("Adresse à copier dans l’agenda").inputValue();
  await looked(coordinator, "locaux-agendas");
  const answered = await (await browser.newContext()).request.get(address);
  assert.match(await answered.text(), /BEGIN:VCALENDAR/);
  await coordinator.getByRole("button", { name: /^Fermer cette adresse/ }).click();
  await coordinator.getByText("L’adresse est fermée.").waitFor();
  assert.equal((await (await browser.newContext()).request.get(address)).status(), 404);
});
