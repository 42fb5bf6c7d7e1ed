// J7: a producer opens a link without an account, says "seen" in one touch, a shortage in two.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { call, check, launch, open as openPage, pages, signIn, site } from "./support.mjs";

const phone = { viewport: { width: 360, height: 740 } };
const desk = { viewport: { width: 1280, height: 900 } };

let browser;
let staff; // the coordinator's page
let cycle, association;
before(async () => {
  browser = await launch();
  staff = await openPage(browser, { ...desk, permissions: ["clipboard-read", "clipboard-write"] });
  await signIn(staff, "12");
  const { cycles } = await call(staff, "halle.orders.v1.Cycles/List", {});
  cycle = cycles.find((each) => each.state === "CYCLE_STATE_CLOSED").id;
  association = await staff.evaluate(() => localStorage.getItem("halle.organisation"));
});
afterEach(() =>
  Promise.all(
    browser
      .contexts()
      .filter((each) => each !== staff.context())
      .map((each) => each.close()),
  ),
);
after(() => browser?.close());

const deliveries = async () =>
  (await call(staff, "halle.orders.v1.Deliveries/List", { cycle })).deliveries;

/** A producer's link: one who sells in cases, or any other. */
async function link(producer) {
  const { token } = await call(staff, "halle.orders.v1.Deliveries/IssueLink", { cycle, producer });
  return `${site}/livraison#${association}.${token}`;
}

/** The grower's page, who has no session; touches are counted from here. */
async function opened(url, options = phone) {
  const page = await openPage(browser, options);
  page.asked = [];
  page.on("request", (request) => page.asked.push(request.url()));
  await page.goto(url);
  page.touches = 0;
  page.touch = async (target) => {
    ++page.touches;
    await target.click();
  };
  return page;
}

test("seen in one touch, a shortage in two, and taken back", async () => {
  const [{ producer }] = await deliveries();
  const page = await opened(await link(producer));
  await page.getByRole("heading", { level: 1, name: producer }).waitFor();
  await check(page, "grower");
  await page.touch(page.getByRole("button", { name: "J’ai vu" }));
  await page.getByText(/Vu \S+ \d\d:\d\d/).waitFor();
  assert.equal(page.touches, 1);
  await check(page, "grower-seen");
  await page.reload();
  await page.getByText(/Vu \S+ \d\d:\d\d/).waitFor();

  page.touches = 0;
  const row = page.locator("tbody tr").first();
  const ordered = (await row.locator("td.number strong").first().innerText()).replace(/\s+/g, " ");
  const product = await row.locator("th strong").innerText();
  await page.touch(row.getByRole("button", { name: "Il en manquera" }));
  const field = row.getByLabel("Combien en manquera-t-il ?");
  await field.waitFor();
  const missing = await field.inputValue();
  assert.notEqual(missing, "");
  await check(page, "grower-lack");
  await page.touch(row.getByRole("button", { name: "Signaler", exact: true }));
  await row.getByText("Signalé : il manquera").waitFor();
  assert.equal(page.touches, 2);
  await check(page, "grower-lacking");

  const [known] = await deliveries();
  assert.ok(known.seenAt);
  assert.equal(known.shortages[0].productName, product);
  assert.ok(ordered.startsWith(missing) || Number(missing.replace(",", ".")) > 0);

  // More than was ordered, a word that is no number: said beside the field, kept there.
  await row.getByRole("button", { name: "Corriger" }).click();
  await field.fill("99999");
  await row.getByRole("button", { name: "Signaler", exact: true }).click();
  await row.getByRole("alert").getByText("Ce qui manque va de 0 à la quantité commandée").waitFor();
  await field.fill("beaucoup");
  await row.getByRole("button", { name: "Signaler", exact: true }).click();
  await row
    .getByRole("alert")
    .getByText(/ne se lit pas|nombre entier/)
    .waitFor();
  await check(page, "grower-wrong");
  assert.equal(await field.inputValue(), "beaucoup");

  page.touches = 0;
  await page.touch(row.getByRole("button", { name: "Finalement, tout y sera" }));
  await row.getByRole("button", { name: "Il en manquera" }).waitFor();
  assert.equal(page.touches, 1);
  assert.equal((await deliveries())[0].shortages, undefined);
  // The secret stays in the fragment: no address that was asked for holds it.
  const secret = page.url().split(".").pop();
  assert.ok(secret.length === 64 && page.asked.every((url) => !url.split("#")[0].includes(secret)));
});

test("a link that was replaced, cut short or made up says what to do", async () => {
  const { producer } = (await deliveries())[1];
  const before = await link(producer);
  const now = await link(producer);
  const page = await opened(before);
  await page.getByText("Demandez-en un autre à l’association").waitFor();
  await check(page, "grower-shut");
  for (const wrong of [
    "",
    "#",
    "#x.y",
    `#${association}`,
    `#${association}.0`,
    "#00000000-0000-0000-0000-000000000000.1",
  ]) {
    await page.goto("about:blank");
    await page.goto(site + "/livraison" + wrong);
    await page.getByText("Demandez-en un autre à l’association").waitFor();
  }
  // The good one in the same tab.
  await page.goto(now);
  await page.getByRole("heading", { level: 1, name: producer }).waitFor();
  assert.deepEqual(page.wrong, []);
});

