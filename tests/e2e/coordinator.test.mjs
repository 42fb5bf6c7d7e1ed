// Staff's week in a real browser: a cycle from its opening to its sheets on paper, and lists that
// are imported. Needs a demonstration; the cycle opened here is closed here, and members 7, 12, 1
// and 23, who act in other journeys, do not order in it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { call, check, launch, open, pages, signIn, site } from "./support.mjs";

const staff = "12";
const wide = { viewport: { width: 1280, height: 900 } };
const narrow = { viewport: { width: 320, height: 640 } };
const cycles = "halle.orders.v1.Cycles/";
const orders = "halle.orders.v1.Orders/";
const many = 53;
const lines = 8;
let browser;
before(async () => (browser = await launch()));
// The gateway counts connections by address, and a browser keeps its own open.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
after(() => browser?.close());

const weekLater = (day) =>
  new Date(Date.parse(day + "T12:00Z") + 7 * 86_400_000).toISOString().slice(0, 10);

async function order(page, cycle, member, products, confirm) {
  const wanted = products.map((product) => ({ product, quantity: "1000" }));
  await call(page, orders + "SetLines", { cycle, member, lines: wanted });
  if (confirm) await call(page, orders + "Confirm", { cycle, member });
}

/** Tab until what is focused has this id or text. */
async function tabTo(page, wanted) {
  const seen = () =>
    page.evaluate(() => [document.activeElement.id, document.activeElement.textContent.trim()]);
  for (let i = 0; i < 60 && !(await seen()).includes(wanted); ++i) await page.keyboard.press("Tab");
  assert.ok((await seen()).includes(wanted), wanted);
}

