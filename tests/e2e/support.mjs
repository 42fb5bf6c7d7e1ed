// What the journeys share: a browser, signing in, and the checks that hold in every state.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../clients/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const pictures = fileURLToPath(new URL("../../build/e2e/", import.meta.url));
const log = readFileSync(process.env.HALLE_LOG, "utf8");
export const site = "http://" + /^ready (.*)$/m.exec(log)[1];
/** Password by member's number, as the demonstration printed them. */
export const passwords = Object.fromEntries(
  [...log.matchAll(/numéro (\d+), mot de passe (\S+)/g)].map((match) => [match[1], match[2]]),
);

/**
 * Runs the command `halle` on the demonstration and returns what it printed. Throws what went
 * wrong.
 */
export function halle(...words) {
  const program = fileURLToPath(new URL("../../build/bin/halle", import.meta.url));
  return execFileSync(program, ["--data", process.env.HALLE_DATA, ...words], {
    encoding: "utf8",
    env: { ...process.env, LANG: "fr_FR.UTF-8" },
  });
}

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

export async function open(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/net::/.test(message.text()))
      page.wrong.push(message.text());
  });
  return page;
}

export async function signIn(page, number, password = passwords[number]) {
  await page.goto(site + "/");
  await page.getByLabel("Numéro de membre ou e-mail").fill(number);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.locator("#login").waitFor({ state: "detached" });
}

/** The shop window with nothing in the basket. */
export async function emptyShop(page) {
  await page.goto(site + "/commande");
  await page.locator(".offer").first().waitFor();
  const cancel = page.getByRole("button", { name: "Annuler la commande" });
  if ((await cancel.count()) === 0) return;
  await cancel.click();
  await page.getByRole("button", { name: "Rétablir" }).waitFor();
}

/** No rule of WCAG 2.2 AA that a program can check is broken, nothing is wider than the window. */
export async function check(page, name) {
  await page.screenshot({ path: `${pictures}${name}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target).join(" ")}`),
    [],
    name,
  );
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
  assert.deepEqual(page.wrong, [], name);
}

export async function pages(page) {
  const pdf = await page.pdf({ format: "A4" });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

/** Calls a method as the person who is signed in, in JSON. */
export function call(page, method, request) {
  return page.evaluate(
    async ([method, request]) => {
      const post = async (method, body, headers) => {
        const reply = await fetch("/" + method, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(body),
        });
        if (!reply.ok) throw new Error(`${method}: ${await reply.text()}`);
        return reply.json();
      };
      const me = await post("halle.hub.v1.Accounts/WhoAmI", {});
      const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
      const now = Date.now();
      for (let i = 0; i < 6; ++i) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
      bytes[6] = (bytes[6] & 0x0f) | 0x70;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return post(method, request, {
        "halle-organisation": me.belongings[0].organisation.id,
        "idempotency-key": hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      });
    },
    [method, request],
  );
}
