// The day of a workshop: who comes is marked on a tablet, one touch a person, also without a
// connection and on two devices; what is owed is paid on the spot; the sheet on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { call, check, halle, launch, open, pages, signIn, site } from "./support.mjs";

let browser, tablet, other;
let id; // of the session that is looked at
let conserves; // a session with twelve persons
const came = []; // names of those who come
const workshop = (...words) => halle("--org", "cooperette", "workshop", ...words).trim();
const registrations = (page) =>
  call(page, "halle.workshops.v1.Registrations/List", { session: id }).then(
    (reply) => reply.registrations,
  );
const face = (page, name) => page.locator(".face").filter({ hasText: name });
const li = (page, name) => page.locator(".faces li").filter({ hasText: name });

async function looked(page, name) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await check(page, name + "-1280");
  await page.setViewportSize({ width: 320, height: 700 });
  await check(page, name + "-320");
  await page.setViewportSize({ width: 800, height: 1200 }); // a tablet
}
function soon(hours) {
  const at = new Date(Date.now() + hours * 3_600_000);
  const format = { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat("sv-SE", format).format(at).replace(" ", "T");
}
async function toCheckIn(page) {
  await page.goto(site + "/profil"); // else the page stays as it was read
  await page.goto(`${site}/ateliers#${id}/pointage`);
  await page.getByText(/Présents\s:/).waitFor();
}

before(async () => {
  const times = ["--starts", soon(3), "--ends", soon(5)];
  const shape = ["--capacity", "14", "--price", "800"];
  id = workshop("create", "--title", "Conserves", ...times, ...shape)
    .split("\n")
    .at(-1);
  conserves = id;
  for (let number = 20, registered = 0; registered < 12; ++number)
    try {
      workshop("register", id, "--member", `${number}`);
      ++registered;
    } catch {
      assert.ok(number < 60, "some members are active");
    }
  browser = await launch();
  tablet = await open(browser, { viewport: { width: 800, height: 1200 } });
  await signIn(tablet, "12");
  other = await open(browser, { viewport: { width: 800, height: 1200 } });
  await signIn(other, "1");
});
after(() => browser.close());

test("a session of one minute, with two who just come", async () => {
  const times = ["--starts", soon(2 / 60), "--ends", soon(3 / 60)];
  id = workshop("create", "--title", "Courte", ...times, "--capacity", "9")
    .split("\n")
    .at(-1);
  await toCheckIn(tablet);
  for (const name of ["Ida Première", "Jo Deuxième"]) {
    await tablet.getByLabel("Quelqu’un vient").fill(name);
    await tablet.keyboard.press("Enter");
  }
  id = conserves;
  await tablet.getByText("Présents : 2 sur 2").waitFor();
  await tablet.locator(".not-sent").first().waitFor({ state: "detached" });
});

test("twelve persons are marked in fourteen touches", async () => {
  let touches = 0;
  const touch = async (what) => {
    ++touches;
    await what.click();
  };
  await tablet.goto(site + "/ateliers");
  await touch(tablet.getByRole("link", { name: /^Pointer les présents \(Conserves/ }));
  await tablet.getByText("Présents : 0 sur 12").waitFor();
  await looked(tablet, "pointage");
  came.push(...(await tablet.locator(".face strong").allInnerTexts()));
  assert.equal(came.length, 12);
  assert.deepEqual(came, [...came].sort(new Intl.Collator("fr").compare), "by name");
  for (const name of came) await touch(face(tablet, name));
  await tablet.getByText("Présents : 12 sur 12").waitFor();
  await tablet.locator(".not-sent").first().waitFor({ state: "detached" });
  assert.ok(touches <= 14, `${touches} touches`);
  assert.ok((await registrations(tablet)).every((one) => one.presence === "PRESENCE_PRESENT"));
  await looked(tablet, "pointage-fait");
  const box = await face(tablet, came[0]).boundingBox();
  assert.ok(box.height >= 64, `${box.height} px high`);
});

test("a touch too much is taken back by another", async () => {
  await face(tablet, came[0]).click();
  await tablet.getByText("Présents : 11 sur 12").waitFor();
  await tablet.locator(".not-sent").first().waitFor({ state: "detached" });
  await toCheckIn(other);
  await other.getByText("Présents : 11 sur 12").waitFor();
});

test("two devices, one without a connection: nothing is lost and nothing doubles", async () => {
  await toCheckIn(tablet);
  await toCheckIn(other);
  await tablet.context().setOffline(true);
  await face(tablet, came[0]).click();
  await face(tablet, came[1]).click(); // present before: taken back
  await tablet.getByLabel("Quelqu’un vient").fill("Wanda Imprévue");
  await tablet.getByRole("button", { name: "Ajouter" }).click();
  await tablet.getByLabel("Quelqu’un vient").fill("Erreur de frappe");
  await tablet.keyboard.press("Enter");
  await face(tablet, "Erreur de frappe").click(); // taken back before it was sent
  await face(tablet, "Erreur de frappe").waitFor({ state: "detached" });
  await tablet.getByText("Pas encore envoyé : 3").waitFor();
  assert.equal(await tablet.locator(".face .not-sent").count(), 3);
  await looked(tablet, "pointage-sans-connexion");
  // Meanwhile the other device marks one of them, and later the same person again.
  await face(other, came[0]).click();
  await other.locator(".not-sent").first().waitFor({ state: "detached" });
  await tablet.context().setOffline(false);
  await tablet.getByText("Pas encore envoyé : ").waitFor({ state: "detached" });
  await tablet.getByText("Présents : 12 sur 13").waitFor();
  const all = await registrations(tablet);
  assert.equal(all.length, 13);
  assert.equal(all.filter(({ visitor }) => visitor?.name === "Wanda Imprévue").length, 1);
  assert.equal(all.filter(({ presence }) => presence === "PRESENCE_PRESENT").length, 12);
});

test("what is kept on the device is said on the list, and sent later", async () => {
  await toCheckIn(tablet);
  await tablet.route("**/halle.workshops.v1.Registrations/Mark", (route) => route.abort());
  await face(tablet, came[1]).click();
  await tablet.getByText("Pas encore envoyé : 1").waitFor();
  await tablet.goto(site + "/ateliers");
  await tablet.getByText("1 présence ou paiement noté ici n’est pas encore envoyé.").waitFor();
  await check(tablet, "pointage-garde");
  await tablet.unroute("**/halle.workshops.v1.Registrations/Mark");
  await tablet.getByRole("link", { name: "Voir le pointage" }).click();
  await tablet.getByText("Présents : 13 sur 13").waitFor();
  await tablet.locator(".not-sent").first().waitFor({ state: "detached" });
});

test("a price is paid with one touch, taken back, and paid for good", async () => {
  const paid = async (name) => {
    await toCheckIn(other);
    return li(other, name).innerText();
  };
  const row = li(tablet, came[2]);
  await row.getByRole("button", { name: /^Encaisser\s8,00/ }).click();
  await row.getByText("8,00 € reçus").waitFor();
  await looked(tablet, "pointage-paye");
  await row.getByRole("button", { name: /^Annuler/ }).click();
  await row.getByRole("button", { name: /^Encaisser\s8,00/ }).waitFor();
  assert.match(await paid(came[2]), /Encaisser\s8,00/);
  await tablet.getByLabel("chèque").check();
  await row.getByRole("button", { name: /^Encaisser\s8,00/ }).click();
  // Leaving the page sends what could still be taken back.
  await tablet.getByRole("link", { name: "Retour à l’atelier" }).click();
  const listed = tablet.getByRole("listitem").filter({ hasText: came[2] });
  await tablet.getByRole("heading", { level: 2, name: /^Inscrits/ }).waitFor();
  await listed.getByText("8,00 € payés").waitFor();
  assert.match(await paid(came[2]), /8,00\s€\spayés/);
});

test("who did not come is marked in one touch once it has begun", async () => {
  await call(tablet, "halle.workshops.v1.Registrations/Mark", {
    session: id,
    marks: [
      {
        id: "01930000-0000-7000-8000-000000000001",
        registration: (await registrations(tablet)).find(({ presence }) => presence)?.id,
      },
    ],
  });
  const late = await open(browser, { viewport: { width: 800, height: 1200 } });
  await late.clock.setFixedTime(Date.now() + 4 * 3_600_000);
  await signIn(late, "1");
  await toCheckIn(late);
  await late.getByRole("button", { name: "La personne qui reste est absente" }).click();
  await late.locator(".not-sent").first().waitFor({ state: "detached" });
  const all = await registrations(tablet);
  assert.equal(all.filter(({ presence }) => presence === "PRESENCE_ABSENT").length, 1);
});

test("the sheet on paper is one page with a line to sign for each", async () => {
  await tablet.goto(`${site}/ateliers#${id}`);
  await tablet.getByRole("heading", { level: 2, name: /^Inscrits/ }).waitFor();
  await looked(tablet, "ateliers-jour");
  assert.equal(await pages(tablet), 1);
  await tablet.emulateMedia({ media: "print" });
  const rows = tablet.locator(".signing tbody tr");
  assert.equal(await rows.count(), 13 + 6);
  assert.ok(await rows.first().isVisible());
  assert.equal(await tablet.getByRole("button").filter({ visible: true }).count(), 0);
  await tablet.screenshot({ path: "build/e2e/ateliers-papier.png", fullPage: true });
  await tablet.emulateMedia({ media: null });
});

test("what took place is a report, on the screen, on paper and as a sheet", async () => {
  // It counts once it has ended.
  const period = { from: soon(-24).slice(0, 10), until: soon(24).slice(0, 10) };
  const report = () => call(tablet, "halle.workshops.v1.Reports/Get", period);
  for (const end = Date.now() + 180_000; !(await report()).sessions?.length; ) {
    assert.ok(Date.now() < end, "the short session has ended");
    await new Promise((asked) => setTimeout(asked, 500));
  }
  await tablet.goto(site + "/ateliers#passes");
  await tablet.getByRole("link", { name: "Courte" }).click();
  await tablet.getByText("Ida Première").first().waitFor();
  await tablet.goto(site + "/ateliers#bilan");
  await tablet.getByRole("heading", { level: 2, name: "Par thème" }).waitFor();
  await looked(tablet, "bilan");
  const figures = await tablet.locator(".sums div").allInnerTexts();
  assert.ok(
    figures.some((text) => /Présents/.test(text) && /\b2\b/.test(text)),
    figures.join(),
  );
  assert.ok(figures.some((text) => /Premières fois/.test(text) && /\b2\b/.test(text)));
  assert.equal(await pages(tablet), 1);
  const saving = tablet.waitForEvent("download");
  await tablet.getByRole("button", { name: "Télécharger pour un tableur" }).click();
  const sheet = readFileSync(await (await saving).path(), "utf8");
  assert.match(sheet, /Courte;;0,02;2;2;2;0,03/);
  // A period in which nothing took place.
  await tablet.getByLabel("Du", { exact: true }).fill("2020-01-01");
  await tablet.getByLabel("Au", { exact: true }).fill("2020-12-31");
  await tablet.getByRole("button", { name: "Voir le bilan" }).click();
  await tablet.getByText("Aucun atelier n’a eu lieu ces jours-là.").waitFor();
});
