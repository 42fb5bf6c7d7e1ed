// Journeys of a member and of staff, in a real browser. Touches are counted: what a journey may
// take is in its name.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  check,
  emptyShop,
  launch,
  open as openPage,
  pages,
  passwords,
  signIn,
  site,
} from "./support.mjs";

let browser;
before(async () => {
  browser = await launch();
});
// The gateway counts connections by address, and a browser keeps its own open.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
after(() => browser?.close());

async function open(options = {}) {
  const page = await openPage(browser, options);
  page.touches = 0;
  page.touch = async (name, options = {}) => {
    ++page.touches;
    await page
      .getByRole("button", { name, ...options })
      .first()
      .click();
  };
  return page;
}

/**
 * Goes on by the tabulator to the button of that name, which must be seen whole when it is reached.
 */
async function tabTo(page, name) {
  const most = 400;
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(async () => {
      await new Promise(requestAnimationFrame);
      const now = document.activeElement;
      const box = now.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return {
        text: now.textContent.trim(),
        seen: top !== null && (now.contains(top) || top.contains(now)),
      };
    });
    assert.ok(here.seen, `${here.text} is covered or out of sight`);
    if (here.text.startsWith(name)) return;
  }
  assert.fail("no way to " + name);
}

test("sign-in says the same whatever is wrong", async () => {
  const page = await open();
  await page.goto(site + "/");
  await page.getByRole("button", { name: "Se connecter" }).waitFor();
  await check(page, "sign-in");
  for (const login of ["7", "personne@example.org"]) {
    await page.getByLabel("Numéro de membre ou e-mail").fill(login);
    await page.getByLabel("Mot de passe", { exact: true }).fill("pas le bon mot de passe");
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByRole("alert").getByText("Identifiant ou mot de passe incorrect.").waitFor();
  }
  await check(page, "sign-in-refused");
});

test("J1: the last order again and confirmed in 4 touches at most", async () => {
  const page = await open();
  await signIn(page, "7");
  await page.locator(".offer").first().waitFor();
  if (await page.getByRole("button", { name: "Annuler la commande" }).count()) {
    await page.getByRole("button", { name: "Annuler la commande" }).click();
    await page.getByText("Commande annulée").first().waitFor();
    await page.getByRole("button", { name: "Rétablir" }).waitFor();
    await check(page, "cancelled");
    await page.reload();
  }
  await page.getByRole("button", { name: "Reprendre ma dernière commande" }).waitFor();
  await check(page, "shop-empty");
  page.touches = 0;
  await page.touch("Reprendre ma dernière commande");
  await page
    .getByText(/1 geste restant/)
    .first()
    .waitFor();
  await check(page, "shop-unconfirmed");
  await page.touch("Confirmer la commande");
  await page.getByText("Commande confirmée").first().waitFor();
  await check(page, "shop-confirmed");
  assert.ok(page.touches <= 4, `${page.touches} touches`);
  // Undone within 10 seconds it is as it was, confirmed.
  const total = await page.locator(".basket .sum strong").innerText();
  await page.touch("Annuler la commande");
  await page.touch("Rétablir");
  await page.getByText("Commande confirmée").first().waitFor();
  assert.equal(await page.locator(".basket .sum strong").innerText(), total);
});

test("J1: twelve products in 16 touches at most, kept when the tab closes", async () => {
  const page = await open();
  await signIn(page, "12");
  await page.goto(site + "/commande");
  await page.locator(".offer").first().waitFor();
  if (await page.getByRole("button", { name: "Annuler la commande" }).count()) {
    await page.getByRole("button", { name: "Annuler la commande" }).click();
    await page.getByText("Le panier est vide.").waitFor();
  }
  const more = page.locator(".offer:not(:has(.case)) button.step:last-of-type");
  page.touches = 0;
  for (let i = 0; i < 12; ++i) {
    ++page.touches;
    await more.nth(i).click();
  }
  await page.touch("Confirmer la commande");
  await page.getByText("Commande confirmée").first().waitFor();
  assert.ok(page.touches <= 16, `${page.touches} touches`);
  const again = await page.context().newPage();
  await page.close();
  await again.goto(site + "/commande");
  await again.getByText("12 produits").first().waitFor();
  await again.getByText("Commande confirmée").first().waitFor();
});

