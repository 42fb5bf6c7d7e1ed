// Shifts: a member finds the next one, cannot come, takes another, and sees the hours;
// the co-ordination marks who was there and sees the month. Touches counted, keyboard, 320 px to
// desktop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, check, halle, launch, open, pages, signIn, site } from "./support.mjs";

let browser, staff, member;
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

test("the home page says what comes next", async () => {
  await member.goto(site + "/");
  await member.locator(".cards").getByText("Votre prochain service").waitFor();
  await looked(member, "services-accueil");
  await staff.goto(site + "/");
  await staff.locator(".cards").getByText("libre").first().waitFor();
});

test("a member cannot come, and takes it back", async () => {
  await member.goto(site + "/mes-services");
  await member.getByRole("heading", { name: "Mon prochain service" }).waitFor();
  await member.locator(".next").getByText("Épicerie du samedi").waitFor();
  await looked(member, "mes-services");
  // One touch from the screen.
  await member.locator(".next").getByRole("button", { name: "Je ne peux pas venir" }).click();
  await member.getByText("votre place de").waitFor();
  await member.getByText("Vous n’avez pas de service prévu").waitFor();
  assert.equal(
    await member.evaluate(() => document.activeElement?.id),
    "undo",
    "the way back is at hand",
  );
  await member.getByRole("button", { name: "Je viens ce jour-là" }).waitFor();
  await looked(member, "mes-services-rendue");
  await member.keyboard.press("Enter");
  await member.locator(".next").getByText("Épicerie du samedi").waitFor();
  assert.equal(await member.locator("#undo").count(), 0);
});

/** A seat that any member may take: those of disco soupes need skills. */
const forAnyMember = ({ free, skills }) => free && !skills?.length;

/** Counts touches from now on. */
function counting() {
  const counter = { touches: 0 };
  counter.touch = async (target) => {
    ++counter.touches;
    await target.click();
  };
  return counter;
}

test("J2: from the home page a seat is given back in 2 touches, another taken in 2", async () => {
  await member.goto(site + "/");
  const back = counting();
  await back.touch(member.locator(".cards a").filter({ hasText: "Votre prochain service" }));
  await back.touch(member.locator(".next").getByRole("button", { name: "Je ne peux pas venir" }));
  await member.getByText("votre place de").waitFor();
  assert.equal(back.touches, 2);
  await member.locator("#undo").click();
  await member.locator(".next").getByText("Épicerie du samedi").waitFor();
  await member.goto(site + "/");
  const take = counting();
  await take.touch(member.locator(".cards a").filter({ hasText: "Votre prochain service" }));
  await take.touch(member.getByRole("button", { name: "Je viens" }).first());
  await member.getByText("Merci !").waitFor();
  assert.equal(take.touches, 2);
  await member.locator("#undo").click();
  await member.locator("#undo").waitFor({ state: "detached" });
});

test("J5: who is missing on Saturday, who gave how much: 2 touches each from home", async () => {
  await staff.goto(site + "/");
  const missing = counting();
  await missing.touch(staff.locator(".cards a").filter({ hasText: "importante" }));
  await missing.touch(staff.locator("a.button[data-state=open]").first());
  await staff.getByText("libre", { exact: true }).first().waitFor();
  assert.equal(missing.touches, 2);
  await staff.goto(site + "/");
  const hours = counting();
  await hours.touch(staff.getByRole("button", { name: "Menu" }));
  await hours.touch(staff.getByRole("link", { name: "Heures des membres" }));
  await staff.getByText("données en tout").waitFor();
  assert.equal(hours.touches, 2);
  const [file] = await Promise.all([
    staff.waitForEvent("download"),
    staff.getByRole("button", { name: "Télécharger (tableur)" }).click(),
  ]);
  assert.match(file.suggestedFilename(), /^heures-\d{4}-\d{2}\.csv$/);
});

