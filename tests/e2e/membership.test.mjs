// Memberships: a member joins at the counter and gets documents, another one joins by herself and
// pays later, the treasurer sets the price. Touches counted, keyboard, 320 px to desktop, paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { call, check, launch, open, pages, signIn, site } from "./support.mjs";

let browser, staff, administrator, member;
const sizes = { 320: 640, 390: 844, 1280: 900 };

/** What is on the page, in all sizes. */
async function looked(page, name) {
  for (const [width, height] of Object.entries(sizes)) {
    await page.setViewportSize({ width: Number(width), height });
    await check(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

before(async () => {
  browser = await launch();
  staff = await open(browser);
  await signIn(staff, "12");
  member = await open(browser);
  await signIn(member, "7");
});
after(() => browser.close());

test("the register says where everybody stands", async () => {
  await staff.goto(site + "/membres");
  // Those of the demonstration and those who joined in other tests.
  const all = staff.getByText(/^1[5-9]\d membres$/);
  await all.waitFor();
  await looked(staff, "membres");
  await staff.getByLabel("Montrer").selectOption("adhésion à renouveler");
  const due = await staff.locator("tbody tr").count();
  assert.ok(due > 3 && due < 60, `${due} to renew`);
  await staff.getByLabel("Montrer").selectOption("tous");
  // A name and Enter: what is found alone is opened.
  await staff.getByLabel("Chercher un nom ou un numéro").fill("guibert");
  await staff.getByText("1 membre", { exact: true }).waitFor();
  await staff.keyboard.press("Enter");
  await staff.getByRole("heading", { name: "Marie Guibert" }).waitFor();
  await looked(staff, "membre");
  await staff.goBack();
  await staff.getByLabel("Chercher un nom ou un numéro").fill("");
  await staff.getByLabel("Comme c’était le").fill("2018-03-06");
  await staff.getByText("2 membres", { exact: true }).waitFor();
  await staff.getByLabel("Comme c’était le").fill("");
  await all.waitFor();
});

test("somebody joins at the counter and gets her receipt", async () => {
  await staff.goto(site + "/membres");
  await staff.getByRole("link", { name: "Ajouter un membre" }).click();
  await staff.getByLabel("Prénom").fill("Zoé");
  await staff.getByLabel("Téléphone").fill("06");
  await staff.getByRole("button", { name: "Ajouter" }).click();
  await staff.getByText("Le nom manque.").waitFor();
  await staff.getByText("Ce numéro de téléphone n’est pas valable").waitFor();
  await looked(staff, "membre-refus");
  await staff.getByLabel("Nom", { exact: true }).fill("Le Goff");
  await staff.getByLabel("Téléphone").fill("06 39 98 00 01");
  await staff.getByLabel("Payé comment ?").selectOption("Chèque");
  await staff.getByRole("button", { name: "Ajouter" }).click();
  await staff.getByRole("heading", { name: /^\d+ Zoé Le Goff$/ }).waitFor();
  await staff.getByText("L’adhésion court jusqu’au").waitFor();
  await looked(staff, "membre-nouveau");
  await staff.getByRole("link", { name: "Reçu n°" }).click();
  await staff.getByText("Reçu la somme de 20,00 €, chèque").waitFor();
  await looked(staff, "recu");
  assert.equal(await pages(staff), 1);
  await staff.getByRole("link", { name: "Retour" }).click();
  await staff.getByRole("link", { name: "Attestation" }).click();
  await staff.getByText("Zoé Le Goff est membre de La Coopérette").waitFor();
  assert.equal(await pages(staff), 1);
  await staff.goBack();
  await staff.getByRole("link", { name: "Carte de membre" }).click();
  await staff.getByRole("img", { name: /^Carré à photographier du membre n° \d+$/ }).waitFor();
  await looked(staff, "carte");
});

test("a member joins by herself, pays later, and what she owes is on her account", async () => {
  const { number } = await call(staff, "halle.membership.v1.Members/Add", {
    person: { name: "Petit", firstName: "Ana" },
  });
  const { token } = await call(staff, "halle.hub.v1.Accounts/Invite", { number });
  const hers = await open(browser);
  await hers.goto(`${site}/invitation#${token}`);
  await hers.getByLabel("Nouveau mot de passe").fill("trois poireaux et un radis");
  await hers.getByRole("button", { name: "Ouvrir mon compte" }).click();
  await hers.waitForURL(site + "/");
  await hers.goto(site + "/adhesion");
  await hers.getByText("Vous n’avez pas encore d’adhésion.").waitFor();
  await looked(hers, "adhesion-aucune");
  await hers.getByLabel("Soutien").check();
  await hers.getByRole("button", { name: "Adhérer" }).click();
  await hers.getByText("Reste à payer à l’accueil : 30,00 €").waitFor();
  await looked(hers, "adhesion-a-payer");
  await hers.goto(site + "/");
  await hers.locator(".cards").getByText("Votre adhésion reste à payer : 30,00 €").waitFor();
  await hers.goto(site + "/mon-compte");
  await hers.locator("td", { hasText: "Adhésion" }).first().waitFor();
  await looked(hers, "compte-adhesion");
  await staff.goto(`${site}/membres#n/${number}`);
  await staff.getByRole("button", { name: "Noter 30,00 € payés" }).click();
  await staff.getByText("30,00 € payés, reçu n°").waitFor();
  await hers.goto(site + "/adhesion");
  await hers.getByRole("link", { name: "Reçu n°" }).waitFor();
  await looked(hers, "adhesion-payee");
  // The member leaves, and has to say so twice.
  await hers.getByText("Quitter l’association", { exact: true }).click();
  await looked(hers, "adhesion-quitter");
  await hers.getByRole("button", { name: "Oui, je quitte l’association" }).click();
  await hers.getByText("Parti", { exact: true }).waitFor();
  await hers.context().close();
});

test("somebody asks on line to join, and is a member once that is accepted", async () => {
  const hers = await open(browser);
  await hers.goto(site + "/a/cooperette/adherer");
  await looked(hers, "page-adherer");
  await hers.getByRole("link", { name: "Demander à adhérer" }).click();
  await hers.getByRole("heading", { name: "Adhérer à La Coopérette" }).waitFor();
  await looked(hers, "adherer");
  await hers.getByLabel("Prénom").fill("Inès");
  await hers.getByRole("button", { name: "Envoyer ma demande" }).click();
  await hers.getByText("Le nom manque.").waitFor();
  await hers.getByLabel("Nom", { exact: true }).fill("Lambert");
  await hers.getByRole("button", { name: "Envoyer ma demande" }).click();
  await hers.getByText("Il faut un e-mail ou un téléphone pour la réponse.").waitFor();
  await looked(hers, "adherer-refus");
  await hers.getByLabel("E-mail").fill("ines.lambert@example.org");
  await hers.getByLabel("Solidaire").check();
  await hers.getByLabel("Un mot pour l’association").fill("À bientôt !");
  await hers.getByRole("button", { name: "Envoyer ma demande" }).click();
  await hers.getByRole("heading", { name: "Votre demande est partie" }).waitFor();
  await looked(hers, "adherer-parti");
  await hers.context().close();
  await staff.goto(site + "/");
  await staff.locator(".cards").getByText("Demandes d’adhésion qui attendent une réponse").click();
  await staff.getByRole("heading", { name: "Inès Lambert" }).waitFor();
  await looked(staff, "demandes");
  const one = staff.locator("li.card", { hasText: "Inès Lambert" });
  await one.getByLabel("Tranche").selectOption("Juste");
  await one.getByRole("button", { name: "Accepter" }).click();
  await staff.getByRole("heading", { name: /^\d+ Inès Lambert$/ }).waitFor();
  await staff.getByRole("button", { name: "Noter 20,00 € payés" }).waitFor();
  await staff.getByRole("link", { name: "Inviter à ouvrir son compte" }).click();
  await staff.getByRole("button", { name: "Préparer la feuille" }).click();
  const mail = await staff.getByRole("link", { name: "Envoyer par e-mail" }).getAttribute("href");
  assert.match(mail, /^mailto:ines\.lambert%40example\.org\?/);
  assert.match(decodeURIComponent(mail), /\/invitation#[0-9a-f]{32}/);
  await looked(staff, "invitation-e-mail");
});

test("two share a membership: one pays, both are covered", async () => {
  const { number } = await call(staff, "halle.membership.v1.Members/Add", {
    person: { name: "Colas", firstName: "Mia" },
  });
  const other = await call(staff, "halle.membership.v1.Members/Add", {
    person: { name: "Colas", firstName: "Léo" },
    bracket: "Juste",
  });
  await staff.goto(`${site}/membres#n/${number}`);
  await staff.getByRole("heading", { name: `${number} Mia Colas` }).waitFor();
  await staff.getByText("Partager l’adhésion avec quelqu’un", { exact: true }).click();
  await staff.getByLabel("Numéro de l’autre membre").fill(number);
  await staff.getByRole("radio", { name: "L’autre membre" }).check();
  const household = staff.locator("details", { hasText: "Partager l’adhésion" });
  await household.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText("Une personne ne partage pas l’adhésion avec elle-même.").waitFor();
  await looked(staff, "foyer-refus");
  await staff.getByLabel("Numéro de l’autre membre").fill(other.number);
  await household.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText(`L’adhésion est celle de Léo Colas (n° ${other.number}).`).waitFor();
  await staff.getByText("L’adhésion court jusqu’au").waitFor();
  await looked(staff, "foyer");
  const { token } = await call(staff, "halle.hub.v1.Accounts/Invite", { number });
  const hers = await open(browser);
  await hers.goto(`${site}/invitation#${token}`);
  await hers.getByLabel("Nouveau mot de passe").fill("trois poireaux et un radis");
  await hers.getByRole("button", { name: "Ouvrir mon compte" }).click();
  await hers.waitForURL(site + "/");
  await hers.goto(site + "/adhesion");
  await hers.getByText("Votre adhésion est celle de Léo Colas.").waitFor();
  await looked(hers, "adhesion-foyer");
  await hers.getByRole("link", { name: "Attestation" }).click();
  await hers
    .getByText("Mia Colas est membre de La Coopérette ; l’adhésion de son foyer court jusqu’au")
    .waitFor();
  await hers.context().close();
  await staff.getByRole("button", { name: "Ne partage plus l’adhésion" }).click();
  await staff
    .getByText("L’adhésion a fini le")
    .or(staff.getByText("Pas encore d’adhésion."))
    .first()
    .waitFor();
});

test("a member takes all that is known of her away, and who left is erased", async () => {
  await member.goto(site + "/adhesion");
  await member.getByText("Tout ce que l’association sait de moi", { exact: true }).click();
  const [file] = await Promise.all([
    member.waitForEvent("download"),
    member.getByRole("button", { name: "Télécharger", exact: true }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "mes-données-7.csv");
  const text = readFileSync(await file.path(), "utf8").slice(1);
  for (const title of ["Membre", "Situation", "Relevé d'heures", "Commandes", "Compte"])
    assert.match(text, new RegExp(`^${title}\r$`, "m"));
  const person = { name: "Passage", firstName: "Noé" };
  const { number } = await call(staff, "halle.membership.v1.Members/Add", { person });
  await call(staff, "halle.membership.v1.Members/Leave", { number });
  const first = await open(browser);
  await signIn(first, "1");
  await first.goto(`${site}/membres#n/${number}`);
  await first.getByText("Effacer ce membre", { exact: true }).click();
  await looked(first, "membre-effacer");
  await first.getByRole("button", { name: "Effacer pour toujours" }).click();
  await first.getByRole("heading", { name: `${number} (effacé)` }).waitFor();
  await looked(first, "membre-efface");
  await first.context().close();
});

test("a member has her card and her contact", async () => {
  await member.goto(site + "/adhesion");
  await member.getByRole("heading", { name: "Mon adhésion" }).waitFor();
  await looked(member, "adhesion");
  await member.getByText("Mes coordonnées", { exact: true }).click();
  await member.getByLabel("Commune").fill("Olivet");
  await member.getByRole("button", { name: "Enregistrer" }).click();
  await member.getByText("C’est enregistré.").waitFor();
  await member.getByRole("link", { name: "Ma carte" }).click();
  await member.getByRole("img", { name: "Carré à photographier" }).waitFor();
  assert.equal(await pages(member), 1);
});

test("who can do what is said once, and asked of seats", async () => {
  await staff.goto(site + "/membres");
  await staff.getByRole("link", { name: "Savoir-faire" }).click();
  await staff.getByText("Demande d’abord : Caisse.").waitFor();
  await looked(staff, "savoir-faire");
  await staff.getByLabel("Nom du savoir-faire").fill("Caisse");
  await staff.getByRole("button", { name: "Ajouter ce savoir-faire" }).click();
  await staff.getByText("Un savoir-faire porte déjà ce nom.").waitFor();
  await staff.getByLabel("Nom du savoir-faire").fill("Four à pain");
  await staff.getByLabel("Valable combien de mois").fill("12");
  await staff.getByRole("button", { name: "Ajouter ce savoir-faire" }).click();
  await staff
    .locator("li.card")
    .filter({ hasText: "Four à pain" })
    .getByText("Valable 12 mois.")
    .waitFor();
  // Nobody closes the shop who cannot keep the till.
  await staff.goto(site + "/membres#n/40");
  await staff.getByLabel("Sait faire aussi").selectOption("Fermeture");
  await staff.getByRole("button", { name: "Confirmer ce savoir-faire" }).click();
  await staff.getByText("Il faut d’abord d’autres savoir-faire. (Caisse)").waitFor();
  await staff.getByLabel("Sait faire aussi").selectOption("Four à pain");
  await staff.getByRole("button", { name: "Confirmer ce savoir-faire" }).click();
  await staff.getByRole("button", { name: "Ne sait plus faire (Four à pain)" }).waitFor();
  await looked(staff, "membre-savoir-faire");
  await staff.getByRole("button", { name: "Ne sait plus faire (Four à pain)" }).click();
  await staff
    .getByRole("button", { name: "Ne sait plus faire (Four à pain)" })
    .waitFor({ state: "detached" });
  await member.goto(site + "/adhesion");
  await member.getByRole("heading", { name: "Ce que je sais faire" }).waitFor();
  await looked(member, "adhesion-savoir-faire");
});

test("everybody reads who does what, and an administrator gives mandates", async () => {
  await member.goto(site + "/adhesion");
  await member.getByRole("link", { name: "Qui fait quoi" }).click();
  await member.getByRole("heading", { name: "Comptes" }).waitFor();
  await member.getByText("Permet dans Halle ce que fait la trésorerie.").waitFor();
  await member.getByText("Personne n’en a la charge aujourd’hui.").waitFor();
  assert.equal(await member.getByRole("button", { name: "Donner ce mandat" }).count(), 0);
  await looked(member, "mandats");
  const first = await open(browser);
  await signIn(first, "1");
  await first.locator(".cards").getByText("Mandats à revoir ou qui finissent bientôt").click();
  await first.getByRole("heading", { name: "Ateliers" }).waitFor();
  await first.locator("summary").filter({ hasText: "Donner un mandat" }).nth(1).click();
  const form = first.locator("details[open] form");
  await form.getByLabel("En charge de quoi").fill("Disco soupes");
  await form.getByRole("button", { name: "Donner ce mandat" }).click();
  await first.getByText("Dites qui a ce mandat.").waitFor();
  await looked(first, "mandats-refus");
  await form.getByLabel("Qui", { exact: true }).selectOption("7");
  await form.getByLabel("Jusqu’au").fill(`${new Date().getFullYear() + 1}-12-31`);
  await form.getByLabel("Ce que le mandat permet").selectOption("ce que font les bénévoles");
  await form.getByRole("button", { name: "Donner ce mandat" }).click();
  const given = first.locator("li.card").filter({ hasText: "Disco soupes" });
  await given.getByText("Permet dans Halle ce que font les bénévoles.").waitFor();
  await looked(first, "mandats-administration");
  await given.getByText("Mettre fin à ce mandat", { exact: true }).click();
  await given.getByRole("button", { name: "Mettre fin maintenant" }).click();
  await first.getByText("1 mandat passé").waitFor();
  await first.context().close();
});

test("the price is set by bracket, and what suspends is said", async () => {
  administrator = await open(browser);
  await signIn(administrator, "1");
  await administrator.goto(site + "/membres#reglages");
  await administrator.getByText("Dans la cagnotte").waitFor();
  await looked(administrator, "adhesion-prix");
  await administrator.getByText("Changer le prix").click();
  await administrator.getByLabel("Prix 2 (€)").fill("vingt");
  await administrator.getByRole("button", { name: "Enregistrer" }).first().click();
  await administrator.getByText("Le prix d’une tranche doit être entre 0 et 10 000 €.").waitFor();
  await administrator.getByLabel("Prix 2 (€)").fill("22,50");
  await administrator.getByLabel("À partir du").fill("2099-01-01");
  await looked(administrator, "adhesion-prix-change");
  await administrator.getByRole("button", { name: "Enregistrer" }).first().click();
  await administrator.getByRole("heading", { name: "À partir du 1 janvier 2099" }).waitFor();
  await administrator.getByText("Juste : 22,50 €").waitFor();
  await administrator.getByLabel("Jours après la fin de l’adhésion").fill("60");
  await administrator.getByRole("button", { name: "Enregistrer" }).last().click();
  await administrator.getByText("C’est enregistré.").waitFor();
  await administrator.context().close();
});