test("what a lost connection kept is sent once when it is back", async () => {
  const page = await open();
  await signIn(page, "1");
  await page.goto(site + "/commande");
  await page.locator(".offer").first().waitFor();
  const card = page.locator(".offer:not(:has(.case))").nth(5);
  const field = card.getByRole("textbox");
  await page.context().setOffline(true);
  await page.getByText("Pas de connexion").waitFor();
  await field.fill("2");
  await field.blur();
  await card.getByText("pas encore enregistré").waitFor();
  await page.screenshot({ path: "build/e2e/offline.png" });
  await page.context().setOffline(false);
  await card.getByText(/Enregistré \d/).waitFor();
  await page.reload();
  await page.locator(".offer").first().waitFor();
  assert.equal(
    await page.locator(".offer:not(:has(.case))").nth(5).getByRole("textbox").inputValue(),
    "2",
  );
});

test("staff find a member in two keystrokes and order for her", async () => {
  const page = await open({ viewport: { width: 1280, height: 800 } });
  await signIn(page, "12");
  await page.goto(site + "/comptoir");
  await page.getByLabel("Numéro ou nom du membre").waitFor();
  await check(page, "counter");
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await page.getByText("Vous commandez pour").waitFor();
  await page.locator(".offer").first().waitFor();
  await check(page, "counter-shop");
});

test("orders and account are read in words", async () => {
  const page = await open();
  await signIn(page, "7");
  for (const [path, name] of [
    ["mes-commandes", "mine"],
    ["mon-compte", "account"],
    ["profil", "profile"],
  ]) {
    await page.goto(site + "/" + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    if (name === "mine") await page.locator("main summary").first().click();
    await check(page, name);
  }
});

test("narrow, large and in English", async () => {
  const page = await open({ viewport: { width: 320, height: 640 } });
  await signIn(page, "7");
  await page.locator(".offer").first().waitFor();
  await check(page, "narrow");
  await page.getByRole("button", { name: "Menu" }).click();
  await check(page, "menu");
  await page.setViewportSize({ width: 480, height: 960 });
  await page.getByRole("button", { name: "Taille du texte" }).click();
  await page.getByRole("button", { name: "Taille du texte" }).click();
  await check(page, "large");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Pick-up").first().waitFor();
  await check(page, "english");
});

test("J1 with the keyboard alone, colours forced", async () => {
  const page = await open({
    viewport: { width: 1280, height: 800 },
    forcedColors: "active",
    reducedMotion: "reduce",
  });
  await page.goto(site + "/");
  await page.getByLabel("Numéro de membre ou e-mail").waitFor();
  const seen = () => page.evaluate(() => document.activeElement?.id);
  for (let i = 0; i < 12 && (await seen()) !== "login"; ++i) await page.keyboard.press("Tab");
  await page.keyboard.type("7");
  await page.keyboard.press("Tab");
  await page.keyboard.type(passwords["7"]);
  await page.keyboard.press("Enter");
  await page.locator(".offer").first().waitFor();
  await emptyShop(page); // what the tests before left
  await page.reload();
  await page.locator(".offer").nth(40).waitFor();
  await tabTo(page, "Reprendre ma dernière commande");
  await page.keyboard.press("Enter");
  await page
    .getByText(/1 geste restant/)
    .first()
    .waitFor();
  await tabTo(page, "Confirmer la commande");
  await page.keyboard.press("Enter");
  await page.getByText("Commande confirmée").first().waitFor();
  await check(page, "keyboard");
  assert.equal(await pages(page), 1, "the slip is one page");
});
