// Workshops: a member registers in one touch, a full one has a waiting list, a visitor registers
// without an account; staff plans, changes, copies and cancels sessions, and sees what it costs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, check, halle, launch, open, signIn, site } from "./support.mjs";

let browser, member, coordinator;
const wide = (page) => page.setViewportSize({ width: 1280, height: 900 });
const narrow = (page) => page.setViewportSize({ width: 320, height: 700 });
const workshop = (...words) => halle("--org", "cooperette", "workshop", ...words).trim();

async function looked(page, name) {
  await wide(page);
  await check(page, name + "-1280");
  await narrow(page);
  await check(page, name + "-320");
}

async function toWorkshops(page) {
  await page.goto(site + "/ateliers");
  await page.getByRole("heading", { level: 1, name: "Ateliers" }).waitFor();
  await page.getByRole("listitem").first().waitFor();
}
const card = (page, title) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });
const heading = (page, name, level = 1) => page.getByRole("heading", { level, name }).waitFor();
/** Day and hour some hours from now, as the association writes them. */
function soon(hours) {
  const at = new Date(Date.now() + hours * 3_600_000);
  const format = { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat("sv-SE", format).format(at).replace(" ", "T");
}
/** A new session some hours from now, and its id. */
function session(title, hours, capacity, ...more) {
  const times = ["--starts", soon(hours), "--ends", soon(hours + 2)];
  const made = workshop("create", "--title", title, ...times, "--capacity", `${capacity}`, ...more);
  return made.split("\n").at(-1);
}

before(async () => {
  browser = await launch();
  member = await open(browser);
  await signIn(member, "7");
  coordinator = await open(browser);
  await signIn(coordinator, "12");
});
after(() => browser.close());

test("a member registers with one touch and gives the place back with one", async () => {
  await toWorkshops(member);
  await looked(member, "ateliers");
  const local = card(member, "Comment mieux consommer localement ?");
  await local.getByRole("button", { name: /^Je m’inscris/ }).click();
  await local.getByText("Votre place est prise.").waitFor();
  await local.getByRole("button", { name: /^Rendre ma place/ }).click();
  await local.getByRole("button", { name: /^Je m’inscris/ }).waitFor();
});

test("a full workshop has a waiting list", async () => {
  await toWorkshops(member);
  const full = card(member, "Comment mieux manger ?");
  await full.getByText(/Complet, \d personnes attendent/).waitFor();
  await full.getByRole("button", { name: /^Rejoindre la liste/ }).click();
  await full.getByText("Vous êtes sur la liste d’attente").waitFor();
  await looked(member, "ateliers-attente");
  await full.getByRole("button", { name: /^Quitter la liste/ }).click();
  await full.getByRole("button", { name: /^Rejoindre la liste/ }).waitFor();
});

test("a place that comes free is accepted from the home page in two touches", async () => {
  const id = session("Une place", 72, 1);
  workshop("register", id, "--member", "21");
  await toWorkshops(member);
  // By keyboard alone.
  await card(member, "Une place")
    .getByRole("button", { name: /^Rejoindre la liste/ })
    .focus();
  await member.keyboard.press("Enter");
  await card(member, "Une place").getByText("Vous êtes sur la liste").waitFor();
  workshop("cancel", id, "--member", "21");
  await member.setViewportSize({ width: 390, height: 844 });
  await member.goto(site + "/");
  await member.getByRole("link", { name: /Une place pour vous/ }).click();
  const offered = card(member, "Une place");
  await offered.getByText("Une place est gardée pour vous jusqu’à").waitFor();
  await looked(member, "ateliers-proposee");
  await offered.getByRole("button", { name: /^Je viens/ }).click();
  await offered.getByText("Votre place est prise.").waitFor();
});

test("a member chooses with how many to come and what to give", async () => {
  await coordinator.goto(site + "/ateliers#nouveau");
  await coordinator.getByLabel("Titre de l’atelier", { exact: true }).fill("Soupe partagée");
  await coordinator.getByLabel("Jour", { exact: true }).fill(soon(100).slice(0, 10));
  await coordinator.getByLabel("Début", { exact: true }).fill("10:00");
  await coordinator.getByLabel("Fin", { exact: true }).fill("12:00");
  await coordinator.getByLabel("Places", { exact: true }).fill("9");
  await coordinator
    .getByLabel("Combien on paie")
    .selectOption({ label: "Participation libre, avec un minimum" });
  await coordinator.getByLabel("Conseillé").fill("5");
  await coordinator.getByLabel("Au moins, en euros").fill("2,50");
  await looked(coordinator, "ateliers-prix");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await heading(coordinator, "Soupe partagée");
  await toWorkshops(member);
  const soup = card(member, "Soupe partagée");
  await soup.getByText("Participation libre : 5,00").waitFor();
  await soup.getByText("Venir à plusieurs, ou choisir le prix").click();
  await soup.getByLabel("Combien de personnes").fill("3");
  await soup.getByLabel("Votre participation").fill("1");
  await soup.getByRole("button", { name: "Je m’inscris", exact: true }).click();
  await soup.getByText("La participation est en dessous du minimum.").waitFor();
  await looked(member, "ateliers-participation");
  await soup.getByLabel("Votre participation").fill("8");
  await soup.getByRole("button", { name: "Je m’inscris", exact: true }).click();
  await soup.getByText("Vos 3 places sont prises.").waitFor();
});

test("a member does not see drafts nor what is for staff", async () => {
  await toWorkshops(member);
  assert.equal(await card(member, "Conserves d'hiver").count(), 0);
  assert.equal(await member.getByText("Pour l’équipe").count(), 0);
  await toWorkshops(coordinator);
  await card(coordinator, "Conserves d'hiver").getByText("Brouillon").waitFor();
});

test("a visitor registers on the public page, which runs no script", async () => {
  const visitor = await open(browser, { javaScriptEnabled: false });
  await visitor.goto(site + "/a/cooperette/ateliers");
  await visitor.getByRole("link", { name: "Pain au levain" }).click();
  await visitor.getByLabel("Votre nom").fill("Ida Visiteuse");
  await visitor.getByLabel("ou téléphone").fill("02 38 00 00 00");
  await visitor.getByRole("button", { name: "M’inscrire" }).click();
  await visitor.getByText("Merci !").waitFor();
  const page = await open(browser);
  await page.goto(site + "/a/cooperette/ateliers");
  await looked(page, "public-ateliers");
  await page.getByRole("link", { name: "Pain au levain" }).click();
  await page.getByLabel("Votre nom").waitFor();
  await looked(page, "public-atelier");
});

test("staff sees who comes, confirms a visitor and registers someone who calls", async () => {
  await toWorkshops(coordinator);
  await card(coordinator, "Pain au levain")
    .getByRole("link", { name: /^Feuille/ })
    .click();
  await heading(coordinator, "À confirmer : 1", 2);
  await looked(coordinator, "ateliers-feuille");
  await coordinator.getByRole("button", { name: "Confirmer Ida Visiteuse" }).click();
  await coordinator.getByText("C’est confirmé.").first().waitFor();
  await coordinator.getByText("Inscrire quelqu’un").click();
  await coordinator.getByLabel("Numéro de membre, ou nom").fill("Jean Téléphone");
  await coordinator.getByLabel("Téléphone (pas pour un membre)").fill("02 38 11 11 11");
  await coordinator.getByRole("button", { name: "Inscrire", exact: true }).click();
  const caller = coordinator.getByRole("listitem").filter({ hasText: "Jean Téléphone" });
  await caller.getByRole("button", { name: "Retirer" }).click();
  await caller.getByText("Retirer Jean Téléphone ?").waitFor();
  await caller.getByRole("button", { name: "Oui, retirer" }).click();
  await caller.waitFor({ state: "detached" });
});

test("a session is planned in one form, which says what is wrong beside the field", async () => {
  await coordinator.goto(site + "/ateliers#nouveau");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await coordinator.getByText("Donnez un titre à l’atelier").waitFor();
  assert.equal(await coordinator.evaluate(() => document.activeElement.id), "title");
  await looked(coordinator, "ateliers-nouveau-faux");
  await coordinator.getByLabel("Titre de l’atelier", { exact: true }).fill("Compost");
  await coordinator.getByLabel("Jour", { exact: true }).fill(soon(24 * 7).slice(0, 10));
  await coordinator.getByLabel("Début", { exact: true }).fill("10:00");
  await coordinator.getByLabel("Fin", { exact: true }).fill("12:00");
  await coordinator.getByLabel("Places", { exact: true }).fill("12");
  await coordinator.getByText("Le présenter").click();
  await coordinator.getByLabel("Thème").fill("gaspillage");
  await coordinator.getByLabel("Ce qu’on y apprend").fill("Un tas, des couches, du temps.");
  await looked(coordinator, "ateliers-nouveau");
  await coordinator.getByRole("button", { name: "Garder en brouillon" }).click();
  await heading(coordinator, "Compost");
  await coordinator.getByText("Brouillon : seule l’équipe le voit").waitFor();
  await looked(coordinator, "ateliers-brouillon");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await coordinator.getByText("12 places libres").waitFor();
  await coordinator.getByText("Personne n’est encore inscrit.").waitFor();
});

test("a session takes a room and asks for helpers, where the association has them", async () => {
  const fill = async (title) => {
    await coordinator.goto(site + "/profil");
    await coordinator.goto(site + "/ateliers#nouveau");
    await coordinator.getByLabel("Titre de l’atelier", { exact: true }).fill(title);
    await coordinator.getByLabel("Jour", { exact: true }).fill(soon(24 * 16).slice(0, 10));
    await coordinator.getByLabel("Début", { exact: true }).fill("10:00");
    await coordinator.getByLabel("Fin", { exact: true }).fill("12:00");
    await coordinator.getByLabel("Places", { exact: true }).fill("8");
    await coordinator.getByLabel("Salle à réserver").selectOption({ label: room });
  };
  const room = "Local (80 m²), Salle";
  await fill("Réparer un vélo");
  await coordinator.getByLabel("Combien", { exact: true }).fill("2");
  await coordinator.getByText("Ce qu’ils font", { exact: true }).click();
  await coordinator.getByLabel("En quelques mots").fill("Tenir l’atelier vélo");
  await looked(coordinator, "ateliers-salle");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await heading(coordinator, "Réparer un vélo");
  await coordinator.getByText("Salle réservée : Salle").waitFor();
  await coordinator.getByText("Bénévoles demandés : 2.").waitFor();
  // The planning has them a moment later.
  const id = coordinator.url().split("#")[1];
  const planned = async () =>
    (await call(coordinator, "halle.workshops.v1.Sessions/Get", { session: id })).helpersPlanned;
  for (const end = Date.now() + 30_000; !(await planned()); )
    assert.ok(Date.now() < end, "the helpers' seats are planned");
  await coordinator.reload();
  await coordinator.getByRole("link", { name: "Voir le planning" }).waitFor();
  await looked(coordinator, "ateliers-salle-feuille");
  const { shifts } = await call(coordinator, "halle.shifts.v1.Planning/ListShifts", {
    from: soon(24 * 16).slice(0, 10),
    until: soon(24 * 16).slice(0, 10),
  });
  const made = shifts.find(({ module }) => module === "workshops");
  await coordinator.goto(`${site}/planning#${made.key.template}/${made.key.day}`);
  await heading(coordinator, /Tenir l.atelier vélo/);
  await coordinator.getByText("Ce service appartient à un atelier").waitFor();
  assert.equal(await coordinator.getByText("Modifier ce service").count(), 0);
  await fill("Au même moment");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await coordinator.getByText(/La salle est déjà prise de/).waitFor();
  assert.equal(await coordinator.evaluate(() => document.activeElement.id), "zone");
  await looked(coordinator, "ateliers-salle-prise");
});

test("a change says how many are told before it is made, and they are", async () => {
  const id = session("À déplacer", 96, 5);
  for (const number of ["7", "20", "22"]) workshop("register", id, "--member", number);
  await coordinator.goto(`${site}/ateliers#${id}/modifier`);
  await coordinator.getByText("les inscrits gardent leur place et sont prévenus").waitFor();
  await coordinator.getByLabel("Places", { exact: true }).fill("2");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("Plus de places sont déjà prises").waitFor();
  await coordinator.getByLabel("Places", { exact: true }).fill("6");
  await coordinator.getByLabel("Lieu").fill("La cour");
  await coordinator.getByText(/^3 personnes seront prévenues par e-mail/).waitFor();
  await looked(coordinator, "ateliers-modifier");
  await coordinator.getByRole("button", { name: "Enregistrer et prévenir" }).click();
  await heading(coordinator, "À déplacer");
  await coordinator.getByText("La cour").waitFor();
  await coordinator.getByText("3 places libres").waitFor();
});

test("a session is held again, on several days some weeks apart", async () => {
  const id = session("À refaire", 120, 5);
  await coordinator.goto(`${site}/ateliers#${id}/copier`);
  await coordinator.getByLabel("Premier jour").fill(soon(24 * 20).slice(0, 10));
  await coordinator.getByLabel("Combien de fois").fill("3");
  await coordinator.getByLabel("Toutes les").fill("2");
  await coordinator.getByText("3 dates :").waitFor();
  await looked(coordinator, "ateliers-copier");
  await coordinator.getByRole("button", { name: "Publier" }).click();
  await heading(coordinator, "Ateliers");
  const known = JSON.parse(workshop("sessions", "--json")).filter(
    ({ title }) => title === "À refaire",
  );
  assert.deepEqual(
    known.map(({ starts }) => starts.slice(0, 10)),
    [120, 24 * 20, 24 * 34, 24 * 48].map((hours) => soon(hours).slice(0, 10)),
  );
  assert.ok(known.every(({ starts }) => starts.slice(11) === known[0].starts.slice(11)));
});

test("a session is cancelled, once it is said who is told", async () => {
  const id = session("À annuler", 96, 5, "--for-anybody");
  workshop("register", id, "--member", "20");
  await call(coordinator, "halle.workshops.v1.Visitors/Add", {
    session: id,
    visitor: { name: "Sans Courriel", telephone: "0238222222" },
  });
  await coordinator.goto(`${site}/ateliers#${id}`);
  await coordinator.getByText("Annuler cet atelier").click();
  await coordinator.getByText("1 personne sera prévenue par e-mail.").waitFor();
  await coordinator.getByText("1 personne n’a pas d’e-mail").waitFor();
  await coordinator.getByLabel("Pourquoi ?").fill("Le four est en panne.");
  await looked(coordinator, "ateliers-annuler");
  await coordinator.getByRole("button", { name: "Annuler et prévenir" }).click();
  await coordinator.getByText("Annulé. Le four est en panne.").waitFor();
  await toWorkshops(member);
  await card(member, "À annuler").getByText("Annulé. Le four est en panne.").waitFor();
});

test("the association's settings are changed and refused beside the field", async () => {
  await coordinator.goto(site + "/ateliers#reglages");
  const hours = coordinator.getByLabel("Heures pour répondre");
  await hours.fill("200");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.locator("#wrong-offer_minutes").waitFor();
  await hours.fill("36");
  await coordinator.getByLabel("Rendre sa place sans frais").fill("12");
  await coordinator.getByLabel("Rendue plus tard").fill("50");
  await looked(coordinator, "ateliers-reglages");
  await coordinator.getByRole("button", { name: "Enregistrer" }).click();
  await coordinator.getByText("Les réglages sont enregistrés.").waitFor();
  const settings = await call(coordinator, "halle.workshops.v1.Workshops/GetSettings", {});
  assert.deepEqual(
    [settings.offerMinutes, settings.lastOfferMinutes, settings.freeUntilMinutes],
    [36 * 60, 2 * 60, 12 * 60],
  );
  assert.equal(settings.latePercent, 50);
  assert.equal(settings.publicPage, true);
});

test("the screens speak English", async () => {
  await toWorkshops(coordinator);
  await coordinator.setViewportSize({ width: 1280, height: 900 });
  await coordinator.getByRole("button", { name: "English" }).click();
  await coordinator.getByRole("heading", { level: 1, name: "Workshops" }).waitFor();
  await looked(coordinator, "ateliers-anglais");
  await coordinator.goto(site + "/ateliers#nouveau");
  await coordinator.getByLabel("Title of the workshop", { exact: true }).waitFor();
  await looked(coordinator, "ateliers-nouveau-anglais");
  const text = await coordinator.locator("main").innerText();
  assert.ok(!/workshops\.|[éèà]/.test(text.replace(/Coopérette/g, "")), text);
  await wide(coordinator);
  await coordinator.getByRole("button", { name: "Français" }).click();
});