test("a seat is taken in one touch, and a refusal says why", async () => {
  const place = member
    .locator("li.card")
    .filter({ has: member.getByRole("button", { name: "Je viens" }) })
    .first();
  const what = await place.locator("strong").first().innerText();
  // Somebody is faster.
  const { shifts } = await call(staff, "halle.shifts.v1.Planning/ListShifts", {});
  const mine = shifts.filter(({ seats }) => !seats.some(({ holder }) => holder === "7"));
  const first = mine.find(
    ({ seats, state, startsAt }) =>
      state === "SHIFT_STATE_PLANNED" &&
      seats.some(forAnyMember) &&
      new Date(startsAt) > new Date(),
  );
  const free = first.seats.filter((seat) => seat.free).length;
  const takers = ["101", "103", "105", "107", "109"].slice(0, free);
  for (const number of takers)
    await call(staff, "halle.shifts.v1.Bookings/Book", { key: first.key, member: number });
  await place.getByRole("button", { name: "Je viens" }).click();
  // It is no longer in the list: said above it.
  await member.getByText("Toutes les places sont prises.").waitFor();
  await looked(member, "mes-services-refus");
  for (const number of takers)
    await call(staff, "halle.shifts.v1.Bookings/Cancel", { key: first.key, member: number });
  await member.goto(site + "/mes-services");
  const again = member.locator("li.card").filter({ hasText: what }).first();
  await again.getByRole("button", { name: "Je viens" }).click();
  await member.getByText("Merci !").waitFor();
  await member.locator("#undo").click();
  await member.locator("#undo").waitFor({ state: "detached" });
});

test("who was asked least is asked, and says no in one touch", async () => {
  await call(staff, "halle.shifts.v1.Bookings/Ask", {}); // also a job: who is first asks
  const { token } = await call(staff, "halle.hub.v1.Accounts/Invite", { number: "2" });
  const accepted = { token, password: "carottes et poireaux" };
  halle("call", "halle.hub.v1.Accounts/AcceptInvitation", JSON.stringify(accepted));
  const other = await open(browser);
  await signIn(other, "2", accepted.password);
  await other.goto(site + "/");
  await other.locator(".cards").getByText("Pouvez-vous venir ?").first().waitFor();
  await other.locator(".cards a").filter({ hasText: "Pouvez-vous venir ?" }).first().click();
  await other.getByRole("heading", { name: "On vous demande de l’aide" }).waitFor();
  await looked(other, "mes-services-demande");
  const asked = other.locator(".asked li").first();
  const which = other.locator(".asked li", { hasText: await asked.locator("strong").innerText() });
  await asked.getByRole("button", { name: "Pas cette fois" }).click();
  await other.getByText("merci d’avoir répondu").waitFor();
  await which.waitFor({ state: "detached" });
  await other.context().close();
});

