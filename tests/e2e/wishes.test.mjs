// Wishes: members suggest and join, by keyboard and with a photo; the Commission answers; those who
// asked read it on their home page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, check, launch, open, signIn, site } from "./support.mjs";

let browser, commission, member;
const wide = (page) => page.setViewportSize({ width: 1280, height: 900 });
const narrow = (page) => page.setViewportSize({ width: 320, height: 700 });
const wish = (page, name) =>
  page.locator("li.wish").filter({ has: page.getByRole("heading", { name, exact: true }) });
const listed = (page, name) => page.locator(".cards").getByText(name);

/** Both sizes of what is on the page. */
async function looked(page, name) {
  await wide(page);
  await check(page, name + "-1280");
  await narrow(page);
  await check(page, name + "-320");
}

async function toWishes(page) {
  await page.goto(site + "/souhaits");
  await page.locator("li.wish").first().waitFor();
}

/** Goes on with Tab until what has the focus is called that. */
async function tabTo(page, name) {
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press("Tab");
    const called = await page.evaluate(
      () => (document.activeElement?.labels?.[0] ?? document.activeElement)?.innerText ?? "",
    );
    if (called.replace(/\s+/g, " ").trim() === name) return;
  }
  assert.fail("no way to " + name + " by Tab");
}

/** A photo of a telephone, as a file. */
async function photo(page, width, height) {
  const data = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "#8f2a1b";
      drawing.fillRect(width / 4, height / 4, width / 2, height / 2);
      return canvas.toDataURL("image/png").split(",")[1];
    },
    [width, height],
  );
  return { name: "etiquette.png", mimeType: "image/png", buffer: Buffer.from(data, "base64") };
}

before(async () => {
  browser = await launch();
  commission = await open(browser);
  await signIn(commission, "12");
  member = await open(browser);
  await signIn(member, "7");
});
after(() => browser.close());

test("the home page tells who asked, once", async () => {
  await member.goto(site + "/");
  await listed(member, "Bonne nouvelle : « Lessive en vrac »").waitFor();
  await looked(member, "accueil-souhait");
  await listed(member, "Bonne nouvelle : « Lessive en vrac »").click();
  await wish(member, "Lessive en vrac").getByText("Vous pouvez le commander").waitFor();
  await wish(member, "Lessive en vrac").getByText("Réponses d’avant").click();
  await wish(member, "Lessive en vrac").getByText("Nous cherchons un producteur").waitFor();
  await looked(member, "souhaits");
  await member.screenshot({ path: "build/e2e/souhaits-tous-320.png", fullPage: true });
  await member.goto(site + "/");
  await member.getByRole("heading", { level: 1 }).waitFor();
  await member.waitForLoadState("networkidle");
  assert.equal(await listed(member, "Lessive").count(), 0);
});

test("who types something like a wish joins it, without a mouse", async () => {
  await toWishes(member);
  await tabTo(member, "Proposer un produit");
  await member.keyboard.press("Enter");
  await tabTo(member, "Quel produit ?");
  await member.keyboard.type("pois chiches");
  await member.getByText("Un souhait ressemble déjà au vôtre").waitFor();
  await looked(member, "souhait-semblable");
  await tabTo(member, "Je le souhaite aussi Farine de pois chiches");
  await member.keyboard.press("Enter");
  await wish(member, "Farine de pois chiches")
    .getByText("4 membres le souhaitent, dont vous")
    .waitFor();
  assert.equal(await member.getByText("Un souhait ressemble").count(), 0);
});

