// Letters: a member chooses what arrives and when, by keyboard too; an administrator tries the mail
// server, changes hours and texts; a message is looked at before it is sent; a forgotten password.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check, launch, open, passwords, signIn, site } from "./support.mjs";

let browser, administrator, member;
const messages = "Messages de l’association";

/** Both sizes of what is on the page. */
async function looked(page, name) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, name + "-1280");
  await page.setViewportSize({ width: 320, height: 700 });
  await check(page, name + "-320");
}

const topic = (page, name) => page.getByRole("group", { name });
const toast = (page, text) => page.locator(".toast", { hasText: text });

async function to(page, path) {
  await page.goto(site + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

const decoded = (base64) => Buffer.from(base64, "base64").toString("utf8");

/** Subject and plain text of a letter as it is sent. */
function readable(letter) {
  const subject = /^Subject: (.*(?:\r?\n .*)*)/m.exec(letter)[1];
  const plain = /text\/plain[^]*?\r?\n\r?\n([^-]*)--/.exec(letter)[1];
  return {
    subject: subject
      .replace(/\?=\s+=\?/g, "?==?")
      .replace(/=\?utf-8\?B\?(.*?)\?=/gi, (_, word) => decoded(word)),
    text: decoded(plain),
  };
}

/** The letters that the demonstration wrote into its folder. */
function written() {
  const folder = join(process.env.HALLE_DATA, "letters");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => readable(readFileSync(join(folder, name), "utf8")));
}

before(async () => {
  browser = await launch();
  administrator = await open(browser);
  await signIn(administrator, "1");
  member = await open(browser);
  await signIn(member, "7");
});
after(() => browser.close());

test("a member reads where letters arrive and chooses when, and it is kept", async () => {
  await to(member, "/mes-lettres");
  await member.getByText("Vos lettres arrivent à").waitFor();
  await looked(member, "lettres");
  const daily = topic(member, messages).getByLabel("Une fois par jour, toutes ensemble");
  await daily.check();
  await toast(member, "Enregistré. Messages de l’association : Une fois par jour").waitFor();
  await looked(member, "lettres-choisi");
  await member.reload();
  await daily.waitFor();
  assert.ok(await daily.isChecked());
  await member.screenshot({ path: "build/e2e/lettres-toutes-320.png", fullPage: true });
});

test("quick choices by keyboard end with the last one", async () => {
  await to(member, "/mes-lettres");
  await topic(member, messages).getByLabel("Une fois par jour, toutes ensemble").focus();
  await member.keyboard.press("ArrowUp");
  await member.keyboard.press("ArrowDown");
  await member.keyboard.press("ArrowDown");
  await toast(member, "Messages de l’association : Jamais").waitFor();
  await member.reload();
  const never = topic(member, messages).getByLabel("Jamais");
  await never.waitFor();
  assert.ok(await never.isChecked());
  await topic(member, messages).getByLabel("Tout de suite").check();
  await toast(member, "Messages de l’association : Tout de suite").waitFor();
});

test("a choice that could not be stored is not shown as chosen", async () => {
  await to(member, "/mes-lettres");
  const atOnce = topic(member, messages).getByLabel("Tout de suite");
  await atOnce.waitFor();
  const set = "**/halle.notify_email.v1.Preferences/Set";
  await member.route(set, (route) => route.abort());
  await topic(member, messages).getByLabel("Jamais").click();
  await topic(member, messages).getByText("Le site n’a pas répondu").waitFor();
  assert.ok(await atOnce.isChecked());
  await looked(member, "lettres-sans-reponse");
  await member.unroute(set);
});

test("letters are in the language that the member chose, whatever the screen's is", async () => {
  await to(member, "/mes-lettres");
  const language = topic(member, "Dans quelle langue ?");
  await language.getByLabel("Anglais").check();
  await toast(member, "Vos lettres seront en anglais").waitFor();
  await topic(member, "Messages of the association").waitFor();
  await language.getByLabel("Français").check();
  await topic(member, messages).waitFor();
  await member.setViewportSize({ width: 1280, height: 900 });
  await member.getByRole("button", { name: "English" }).click();
  await member.getByRole("heading", { name: "My letters" }).waitFor();
  await looked(member, "lettres-english");
  await member.setViewportSize({ width: 1280, height: 900 });
  await member.getByRole("button", { name: "Français" }).click();
  await member.getByRole("heading", { name: "Mes lettres" }).waitFor();
});

test("an administrator reads whether letters leave, and tries it", async () => {
  await to(administrator, "/courrier");
  await administrator.getByText("Les lettres restent sur la machine").waitFor();
  await looked(administrator, "courrier");
  await administrator.getByRole("button", { name: "M’envoyer une lettre d’essai" }).click();
  await administrator.getByText("La lettre d’essai est partie").waitFor({ timeout: 30_000 });
  await looked(administrator, "courrier-essai");
  assert.ok(written().some(({ subject }) => subject === "Lettre d’essai de La Coopérette"));
});

test("hours and sender are refused at their field and kept when they are right", async () => {
  await to(administrator, "/courrier");
  const open = () => administrator.getByText("Nom, heures et dernières lignes").click();
  const save = () =>
    administrator
      .locator("halle-notify-email-settings")
      .getByRole("button", { name: "Enregistrer" })
      .click();
  await open();
  const most = administrator.getByLabel("Lettres par heure, au plus");
  const before = await most.inputValue();
  await most.fill("beaucoup");
  await save();
  await administrator.getByText("Donnez un nombre de 1 à 10 000").waitFor();
  assert.equal(await most.getAttribute("aria-invalid"), "true");
  await looked(administrator, "courrier-reglage-refuse");
  await most.fill(before);
  await administrator.getByLabel("Début").fill("22:00");
  await administrator.getByLabel("Fin", { exact: true }).fill("");
  await save();
  await administrator.getByText("Donnez le début et la fin").waitFor();
  await administrator.getByLabel("Fin", { exact: true }).fill("06:30");
  await administrator.getByLabel("Nom de l’expéditeur").fill("Marguerite, de La Coopérette");
  await save();
  await toast(administrator, "Les réglages sont enregistrés").waitFor();
  await administrator.reload();
  await open();
  const name = administrator.getByLabel("Nom de l’expéditeur");
  assert.equal(await name.inputValue(), "Marguerite, de La Coopérette");
  assert.equal(await administrator.getByLabel("Fin", { exact: true }).inputValue(), "06:30");
  await looked(administrator, "courrier-reglages");
  await name.fill("");
  await save();
  await toast(administrator, "Les réglages sont enregistrés").waitFor();
});

test("a kind of letters gets the association's own words, and its usual ones again", async () => {
  await to(administrator, "/courrier");
  const kind = administrator.locator("halle-notify-email-texts details", {
    hasText: "Lettre d’essai",
  });
  await kind.locator("summary").click();
  const french = kind.getByRole("group", { name: "Français" });
  const usual = await french.getByLabel("Objet").inputValue();
  await french.getByLabel("Texte").fill("Bonjour {prenom}, ceci est un essai.");
  await french.getByRole("button", { name: "Enregistrer" }).click();
  await french.getByText("n’ont pas la valeur {prenom}").waitFor();
  await looked(administrator, "courrier-texte-refuse");
  await french.getByLabel("Texte").fill("Bonjour {first_name}, ceci est un essai de Marguerite.");
  await french.getByRole("button", { name: "Enregistrer" }).click();
  await toast(administrator, "Le texte est enregistré").waitFor();
  await french.getByText("Le texte d’origine :").waitFor();
  await looked(administrator, "courrier-texte");
  await administrator.getByRole("button", { name: "M’envoyer une lettre d’essai" }).click();
  await administrator.getByText("La lettre d’essai est partie").waitFor({ timeout: 30_000 });
  assert.ok(written().some(({ text }) => /^Bonjour \S+, ceci est un essai de Marg/m.test(text)));
  await french.getByRole("button", { name: "Remettre le texte d’origine" }).click();
  await french.getByRole("button", { name: "Oui, remettre" }).click();
  await toast(administrator, "Le texte d’origine sert de nouveau").waitFor();
  assert.equal(await french.getByLabel("Objet").inputValue(), usual);
  assert.match(await french.getByLabel("Texte").inputValue(), /Cette lettre est un essai/);
});

test("a message is looked at before it is sent", async () => {
  await to(administrator, "/messages");
  await looked(administrator, "message");
  await administrator.getByRole("button", { name: "Voir avant d’envoyer" }).click();
  await administrator.getByText("Choisissez à qui vous écrivez").waitFor();
  await looked(administrator, "message-a-personne");
  await topic(administrator, "À qui ?").getByRole("checkbox").first().check();
  await administrator.getByLabel("Objet").fill("Fermeture du 25 décembre");
  await administrator.getByLabel("Texte").fill("L’épicerie est fermée.\n\nBonnes fêtes !");
  await administrator.getByRole("button", { name: "Voir avant d’envoyer" }).click();
  await administrator.getByRole("heading", { name: "Avant d’envoyer" }).waitFor();
  await administrator.locator(".leaf").getByText("Bonnes fêtes !").waitFor();
  await looked(administrator, "message-avant");
  // What changes after the look has to be looked at again.
  await administrator.getByLabel("Objet").fill("Fermeture des fêtes");
  assert.equal(await administrator.getByRole("button", { name: /^Envoyer à/ }).count(), 0);
  await administrator.getByRole("button", { name: "Voir avant d’envoyer" }).click();
  await administrator.getByRole("button", { name: /^Envoyer à \d+ membre/ }).click();
  await toast(administrator, "Le message part").waitFor();
  const first = administrator.locator("halle-notify-email-written").first();
  await first.getByText(/Envoyé à \d+ membre/).waitFor();
  await first.getByText("Fermeture des fêtes", { exact: true }).waitFor();
  assert.equal(await administrator.getByLabel("Objet").inputValue(), "");
  await looked(administrator, "message-envoye");
});

/** Waits for a letter with that subject; its text. */
async function arrived(subject) {
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    const letter = written().find((one) => one.subject === subject);
    if (letter) return letter.text;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("no letter: " + subject);
}

test("a forgotten password is replaced by a link that comes by letter and works once", async () => {
  const page = await open(browser);
  await page.goto(site + "/");
  await page.getByLabel("Numéro de membre ou e-mail").fill("7");
  await page.getByRole("link", { name: "Mot de passe oublié ?" }).click();
  await page.getByRole("heading", { name: "Mot de passe oublié" }).waitFor();
  assert.equal(await page.getByLabel("Numéro de membre ou e-mail").inputValue(), "7");
  await looked(page, "mot-de-passe-oublie");
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await page.getByRole("heading", { name: "C’est demandé" }).waitFor();
  await looked(page, "mot-de-passe-demande");
  const text = await arrived("Choisir un nouveau mot de passe");
  const link = site + /\/mot-de-passe#[0-9a-f]+/.exec(text)[0];
  await page.goto(link);
  await page.getByRole("heading", { name: "Choisissez un nouveau mot de passe" }).waitFor();
  await page.getByText("normand.elisa@example.org").waitFor();
  await looked(page, "mot-de-passe");
  // The same words again: the journeys that follow know them.
  await page.getByLabel("Nouveau mot de passe").fill(passwords["7"]);
  await page.getByRole("button", { name: "Changer le mot de passe" }).click();
  await page.getByRole("link", { name: "Commander" }).first().waitFor();
  // Other devices are signed out.
  await member.goto(site + "/mes-lettres");
  await member.locator("#login").waitFor();
  const again = await open(browser);
  await again.goto(link);
  await again.getByText("Ce lien ne marche plus").waitFor();
  await again.getByRole("link", { name: "Demander un autre lien" }).waitFor();
});