test("somebody stands in for her, and somebody swaps with her", async () => {
  const bookings = (method, request) => call(staff, "halle.shifts.v1.Bookings/" + method, request);
  const { shifts } = await call(staff, "halle.shifts.v1.Planning/ListShifts", {});
  const coming = shifts.filter(
    ({ state, startsAt }) => state === "SHIFT_STATE_PLANNED" && new Date(startsAt) > new Date(),
  );
  const hers = coming.find(({ seats }) => seats.some(({ holder }) => holder === "7"));
  const other = coming.find(
    ({ seats, startsAt, endsAt }) =>
      seats.every(({ holder }) => holder !== "7") &&
      seats.some(forAnyMember) &&
      (startsAt > hers.endsAt || endsAt < hers.startsAt),
  );
  const put = [];
  for (const shift of [hers, other])
    for (const seat of shift.seats.filter(({ free }) => free)) {
      const member = String(111 + 2 * put.length);
      await bookings("Book", { key: shift.key, member, seat: seat.number });
      put.push({ key: shift.key, member });
    }
  await member.goto(site + "/mes-services");
  await member.locator(".next").getByText("Seulement si quelqu’un prend ma place").click();
  await member.locator(".next").getByText("Ou échanger contre").waitFor();
  await looked(member, "mes-services-remplacement");
  await member.locator(".next").getByRole("button", { name: "Demander un remplacement" }).click();
  await member.locator(".next").getByText("Elle est à vous jusque-là").waitFor();
  await looked(member, "mes-services-cherche");
  await bookings("Book", { key: hers.key, member: "131" });
  await member.goto(site + "/");
  await member.locator(".cards").getByText("Quelqu’un a pris votre place").waitFor();
  await member.goto(site + "/mes-services");
  await member.getByText("Vous n’avez plus à venir").waitFor();
  await looked(member, "mes-services-remplacee");
  await bookings("Cancel", { key: hers.key, member: "131" });
  await bookings("Book", { key: hers.key, member: "7" });
  // The member offers a swap on the screen, and takes one that is offered.
  await member.goto(site + "/mes-services");
  await member.locator(".next").getByText("Seulement si quelqu’un prend ma place").click();
  await member.locator(".next").getByRole("button", { name: "Proposer l’échange" }).click();
  await member.getByText("Cochez au moins un service.").waitFor();
  await member.locator(".next").getByRole("checkbox").first().check();
  await member.locator(".next").getByRole("button", { name: "Proposer l’échange" }).click();
  await member.locator(".next").getByText("Vous proposez un échange contre").waitFor();
  await member.locator(".next").getByRole("button", { name: "Ne plus chercher" }).click();
  await member.locator(".next").getByText("Seulement si quelqu’un prend ma place").waitFor();
  const proposer = put.find(({ key }) => key === other.key).member;
  await bookings("Seek", { key: other.key, member: proposer, inReturn: [hers.key] });
  await member.goto(site + "/");
  await member.locator(".cards a").filter({ hasText: "On vous propose un échange" }).click();
  await member.getByRole("heading", { name: "On vous propose un échange" }).waitFor();
  await looked(member, "mes-services-echange");
  await member.locator(".swaps").getByRole("button", { name: "J’échange" }).click();
  await member.getByText("C’est échangé").waitFor();
  // As it was.
  await bookings("Cancel", { key: other.key, member: "7" });
  await bookings("Cancel", { key: hers.key, member: proposer });
  for (const one of put.filter((one) => one.member !== proposer)) await bookings("Cancel", one);
  await bookings("Book", { key: hers.key, member: "7" });
});

test("the co-ordination sees who is missing and who carries", async () => {
  await staff.goto(site + "/planning");
  await staff.getByRole("link", { name: "Qui manque, qui porte" }).click();
  await staff.getByRole("heading", { name: "Qui porte l’association" }).waitFor();
  assert.equal(await staff.locator("tbody").first().locator("tr").count(), 8);
  await looked(staff, "couverture");
});

test("hours are explained, and work outside of shifts is declared and accepted", async () => {
  await member.locator("summary").filter({ hasText: "D’où viennent mes heures" }).click();
  await member.getByText("Présence : Épicerie du samedi").first().waitFor();
  await member.getByText("Temps demandé pour").first().waitFor();
  await looked(member, "releve");
  await member.locator("summary").filter({ hasText: "en dehors des services" }).click();
  await member.getByLabel("Combien d’heures").fill("beaucoup");
  await member.getByLabel("Quel travail").fill("Affiches du marché");
  await member.getByRole("button", { name: "Déclarer ce travail" }).click();
  await member.getByText("La durée va de 5 minutes à 24 heures.").waitFor();
  await looked(member, "travail-refuse");
  await member.getByLabel("Combien d’heures").fill("1,5");
  await member.getByRole("button", { name: "Déclarer ce travail" }).click();
  await member.getByText("en attente").waitFor();
  const before = JSON.parse(halle("--org", "cooperette", "hours", "show", "7", "--json"));
  await staff.goto(site + "/heures");
  await staff.getByText("1 travail déclaré attend une réponse").waitFor();
  await looked(staff, "heures-mois");
  await staff.getByRole("button", { name: "Accepter" }).click();
  await staff.getByText("attend une réponse").waitFor({ state: "detached" });
  const now = JSON.parse(halle("--org", "cooperette", "hours", "show", "7", "--json"));
  assert.equal(now.balance_minutes, before.balance_minutes + 90);
  await staff.locator("tr").filter({ hasText: "7" }).getByRole("link").first().waitFor();
  await staff.goto(site + "/heures#n/7");
  await staff.getByText("Travail hors service : Affiches du marché").waitFor();
  await looked(staff, "heures-membre");
  await staff.getByText("Noter un congé ou une dispense").click();
  await staff.getByLabel("Du", { exact: true }).fill("2027-02-01");
  await staff.getByLabel("Au (vide").fill("2027-01-01");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText("La date de fin est avant la date de début").waitFor();
  await staff.getByLabel("Au (vide").fill("2027-02-14");
  await staff.getByLabel("Un mot").fill("Voyage");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  const leave = staff.locator("li.card").filter({ hasText: "Voyage" });
  await leave.waitFor();
  await looked(staff, "heures-conge");
  await leave.getByRole("button", { name: "Enlever" }).click();
  await leave.waitFor({ state: "detached" });
});

