// Nothing that was acknowledged is lost, and what was not says so: a closed tab, no connection, an
// answer that got lost, two tabs, a cycle that closes under an open basket. Invitations come first:
// they make the member who orders here.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { call, check, emptyShop, launch, open, pages, signIn, site } from "./support.mjs";

const number = "23";
const password = "poireau carotte navet";
let browser;
before(async () => (browser = await launch()));
// The gateway counts connections by address, and a browser keeps its own open.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
after(() => browser?.close());

/** Products that need no case: nobody else's order changes what they say. */
const plain = (page) => page.locator(".offer:not(:has(.case))");
const more = (card) => card.getByRole("button", { name: /^Plus de/ });
const inBasket = (page) => page.locator(".basket tbody tr").count();

test("staff invite a member, who chooses a password and is in her shop", async () => {
  const page = await open(browser, { viewport: { width: 1280, height: 800 } });
  await signIn(page, "1");
  await page.getByRole("link", { name: "Inviter", exact: true }).click();
  await page.getByLabel("Numéro de membre").fill(number);
  await check(page, "invite");
  await page.getByRole("button", { name: "Préparer la feuille" }).click();
  await page.locator(".qr").waitFor();
  await check(page, "invite-sheet");
  assert.equal(await pages(page), 1, "one sheet of paper");
  const link = await page.locator(".link").innerText();

  const her = await open(browser);
  await her.goto(link);
  await her.getByText("Vous êtes le membre n°").waitFor();
  await check(her, "invitation");
  await her.getByLabel("Nouveau mot de passe").fill("trop court");
  await her.getByRole("button", { name: "Ouvrir mon compte" }).click();
  await her.getByRole("alert").waitFor();
  await her.getByLabel("Nouveau mot de passe").fill(password);
  await her.getByRole("button", { name: "Ouvrir mon compte" }).click();
  await her.locator(".offer").first().waitFor();

  const late = await open(browser);
  await late.goto(link);
  await late.getByRole("alert").waitFor();
  await check(late, "invitation-used");
});

test("a tab closed without a connection: what was chosen is kept and goes out once", async () => {
  const page = await open(browser);
  await signIn(page, number, password);
  await emptyShop(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await more(plain(page).first()).click();
  await plain(page).first().getByText("pas encore enregistré").waitFor();
  await check(page, "offline");
  const next = await page.context().newPage();
  await page.close();
  // Some browsers never say that the connection is back, and a captive portal never lets them.
  await next.addInitScript(() =>
    addEventListener("online", (event) => event.stopImmediatePropagation()),
  );
  next.setDefaultTimeout(15_000);
  // The shell that was kept says what is the matter; it is never a blank page.
  await next.goto(site + "/commande");
  await next.getByRole("heading", { name: "Le site ne répond pas" }).waitFor();
  const sent = [];
  next.on("request", (request) => {
    if (request.url().endsWith("/SetLines")) sent.push(request.headers()["idempotency-key"]);
  });
  await next.context().setOffline(false);
  await plain(next)
    .first()
    .getByText(/Enregistré \d/)
    .waitFor();
  assert.equal(new Set(sent).size, 1, "sent as one operation");
  assert.equal(await inBasket(next), 1);
});

test("an answer that got lost: the same operation is sent again", async () => {
  const page = await open(browser);
  await signIn(page, number, password);
  await emptyShop(page);
  const sent = [];
  let lose = 1;
  await page.route("**/halle.orders.v1.Orders/SetLines", async (route) => {
    sent.push(route.request().headers()["idempotency-key"]);
    if (lose-- <= 0) return route.continue();
    await route.fetch(); // the server did it
    await route.abort("connectionreset");
  });
  await more(plain(page).first()).click();
  await plain(page)
    .first()
    .getByText(/Enregistré \d/)
    .waitFor();
  assert.equal(sent.length, 2);
  assert.equal(new Set(sent).size, 1);
  assert.equal(await inBasket(page), 1);
});

test("a slow answer delays no other product; quick touches end in the last number", async () => {
  const page = await open(browser);
  await signIn(page, number, password);
  await emptyShop(page);
  let slow = true;
  await page.route("**/halle.orders.v1.Orders/SetLines", async (route) => {
    if (slow) {
      slow = false;
      await new Promise((done) => setTimeout(done, 3000));
    }
    await route.continue();
  });
  const [first, second] = [plain(page).nth(0), plain(page).nth(1)];
  await more(first).click();
  await page.waitForTimeout(600); // its call is on its way
  await more(second).click();
  await second.getByText(/Enregistré \d/).waitFor({ timeout: 2000 });
  for (let i = 0; i < 3; ++i) await more(first).click();
  const shown = await first.getByRole("textbox").inputValue();
  await first.getByText(/Enregistré \d/).waitFor();
  await page.reload();
  await page.locator(".offer").first().waitFor();
  assert.equal(await plain(page).nth(0).getByRole("textbox").inputValue(), shown);
});

test("two tabs of one basket: every line is the last one asked for", async () => {
  const page = await open(browser);
  await signIn(page, number, password);
  await emptyShop(page);
  const other = await page.context().newPage();
  await other.goto(site + "/commande");
  await other.locator(".offer").first().waitFor();
  await more(plain(page).nth(0)).click();
  await more(plain(other).nth(1)).click();
  await plain(page)
    .nth(0)
    .getByText(/Enregistré \d/)
    .waitFor();
  await plain(other)
    .nth(1)
    .getByText(/Enregistré \d/)
    .waitFor();
  await page.reload();
  await page.locator(".offer").first().waitFor();
  assert.equal(await inBasket(page), 2);
});

test("words longer by 40 % and text at 200 % fit 320 px", async () => {
  const page = await open(browser, { viewport: { width: 320, height: 640 } });
  await signIn(page, number, password);
  await page.locator(".offer").first().waitFor();
  await page.evaluate(() => localStorage.setItem("halle.language", "xx"));
  await page.reload();
  await page.locator(".offer").first().waitFor();
  await check(page, "pseudo-language");
  await page.setViewportSize({ width: 640, height: 1280 });
  await page.evaluate(() => (document.documentElement.style.fontSize = "225%")); // 2 × 112.5
  await check(page, "text-200");
});

test("a cycle closes under an open basket: what counts is shown, and what was late", async () => {
  const staff = await open(browser);
  await signIn(staff, "12");
  const { cycles } = await call(staff, "halle.orders.v1.Cycles/List", {});
  const { id } = cycles.find((cycle) => cycle.state === "CYCLE_STATE_OPEN");
  const page = await open(browser);
  await signIn(page, number, password);
  await emptyShop(page);
  await more(plain(page).nth(0)).click();
  await plain(page)
    .nth(0)
    .getByText(/Enregistré \d/)
    .waitFor();
  await page.getByRole("button", { name: "Confirmer la commande" }).click();
  await page.getByText("Commande confirmée").first().waitFor();
  await call(staff, "halle.orders.v1.Cycles/Close", { cycle: id });
  await more(plain(page).nth(1)).click();
  await page.getByRole("heading", { name: "Ce qui est enregistré" }).waitFor();
  await page.getByText("Pas enregistré, arrivé trop tard").waitFor();
  await check(page, "closed");
  await page.goto(site + "/commande");
  await page.getByText("Aucune commande n’est ouverte").waitFor();
  await check(page, "none-open");
});

test("scripts that do not come leave words, not a blank page", async () => {
  const page = await open(browser);
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto(site + "/");
  await page.getByText("rechargez la page").waitFor();
});