test("a cycle from opening to paper: last week's as the start, live, closed, sheets", async () => {
  const page = await open(browser, wide);
  await signIn(page, staff);
  const [last] = (await call(page, cycles + "List", {})).cycles;
  await page.goto(site + "/commandes");
  await page.getByText("Ouvertes en ce moment").waitFor();
  await check(page, "cycles");

  // With the keyboard alone.
  await tabTo(page, "Ouvrir une commande");
  await page.keyboard.press("Enter");
  await page.locator("#name").waitFor();
  await check(page, "opening");
  assert.equal(await page.locator("#pickup").inputValue(), weekLater(last.pickup));
  assert.equal(await page.locator("#hour").inputValue(), "20:00");
  assert.match(await page.locator("#name").inputValue(), /^Panier du samedi \d/);
  assert.equal(await page.locator("fieldset input[type=checkbox]:not(:checked)").count(), 0);
  const name = (await page.locator("#name").inputValue()) + " bis";
  await tabTo(page, "name");
  await page.keyboard.press("End");
  await page.keyboard.type(" bis");
  await tabTo(page, "Ouvrir la commande");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByText("Personne n’a encore confirmé").waitFor();
  await check(page, "live-empty");
  const cycle = new URL(page.url()).hash.slice(1);

  // Two members order; the screen shows it by itself.
  const other = await open(browser);
  await signIn(other, staff);
  const { offers } = await call(other, cycles + "ListOffers", { cycle, limit: 2000 });
  const { members } = await call(other, "halle.membership.v1.Members/List", {});
  const able = members.filter(
    (one) => one.standing === "STANDING_ACTIVE" && Number(one.number) > 30,
  );
  const inCases = offers.find(
    (offer) => Number(offer.caseSize ?? 0) > 1000 && !Number(offer.minimum ?? 0),
  );
  const plain = offers.filter(
    (offer) =>
      offer.available === undefined && !Number(offer.caseSize ?? 0) && !Number(offer.minimum ?? 0),
  );
  await order(other, cycle, able[0].number, [inCases.code], true);
  await order(other, cycle, able[1].number, [inCases.code], false);
  await page.getByText("sur 2 commandes commencées").waitFor();
  await page.locator(".figure strong", { hasText: /^1$/ }).waitFor();
  await page
    .locator(".fill", { hasText: inCases.name })
    .getByText(/encore .* pour un carton/)
    .waitFor();
  const late = page.locator(".names li").first();
  assert.match(await late.innerText(), new RegExp(able[1].name));
  assert.match(await late.getByRole("link").getAttribute("href"), /^tel:\+/);
  await check(page, "live");
  await page.setViewportSize(narrow.viewport);
  await check(page, "live-narrow");
  await page.setViewportSize(wide.viewport);

  for (let i = 0; i < many; ++i) {
    const hers = Array.from({ length: lines }, (_, j) => plain[(i * 5 + j) % plain.length].code);
    await order(other, cycle, able[2 + i].number, hers, true);
  }
  await page.getByText(`sur ${many + 2} commandes commencées`).waitFor();
  await check(page, "live-full");

  // Said before it is done, and done at the second press only.
  await page.getByRole("button", { name: "Clore la commande sans attendre" }).click();
  await page.getByText("on ne peut pas rouvrir").waitFor();
  await check(page, "closing");
  assert.equal((await call(other, cycles + "Get", { cycle })).cycle.state, "CYCLE_STATE_OPEN");
  await page.getByRole("button", { name: "Clore maintenant" }).click();
  await page.getByText("1 membre a oublié de confirmer").waitFor();
  const sheets = page.locator(".grower-sheet");
  await sheets.first().waitFor();
  await check(page, "cycle-closed");
  assert.equal(await pages(page), await sheets.count(), "a page for each grower");

  await page.getByRole("button", { name: "Par membre", exact: true }).click();
  await page.locator(".pick").first().waitFor();
  await check(page, "by-member");
  assert.ok((await page.locator(".pick").count()) >= many);
  const used = await pages(page);
  assert.ok(used <= 3, `${used} pages for ${many} members`);
  await page.emulateMedia({ media: "print" });
  const size = await page
    .locator(".pick li")
    .first()
    .evaluate((line) => parseFloat(getComputedStyle(line).fontSize));
  assert.ok(size >= 12, `${size} px on paper: 9 pt are 12`);
  await page.emulateMedia({ media: null });
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger pour un tableur" }).click(),
  ]);
  const sheet = readFileSync(await file.path(), "utf8");
  assert.ok(sheet.startsWith("\ufeffNuméro;Membre;Producteur;"), sheet.slice(0, 60));

  await page.getByRole("button", { name: "Par produit", exact: true }).click();
  await page.locator(".shares").waitFor();
  await check(page, "by-product");
  assert.ok((await pages(page)) <= 3);
  await page.setViewportSize(narrow.viewport);
  for (const kind of ["Par producteur", "Par membre", "Par produit"]) {
    await page.getByRole("button", { name: kind, exact: true }).click();
    await page.locator(".paper").first().waitFor();
    await check(page, "narrow-" + kind.slice(4));
  }
  await page.evaluate(() => localStorage.setItem("halle.language", "en"));
  await page.reload();
  await page.getByText("1 member forgot to confirm").waitFor();
  await page.locator(".paper").first().waitFor();
  await check(page, "cycle-closed-english");
  await page.getByRole("link", { name: "All group orders" }).click();
  await page.getByRole("link", { name }).waitFor();
  await check(page, "cycles-english");
});