test("a statement as of a past day", async () => {
  await staff.goto(site + "/heures#n/7");
  await staff.getByLabel("Voir le relevé tel qu’il était ce jour-là").fill("2026-01-01");
  await staff.getByRole("button", { name: "Voir ce jour" }).click();
  await staff.getByText("Le 1 janvier 2026 :").waitFor();
  await looked(staff, "heures-ce-jour");
  await staff.getByLabel("Voir le relevé tel qu’il était ce jour-là").fill("2099-01-01");
  await staff.getByRole("button", { name: "Voir ce jour" }).click();
  await staff.locator(".wrong").waitFor();
  await staff.getByLabel("Voir le relevé tel qu’il était ce jour-là").fill("");
  await staff.getByRole("button", { name: "Voir ce jour" }).click();
  await staff.getByRole("heading", { name: "Relevé" }).waitFor();
});

test("a calendar reads her shifts by its address, until she takes it away", async () => {
  await member.goto(site + "/mes-services");
  await member.locator("summary").filter({ hasText: "dans mon agenda" }).click();
  await member.getByRole("button", { name: "Obtenir une adresse" }).click();
  const address = member.getByLabel("copiez cette adresse");
  await address.waitFor();
  assert.equal(await member.evaluate(() => document.activeElement?.id), "calendar-link");
  await looked(member, "mes-services-agenda");
  const at = new URL(await address.inputValue());
  const read = () => fetch(site + at.pathname);
  const calendar = await read();
  assert.match(calendar.headers.get("content-type"), /^text\/calendar/);
  assert.match(await calendar.text(), /SUMMARY:Épicerie du samedi/);
  await member.getByRole("button", { name: "Ne plus partager" }).click();
  await member.getByRole("button", { name: "Obtenir une adresse" }).waitFor();
  assert.equal((await read()).status, 404);
});