test("a photo is made small, shown to members and to nobody else", async () => {
  await toWishes(member);
  await member.getByText("Proposer un produit").click();
  await member.getByLabel("Quel produit ?").fill("Savon d’Alep");
  await member.getByLabel("Quelques mots").fill("Celui au laurier.");
  const file = member.getByLabel("Une photo");
  await file.setInputFiles({
    name: "a.png",
    mimeType: "image/png",
    buffer: Buffer.from("no picture"),
  });
  await member.getByText("n’est pas une photo").waitFor();
  await looked(member, "souhait-photo-refusee");
  await file.setInputFiles(await photo(member, 3000, 2000));
  await member.getByRole("img", { name: "Votre photo" }).waitFor();
  await member.getByRole("img", { name: "Votre photo" }).scrollIntoViewIfNeeded();
  await looked(member, "souhait-photo");
  await member.getByRole("button", { name: "Proposer ce produit" }).click();
  const shown = wish(member, "Savon d’Alep").getByRole("img");
  await shown.scrollIntoViewIfNeeded();
  await member.waitForFunction((image) => image.naturalWidth > 0, await shown.elementHandle());
  assert.deepEqual(
    await shown.evaluate(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]),
    [1024, 683],
  );
  await looked(member, "souhait-avec-photo");
  const source = await shown.evaluate((image) => image.src);
  const stranger = await (await browser.newContext()).request.get(source);
  assert.equal(stranger.status(), 404);
});

test("the same is not asked for twice, and what nobody joined can be taken back", async () => {
  await toWishes(member);
  await member.getByText("Proposer un produit").click();
  await member.getByLabel("Quel produit ?").fill("savon d'alep !");
  await member.getByRole("button", { name: "Proposer ce produit" }).click();
  await member.getByText("Ce souhait existe déjà").waitFor();
  await looked(member, "souhait-en-double");
  await wish(member, "Savon d’Alep").getByRole("button", { name: "Retirer mon souhait" }).click();
  await wish(member, "Savon d’Alep").waitFor({ state: "detached" });
  assert.equal(await member.evaluate(() => document.activeElement.id), "wishes");
  await wish(member, "Farine de pois chiches")
    .getByRole("button", { name: "Je ne le souhaite plus" })
    .waitFor();
});

test("the Commission answers, with a day and a reason", async () => {
  await commission.goto(site + "/");
  await listed(commission, "Souhaits qui attendent une réponse : 2").waitFor();
  await toWishes(commission);
  const flour = wish(commission, "Farine de pois chiches");
  await flour.locator("summary").filter({ hasText: "Répondre" }).click();
  await flour.getByLabel("Réponse").selectOption({ label: "À l’essai jusqu’à une date" });
  await flour.getByRole("button", { name: "Envoyer la réponse" }).click();
  await flour.getByText("Dites pourquoi").waitFor();
  await looked(commission, "reponse-refusee");
  await flour.getByLabel("Pourquoi").fill("Dix kilos pour commencer.");
  await flour.getByRole("button", { name: "Envoyer la réponse" }).click();
  await flour.getByText("Donnez le jour").waitFor();
  await flour.getByLabel("À l’essai jusqu’au").fill("2031-03-01");
  await flour.getByRole("button", { name: "Voir qui le souhaite" }).click();
  await flour.getByText(/^112 \S+/).waitFor();
  await looked(commission, "reponse");
  await flour.getByRole("button", { name: "Envoyer la réponse" }).click();
  await flour.getByText("À l’essai jusqu’au 1 mars 2031").waitFor();
  await looked(commission, "reponse-donnee");
});

test("a wish that has no place here is taken away after a question", async () => {
  await call(member, "halle.member_wishes.v1.Wishes/Suggest", { name: "Un prénom" });
  await toWishes(commission);
  const misplaced = wish(commission, "Un prénom");
  await misplaced.locator("summary").filter({ hasText: "Répondre" }).click();
  await misplaced.getByRole("button", { name: "Retirer ce souhait pour tous" }).click();
  await misplaced.getByText("disparaissent pour tout le monde").waitFor();
  await looked(commission, "souhait-retirer");
  await misplaced.getByRole("button", { name: "Oui, retirer" }).click();
  await misplaced.waitFor({ state: "detached" });
});

test("members read the answer, in their language, and no names", async () => {
  await member.goto(site + "/");
  await listed(member, "« Farine de pois chiches » que vous souhaitiez est à l’essai").waitFor();
  await toWishes(member);
  await wish(member, "Farine de pois chiches").getByText("Dix kilos pour commencer.").waitFor();
  assert.equal(await member.getByText("Voir qui le souhaite").count(), 0);
  await wide(member);
  await member.getByRole("button", { name: "English" }).click();
  await member.getByRole("heading", { name: "Wishes", exact: true }).waitFor();
  await looked(member, "souhaits-english");
});
