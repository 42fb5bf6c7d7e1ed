// Solidarity prices: the co-ordination sets them, members choose in silence, the basket, the
// account and the fund say what becomes of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, check, launch, open, signIn, site } from "./support.mjs";

let browser, staff, member, cycle;
const wide = (page) => page.setViewportSize({ width: 1280, height: 900 });
const narrow = (page) => page.setViewportSize({ width: 390, height: 844 });

/** Both sizes of what is on the page. */
async function looked(page, name) {
  await wide(page);
  await check(page, name + "-1280");
  await narrow(page);
  await check(page, name + "-390");
}

before(async () => {
  browser = await launch();
  staff = await open(browser);
  await signIn(staff, "12");
  member = await open(browser);
  await signIn(member, "7");
  const closes = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 11) + "20:00";
  cycle = (
    await call(staff, "halle.orders.v1.Cycles/Open", {
      name: "Commande d’essai",
      closes,
      pickup: closes.slice(0, 10),
    })
  ).id;
});
after(() => browser.close());

test("nothing to choose before the association has decided", async () => {
  await member.goto(site + "/mon-prix");
  await member.getByText("chacun paie le prix affiché").waitFor();
  await looked(member, "prix-pas-fixes");
});

test("the co-ordination sets both prices", async () => {
  await staff.goto(site + "/prix-solidaires");
  await staff.getByText("Fixez les deux prix pour commencer").waitFor();
  await staff.getByLabel("« Un peu plus »").fill("soixante");
  await staff.getByLabel("Prix solidaire, en").fill("15");
  await staff.getByRole("button", { name: "Fixer ces prix" }).click();
  await staff.getByText("va de 0 à 50").first().waitFor();
  await looked(staff, "prix-refuse");
  await staff.getByLabel("« Un peu plus »").fill("10");
  await staff.getByRole("button", { name: "Fixer ces prix" }).click();
  await staff.getByText("10 % de plus pour qui donne").waitFor();
  await looked(staff, "prix-fixes");
});

test("a member chooses, and her basket says so", async () => {
  await member.goto(site + "/mon-prix");
  await member.getByLabel("Je paie le prix solidaire").check();
  await member.getByRole("button", { name: "Enregistrer mon choix" }).click();
  await member.getByText("Vous payez le prix solidaire.").waitFor();
  await looked(member, "mon-prix");
  await staff.goto(site + "/mon-prix");
  await staff.getByLabel("Je paie un peu plus").check();
  await staff.getByRole("button", { name: "Enregistrer mon choix" }).click();
  await staff.getByText("Merci").waitFor();
  const { offers } = await call(member, "halle.orders.v1.Cycles/ListOffers", { cycle, limit: 3 });
  const lines = offers.map(({ code }) => ({ product: code, quantity: "2000" }));
  for (const [page, number] of [
    [member, "7"],
    [staff, "12"],
  ])
    await call(page, "halle.orders.v1.Orders/SetLines", { cycle, member: number, lines });
  await call(staff, "halle.orders.v1.Orders/Confirm", { cycle, member: "12" });
  await member.goto(site + "/commande");
  const chosen = member.getByRole("button", { name: "Commande d’essai" });
  if (await chosen.count()) await chosen.click();
  await member.locator("#basket").getByText("prix solidaire (15 % de moins)").waitFor();
  await wide(member);
  await member.locator("#basket").scrollIntoViewIfNeeded();
  await check(member, "panier-solidaire-1280");
  await narrow(member);
  await check(member, "panier-solidaire-390");
  // One more of the first: the price follows what is saved.
  const before = await member.locator("#basket .reasons").innerText();
  await member.locator(".offer").first().getByRole("button", { name: "Plus de" }).click();
  await member.waitForFunction(
    (was) => document.querySelector("#basket .reasons")?.innerText !== was,
    before,
  );
  await call(member, "halle.orders.v1.Orders/Confirm", { cycle, member: "7" });
});

test("the home page has what is to be done elsewhere", async () => {
  await staff.goto(site + "/");
  await staff.locator(".cards").getByText("à confirmer").first().waitFor();
  await looked(staff, "accueil-coordination");
});

test("after the close, account, order and fund say it", async () => {
  await call(staff, "halle.orders.v1.Cycles/Close", { cycle });
  await member.goto(site + "/mon-compte");
  await member.getByText("prix solidaire (15 % de moins)").first().waitFor();
  await looked(member, "compte-solidaire");
  await member.goto(site + "/mes-commandes");
  await member
    .locator("details")
    .filter({ hasText: "Commande d’essai" })
    .locator("summary")
    .click();
  await member.getByText("au lieu de").first().waitFor();
  await looked(member, "commande-solidaire");
  await staff.goto(site + "/prix-solidaires");
  await staff.getByText("dans la caisse commune").waitFor();
  await looked(staff, "caisse");
  const fund = await call(staff, "halle.orders.v1.Accounts/GetFund", { fund: "price_solidarity" });
  assert.ok(Number(fund.balanceCents ?? 0) >= 0);
  assert.ok(Number(fund.periods[0].usedCents) > 0);
});