test("the sheet at the door: a touch a person, somebody who came without a seat", async () => {
  await staff.goto(site + "/planning");
  await staff.getByRole("heading", { name: "À venir" }).waitFor();
  await looked(staff, "planning");
  // Yesterday's or an older shift of the demonstration, as if nobody had marked it.
  await staff.locator("a.button").filter({ hasText: "Épicerie du samedi" }).last().click();
  await staff.getByText("Touchez ce qui convient").waitFor();
  await looked(staff, "presences");
  const answered = () => call(staff, "halle.shifts.v1.Attendances/Get", { key: { template, day } });
  const [template, day] = new URL(staff.url()).hash.slice(1).split("/");
  // What is past is another's to put right: 12 is who marks.
  const other = (await answered()).rows.find(
    ({ member, presence }) => !["7", "12"].includes(member) && presence === "PRESENCE_PRESENT",
  ).member;
  const row = staff.getByRole("group", { name: new RegExp(`^${other} `) });
  const was = await row.getByRole("button", { name: "Présent" }).getAttribute("aria-pressed");
  assert.equal(was, "true");
  await row.getByRole("button", { name: "Excusé" }).click();
  await row.locator("[aria-pressed=true]").getByText("Excusé").waitFor();
  await row.getByRole("button", { name: "Présent" }).click();
  await row.locator("[aria-pressed=true]").getByText("Présent").waitFor();
  // By keyboard alone: find, choose, and it is written.
  await staff.locator("#who").focus();
  await staff.keyboard.type("141");
  await staff.keyboard.press("Enter");
  const walkIn = staff.getByRole("group", { name: /^141 / });
  await walkIn.locator("[aria-pressed=true]").getByText("Présent").waitFor();
  await staff.getByText("sans inscription").first().waitFor();
  assert.equal(await pages(staff), 1, "on paper it is one page");
  await walkIn.getByRole("button", { name: "Présent" }).click();
  await walkIn.waitFor({ state: "detached" });
  // Without a connection: two people, one of them twice; nothing is lost, nothing is doubled.
  const before = await answered();
  await staff.context().setOffline(true);
  await row.getByRole("button", { name: "Absent" }).click();
  await staff.locator("#who").fill("142");
  await staff.keyboard.press("Enter");
  await staff
    .getByRole("group", { name: /^142 / })
    .locator("[aria-pressed=true]")
    .getByText("Présent")
    .waitFor();
  await row.getByRole("button", { name: "Excusé" }).click();
  await staff.getByText("2 présences sont gardées sur cet appareil").waitFor();
  await looked(staff, "presences-sans-connexion");
  await staff.context().setOffline(false);
  await staff.getByText("gardées sur cet appareil").waitFor({ state: "detached" });
  await row.locator("[aria-pressed=true]").getByText("Excusé").waitFor();
  const after = await answered();
  assert.equal(after.rows.length, before.rows.length + 1);
  assert.equal(after.rows.find(({ member }) => member === other).presence, "PRESENCE_EXCUSED");
  assert.equal(after.rows.find(({ member }) => member === "142").minutes, after.shift.minutes);
});

test("before it begins: the co-ordination puts somebody down, takes off, calls off", async () => {
  await staff.goto(site + "/planning");
  const coming = staff
    .locator("h2", { hasText: "À venir" })
    .locator("xpath=following-sibling::ul[1]");
  await coming.locator("a").filter({ hasText: "Grand ménage" }).first().click();
  await staff.getByText("Inscrire un membre").waitFor();
  await looked(staff, "service-a-venir");
  // One date alone is changed; whoever has a seat keeps it.
  await staff.getByText("Modifier ce service").click();
  await staff.getByLabel("Nombre de places").fill("0");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText("Les places portent des numéros de 1 à 30").waitFor();
  const ends = await staff.getByLabel("Fin", { exact: true }).inputValue();
  await staff
    .getByLabel("Fin", { exact: true })
    .fill(ends.replace(/T\d\d/, (hour) => "T" + (Number(hour.slice(1)) + 1)));
  await staff.getByLabel("Nombre de places").fill("5");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText("Place 5", { exact: true }).waitFor();
  await looked(staff, "service-modifie");
  await staff.getByLabel("Inscrire un membre").fill("142");
  await staff.getByLabel("Inscrire un membre").press("Enter");
  await staff.getByRole("button", { name: "Libérer la place de 142" }).click();
  await staff
    .getByRole("button", { name: "Libérer la place de 142" })
    .waitFor({ state: "detached" });
  const [template, day] = new URL(staff.url()).hash.slice(1).split("/");
  await call(staff, "halle.shifts.v1.Bookings/Book", { key: { template, day }, member: "7" });
  await staff.locator("summary").filter({ hasText: "Annuler ce service" }).click();
  await staff.getByRole("button", { name: "Annuler le service" }).click();
  await staff.getByText("Le texte manque").waitFor();
  await staff.getByLabel("Pourquoi").fill("Fuite d’eau");
  await staff.getByRole("button", { name: "Annuler le service" }).click();
  await staff.getByText("Annulé : Fuite d’eau").waitFor();
  await looked(staff, "service-annule");
  // Who had a seat reads it.
  await member.goto(site + "/mes-services");
  await member.getByText("Annulé, ne venez pas").waitFor();
  await member.getByText("Raison : Fuite d’eau").waitFor();
  await looked(member, "mes-services-annule");
  await staff.getByRole("button", { name: "Le service a lieu finalement" }).click();
  await staff.getByText("Inscrire un membre").waitFor();
});

