// What a member's browser fetches until the shop window can be used, with nothing kept from before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { get } from "node:http";
import { launch, open, signIn, site } from "./support.mjs";

const most = { br: 65_000, gzip: 75_000 }; // bytes of scripts as sent
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Bytes of a file's body in an encoding. */
function bytes(path, encoding) {
  return new Promise((done, failed) => {
    get(site + path, { headers: { "accept-encoding": encoding } }, (answer) => {
      assert.equal(answer.headers["content-encoding"], encoding, path);
      let size = 0;
      answer.on("data", (part) => (size += part.length)).on("end", () => done(size));
    }).on("error", failed);
  });
}

test("scripts until the shop window can be used keep within their budget", async () => {
  const known = await open(browser);
  await signIn(known, "7");
  await known.locator(".offer").first().waitFor();
  const storageState = await known.context().storageState();
  const page = await open(browser, { storageState });
  const scripts = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.goto(site + "/");
  await page.locator(".offer .step").last().click({ trial: true });
  const fetched = [...new Set(scripts)];
  const named = await (await fetch(site + "/")).text();
  for (const path of fetched) assert.ok(named.includes(`"${path}"`), `${path} is not counted`);
  for (const [encoding, limit] of Object.entries(most)) {
    const sizes = await Promise.all(fetched.map((path) => bytes(path, encoding)));
    const sum = sizes.reduce((total, size) => total + size, 0);
    console.log(`first screen: ${fetched.length} scripts, ${sum} bytes with ${encoding}`);
    assert.ok(sum <= limit, `${sum} bytes with ${encoding}, ${limit} at most`);
  }
  assert.deepEqual(page.wrong, []);
});