test("what is wrong in a new cycle is said at its field", async () => {
  const page = await open(browser, narrow);
  await signIn(page, staff);
  await page.goto(site + "/commandes#ouvrir");
  await page.locator("#pickup").fill("2020-01-04");
  const submit = page.getByRole("button", { name: "Ouvrir la commande" });
  await submit.click();
  await page.getByText("Le retrait ne peut pas avoir lieu avant la clôture.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "pickup");
  await check(page, "opening-pickup");
  await page.locator("#day").fill("2020-01-03");
  await submit.click();
  await page.getByText("Cette heure de clôture est déjà passée.").waitFor();
  for (const box of await page.locator("fieldset input[type=checkbox]").all()) await box.uncheck();
  await page.locator("#name").fill("");
  await submit.click();
  await page.getByText("Cochez au moins un producteur.").waitFor();
  await page.getByText("Donnez un nom").waitFor();
  await check(page, "opening-wrong");
});

const header = "Numéro;Nom;Prénom;Téléphone;Mél perso\n";
const asFile = (text) => ({ name: "membres.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("J12: a list with a wrong cell, then the corrected one, in 6 touches at most", async () => {
  const page = await open(browser);
  await signIn(page, staff);
  const known = async () =>
    (await call(page, "halle.membership.v1.Members/List", {})).members.filter((one) =>
      /^90\d\d$/.test(one.number),
    );
  await page.goto(site + "/importer-membres");
  await page.getByText("Choisir un fichier").waitFor();
  await check(page, "import");
  const field = page.locator("input[type=file]");
  let touches = 0;
  const choose = async (text) => {
    touches += 2; // the button, and the file in the system's window
    await field.setInputFiles(asFile(text));
  };
  await choose(header + "9001;Martin;Zoé;06 39 98 00 01;zoe@example.org\n9002;Petit;Anne;12;\n");
  await page.getByText("1 nouveau membre").waitFor();
  const row = page.locator(".rejects tbody tr");
  assert.equal(await row.locator("th").innerText(), "3");
  assert.match(
    await row.locator("td").innerText(),
    /Téléphone «\s12\s»\s: Ce numéro de téléphone n’est pas valable/,
  );
  assert.equal(await row.locator("mark").innerText(), "12");
  await check(page, "import-preview");
  assert.deepEqual(await known(), [], "nothing is written before the button");
  await page.setViewportSize(narrow.viewport);
  await check(page, "import-preview-narrow");

  ++touches;
  await page.getByRole("button", { name: "Importer la bonne ligne" }).click();
  await page.getByRole("heading", { name: "C’est importé" }).waitFor();
  await check(page, "import-done");
  assert.deepEqual(
    (await known()).map((one) => one.number),
    ["9001"],
  );

  await choose(
    header + "9001;Martin;Zoé;06 39 98 00 01;zoe@example.org\n9002;Petit;Anne;06 39 98 00 02;\n",
  );
  await page.getByText("1 membre déjà à jour").waitFor();
  ++touches;
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await page.getByRole("heading", { name: "C’est importé" }).waitFor();
  assert.deepEqual(
    (await known()).map((one) => one.number),
    ["9001", "9002"],
  );
  assert.ok(touches <= 6, `${touches} touches`);
});

test("wrong rows come back as a file, and headings that are not known can be told", async () => {
  const page = await open(browser, wide);
  await signIn(page, staff);
  await page.goto(site + "/importer-membres");
  const field = page.locator("input[type=file]");
  await field.setInputFiles(
    asFile(header + "9011;Durand;Luc;=1+1;\n9012;Roux;Éva;;pas-une-adresse\n"),
  );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger la ligne à corriger" }).click(),
  ]);
  const [heading, first] = readFileSync(await file.path(), "utf8")
    .replace("\ufeff", "")
    .split("\r\n");
  assert.equal(heading, header.trim() + ";À corriger");
  assert.match(first, /^9011;Durand;Luc;=1\+1;;Téléphone «\s=1\+1\s»\s: /);
  await page.getByLabel("« Mél perso » contient").selectOption("email");
  await page.getByText("E-mail « pas-une-adresse »").waitFor();
  await page.getByText("Aucune ligne ne peut être importée").waitFor();
  await check(page, "import-told");

  await field.setInputFiles(asFile("Numéro;Le nom de famille\n9013;Blanc\n"));
  await page.getByText("Il manque une colonne").waitFor();
  await check(page, "import-missing");
  await page.getByLabel("Où est la colonne « nom »").selectOption("Le nom de famille");
  await page.getByText("1 nouveau membre").waitFor();

  await field.setInputFiles({
    name: "liste.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7\n\0\0"),
  });
  await page.getByText("Ce fichier n’est pas un CSV").waitFor();
  await check(page, "import-refused");

  await page.goto(site + "/importer-produits");
  await page.evaluate(() => localStorage.setItem("halle.language", "en"));
  await page.reload();
  await page
    .locator("input[type=file]")
    .setInputFiles({
      name: "products.csv",
      mimeType: "text/csv",
      buffer: readFileSync(new URL("../../deploy/demo/products.csv", import.meta.url)),
    });
  await page.getByText("Everything is up to date").waitFor();
  await check(page, "import-english");
});