test("the co-ordination makes what repeats, and closes", async () => {
  // Whoever has no seat yet is nowhere else at that time, whatever day it is today.
  const taken = (await call(staff, "halle.shifts.v1.Planning/ListShifts", {})).shifts.flatMap(
    ({ seats }) => seats.map(({ holder }) => holder),
  );
  const { number: idle } = (
    await call(staff, "halle.membership.v1.Members/List", {})
  ).members.findLast(
    ({ number, standing }) => standing === "STANDING_ACTIVE" && !taken.includes(number),
  );
  await staff.goto(site + "/planning");
  await staff.getByRole("link", { name: "Régler le planning" }).click();
  await staff.getByText("Épicerie du samedi").first().waitFor();
  await looked(staff, "reglages");
  await staff.getByRole("button", { name: "Ajouter un service" }).click();
  await staff.getByLabel("Nom du service").fill("Compost");
  await staff.getByLabel("Jour", { exact: true }).selectOption("7"); // nobody else comes on Sundays
  await staff.getByLabel("Quand").selectOption("2");
  await staff.getByLabel("Place 1 : numéro").fill("9999");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  await staff.getByText("Aucun membre ne porte ce numéro.").waitFor();
  await looked(staff, "reglages-refus");
  await staff.getByLabel("Place 1 : numéro").fill(idle);
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  const made = staff.locator("li.card").filter({ hasText: "Compost" });
  await made.getByText("Semaine 1 sur 2").waitFor();
  const { shifts } = await call(staff, "halle.shifts.v1.Planning/ListShifts", {});
  const compost = shifts.filter(({ title }) => title === "Compost");
  assert.ok(compost.length >= 1 && compost.length <= 3, "one week of two");
  assert.ok(compost.every(({ seats }) => seats[0].holder === idle && seats[0].fixed));
  // Once a month.
  await staff.getByRole("button", { name: "Ajouter un service" }).click();
  await staff.getByLabel("Nom du service").fill("Disco soupe");
  await staff.getByLabel("Quand").selectOption("Le premier du mois");
  await looked(staff, "reglages-mois");
  await staff.getByRole("button", { name: "Enregistrer" }).click();
  await staff
    .locator("li.card")
    .filter({ hasText: "Disco soupe" })
    .getByText("(Le premier du mois)")
    .waitFor();
  const templates = (await call(staff, "halle.shifts.v1.Planning/ListTemplates", {})).templates;
  assert.equal(
    templates.find(({ title }) => title === "Disco soupe").recurrence,
    "FREQ=MONTHLY;BYDAY=1SA",
  );
  await staff.locator("summary").filter({ hasText: "Fermer quelques jours" }).click();
  // The last: the first may be today's, and have begun.
  const { key: closed } = compost.at(-1);
  await staff.getByLabel("Du", { exact: true }).fill(closed.day);
  await staff.getByLabel("Au", { exact: true }).fill(closed.day);
  await staff.getByRole("button", { name: "Fermer ces jours" }).click();
  await staff.getByText("Le texte manque").waitFor();
  await staff.getByLabel("Pourquoi").fill("Inventaire");
  await staff.getByRole("button", { name: "Fermer ces jours" }).click();
  const closure = staff.locator("li.card").filter({ hasText: "Inventaire" });
  await closure.waitFor();
  const after = await call(staff, "halle.shifts.v1.Planning/ListShifts", {});
  // Gone, or called off if somebody was asked for it meanwhile.
  assert.equal(
    after.shifts.filter(
      ({ title, key, state }) =>
        title === "Compost" && key.day === closed.day && state !== "SHIFT_STATE_CANCELLED",
    ).length,
    0,
  );
  await closure.getByRole("button", { name: "Rouvrir" }).click();
  await closure.waitFor({ state: "detached" });
  await staff.getByLabel("Ne plus demander").fill("beaucoup");
  await staff.getByRole("button", { name: "Garder ces réglages" }).click();
  await staff.getByText("La limite va de 0 (aucune) à 28").waitFor();
  await staff.getByLabel("Ne plus demander").fill("4");
  await staff.getByLabel("Tout le monde peut lire").check();
  await staff.getByRole("button", { name: "Garder ces réglages" }).click();
  const address = await staff.getByRole("link", { name: "places-libres.ics" }).getAttribute("href");
  assert.match(await (await fetch(site + address)).text(), /SUMMARY:Épicerie du samedi \(\d\)/);
  await looked(staff, "reglages-fermetures");
  const administrator = await open(browser);
  await signIn(administrator, "1");
  await administrator.goto(site + "/planning#reglages");
  await administrator.getByText("Demander autre chose").click();
  await administrator.getByLabel("Heures par mois et par membre").fill("4");
  await administrator.getByRole("button", { name: "Essayer sur les mois passés" }).click();
  await administrator.getByText("Si on avait demandé cela depuis").waitFor();
  await looked(administrator, "reglages-essai");
  await administrator.getByLabel("Règle", { exact: true }).selectOption("la_louve");
  await administrator.getByLabel("Semaines par cycle").fill("quatre");
  await administrator.getByRole("button", { name: "Essayer sur les mois passés" }).click();
  await administrator.getByText("« Semaines par cycle » : écrivez un nombre.").waitFor();
  await administrator.getByLabel("Semaines par cycle").fill("4");
  await administrator.getByRole("button", { name: "Essayer sur les mois passés" }).click();
  await administrator.getByText("Si on avait demandé cela depuis").waitFor();
  await check(administrator, "reglages-la-louve");
  await administrator.context().close();
});

