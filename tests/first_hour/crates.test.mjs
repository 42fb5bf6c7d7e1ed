// The new module in a browser: what the coordinator notes, the member finds on the home page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, launch, open, signIn, site } from "../e2e/support.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser?.close());

test("what is noted stands on the member's home page and on a screen of its own", async () => {
  const coordinator = await open(browser);
  await signIn(coordinator, "12");
  await coordinator.goto(site + "/bread-crates");
  await coordinator.getByRole("heading", { name: "Casiers prêtés" }).waitFor();
  await coordinator.getByLabel("Numéro de membre").fill("997");
  await coordinator.getByLabel("Casiers qu'il a maintenant").fill("3");
  await coordinator.getByRole("button", { name: "Noter" }).click();
  await coordinator.getByText("Ce numéro de membre n'existe pas.").waitFor();
  coordinator.wrong.length = 0; // the browser notes each refusal
  await coordinator.getByLabel("Numéro de membre").fill("7");
  await coordinator.getByRole("button", { name: "Noter" }).click();
  await coordinator.getByText("Membre 7 : 3").waitFor();
  await check(coordinator, "first-hour-coordinator");

  const member = await open(browser);
  await signIn(member, "7");
  await member.goto(site + "/");
  await member.getByRole("link", { name: "Casiers à rapporter : 3" }).click();
  await member.getByText("Membre 7 : 3").waitFor();
  assert.equal(await member.getByRole("button", { name: "Noter" }).count(), 0);
  await check(member, "first-hour-member");
});