test("nothing else opens without a session", async () => {
  const page = await opened(site + "/commande");
  await page.getByLabel("Numéro de membre ou e-mail").waitFor();
  await page.goto(site + "/");
  await page.getByLabel("Numéro de membre ou e-mail").waitFor();
  assert.equal(await page.locator("nav").count(), 0);
});

test("in English, on a desk, on paper, large, and for one who is signed in", async () => {
  const { producer } = (await deliveries())[1];
  const url = await link(producer);
  const page = await opened(url, desk);
  await page.getByRole("heading", { level: 1, name: producer }).waitFor();
  await check(page, "grower-desk");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "I have seen it" }).waitFor();
  await page
    .getByRole("button", { name: /^Some will be missing/ })
    .first()
    .click();
  await page.getByLabel("How much will be missing?").waitFor();
  await check(page, "grower-english");
  await page.emulateMedia({ media: "print" });
  await page.screenshot({ path: "build/e2e/grower-print.png" });
  assert.equal(await page.getByRole("button").count(), 0, "no button on paper");
  assert.ok(await page.getByRole("table").isVisible());
  assert.ok((await pages(page)) <= 2);

  const large = await opened(url, phone);
  await large.getByRole("heading", { level: 1, name: producer }).waitFor();
  await large.getByRole("button", { name: "Taille du texte" }).click();
  await large.getByRole("button", { name: "Taille du texte" }).click();
  await check(large, "grower-large");

  const member = await openPage(browser, phone);
  await signIn(member, "7");
  await member.goto(url);
  await member.getByRole("heading", { level: 1, name: producer }).waitFor();
  await check(member, "grower-member");
});

test("a lost connection loses no answer", async () => {
  const [{ producer }] = await deliveries();
  const page = await opened(await link(producer));
  const row = page.locator("tbody tr").first();
  await row.getByRole("button", { name: "Il en manquera" }).click();
  await page.context().setOffline(true);
  await row.getByRole("button", { name: "Signaler", exact: true }).click();
  await row.getByRole("alert").waitFor();
  await page.context().setOffline(false);
  await row.getByRole("button", { name: "Signaler", exact: true }).click();
  await row.getByText("Signalé : il manquera").waitFor();
});

test("staff make the link, hand it over and read the answers", async () => {
  const page = staff;
  await page.goto(`${site}/commandes#${cycle}`);
  await page.getByText(/Feuilles vues\s: \d+ sur \d+/).waitFor();
  await page.getByText(/signale(nt)? un manque/).waitFor();
  await page.getByText("Les producteurs et leurs liens").click();
  const cards = page.locator("halle-orders-deliveries li.card");
  await cards.first().waitFor();
  const all = await deliveries();
  assert.equal(await cards.count(), all.length);
  // What the growers said in the tests before.
  await cards
    .first()
    .getByText(/vu le \S+ \d+ \S+ à \d\d:\d\d/)
    .waitFor();
  await cards.first().getByText("manque :").waitFor();
  await check(page, "deliveries");
  const last = cards.last();
  await last.getByText("pas encore de lien").waitFor();
  await last.getByRole("button", { name: /^Faire un lien/ }).click();
  await last.locator("svg.qr").waitFor();
  const shown = await last.locator(".link").innerText();
  assert.match(shown, new RegExp(`^${site}/livraison#${association}\\.[0-9a-f]{64}$`));
  await last.getByRole("button", { name: "Copier le lien" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
  const mail = await last.getByRole("link", { name: "Envoyer par e-mail" }).getAttribute("href");
  assert.ok(mail.startsWith("mailto:?subject=") && decodeURIComponent(mail).includes(shown));
  await last.getByText(/pas encore vu, lien valable jusqu’au/).waitFor();
  await check(page, "deliveries-link");
  await page.evaluate(() => (window.print = () => {}));
  await last.getByRole("button", { name: "Imprimer" }).click();
  await page.emulateMedia({ media: "print" });
  await page.screenshot({ path: "build/e2e/deliveries-print.png" });
  assert.ok(await last.locator("svg.qr").isVisible());
  assert.ok(!(await cards.first().isVisible()), "one grower's slip alone");
  assert.equal(await pages(page), 1);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.ok(!(await last.locator("svg.qr").isVisible()), "the growers' sheets again");
  await page.emulateMedia({ media: null });
  await page.setViewportSize(phone.viewport);
  await check(page, "deliveries-phone");

  const grower = await opened(shown);
  await grower.getByRole("heading", { level: 1, name: all.at(-1).producer }).waitFor();
});

test("words longer by 40 % fit 320 px, the form open", async () => {
  const [{ producer }] = await deliveries();
  const page = await opened(await link(producer), { viewport: { width: 320, height: 640 } });
  await page.getByRole("heading", { level: 1, name: producer }).waitFor();
  await page.evaluate(() => localStorage.setItem("halle.language", "xx"));
  await page.reload();
  await page
    .getByRole("button", { name: /Il en manquera|Corriger/ })
    .first()
    .click();
  await page.locator("#missing").waitFor();
  await check(page, "grower-long-words");
});