test("the hours of a household are one account", async () => {
  const administrator = await open(browser);
  await signIn(administrator, "1");
  await administrator.goto(site + "/planning#reglages");
  await administrator.getByText("Demander autre chose").click();
  await administrator.getByLabel("Compter les heures par foyer").check();
  await administrator
    .locator("form", { has: administrator.getByLabel("Compter les heures par foyer") })
    .getByRole("button", { name: "Enregistrer" })
    .click();
  await administrator.getByText("Compté par foyer.").waitFor();
  await administrator.goto(site + "/heures#n/71");
  await administrator.getByText("Heures du foyer (n° 48, 71)").waitFor();
  await check(administrator, "heures-foyer");
  await administrator.goto(site + "/heures");
  const row = administrator.locator("tr", { hasText: "Claude Besson" });
  await row.getByText("avec le n° 48").waitFor();
  await administrator.goto(site + "/planning#reglages");
  await administrator.getByText("Demander autre chose").click();
  await administrator.getByLabel("Compter les heures par foyer").uncheck();
  await administrator
    .locator("form", { has: administrator.getByLabel("Compter les heures par foyer") })
    .getByRole("button", { name: "Enregistrer" })
    .click();
  await administrator.getByText("Compté par foyer.").waitFor({ state: "detached" });
  await administrator.context().close();
});

test("in English, and by keyboard alone", async () => {
  await member.goto(site + "/mes-services");
  await member.getByRole("heading", { name: "Mon prochain service" }).waitFor();
  await member.setViewportSize({ width: 1280, height: 900 });
  await member.getByRole("button", { name: "English" }).click();
  await member.getByRole("heading", { name: "My next shift" }).waitFor();
  await check(member, "mes-services-anglais");
  const missing = await member.evaluate(() =>
    document.querySelector("main").innerText.match(/\bshifts\.\w+/g),
  );
  assert.equal(missing, null);
  for (let i = 0; i < 40; ++i) {
    await member.keyboard.press("Tab");
    if (await member.evaluate(() => document.activeElement?.textContent?.trim() === "I can’t come"))
      break;
  }
  // Undoing does not wait for what is read anew.
  let release;
  const released = new Promise((done) => (release = done));
  await member.route(/Hours\/GetStatement/, async (route) => {
    await released;
    await route.continue();
  });
  await member.keyboard.press("Enter");
  await member.getByText("is given back").waitFor();
  // Sooner than the read times out.
  await member.locator("#undo:focus").waitFor({ timeout: 3_000 });
  await member.keyboard.press("Enter");
  await member.getByText("It is as before.").waitFor();
  release();
  await member.locator(".next").waitFor();
  await member.getByRole("button", { name: "Français" }).click();
});
