import { Code, ConnectError } from "@connectrpc/connect";
import type { TemplateResult } from "lit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HalleAskPassword } from "../src/ask_password";
import { HalleInvitation } from "../src/invitation";
import { HalleInvite } from "../src/invite";
import { chooseLanguage } from "../src/sdk/words/language";
import { HalleSignIn } from "../src/sign-in";

interface Sent {
  method: string;
  request: unknown;
  at?: string;
}
/** The calls that were made, the associations that there are, and what fails. */
const { sent, listed, fails } = vi.hoisted(() => ({
  sent: [] as Sent[],
  listed: [] as { id: string; letters: boolean }[],
  fails: { error: undefined as unknown },
}));

vi.mock("halle/shell", async (original) => ({
  ...(await original<object>()),
  ask: () =>
    new Proxy(
      {},
      {
        get:
          (_, method: string) =>
          (request: unknown, options?: { headers?: Record<string, string> }) => {
            if (method === "listNames") return Promise.resolve({ organisations: listed });
            sent.push({ method, request, at: options?.headers?.["halle-organisation"] });
            if (fails.error) return Promise.reject(fails.error as Error);
            return Promise.resolve({ organisationName: "La Coop", email: "zoe@example.org" });
          },
      },
    ),
  formOf: (event: { form: FormData }) => event.form,
  session: () => ({ here: { organisation: { id: "id of coop" } } }),
}));

/** A template as text, without what handles events. */
function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join("");
  if (typeof value === "string") return value;
  if (!value || typeof value !== "object" || !("strings" in value)) return "";
  const { strings, values } = value as TemplateResult;
  return strings.map((part, i) => part + text(values[i])).join("");
}
const drawn = (element: object): string => text((element as { render(): unknown }).render());
const submit = (element: object, fields: Record<string, string>, by = ""): void => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const submitter = { getAttribute: () => by };
  void (element as { submit(event: object): Promise<void> }).submit({
    preventDefault: () => {},
    form,
    submitter,
  });
};

const coop = { id: "id of coop", code: "coop", name: "La Coop", letters: true };
const other = { id: "id of other", code: "other", name: "Autre", letters: false };
const third = { id: "id of third", code: "third", name: "Troisième", letters: true };
const forgotten = "href=/mot-de-passe-oublie";

beforeEach(async () => {
  sent.length = listed.length = 0;
  fails.error = undefined;
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("location", { pathname: "/", hash: "" });
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("dispatchEvent", () => true);
  await chooseLanguage("fr");
});
afterEach(() => vi.unstubAllGlobals());

test("a forgotten password is replaced by letter only where letters are sent", () => {
  const page = Object.assign(new HalleSignIn(), { associations: [coop, other], chosen: "coop" });
  expect(drawn(page)).toContain(forgotten);
  Object.assign(page, { chosen: "other" });
  expect(drawn(page)).not.toContain(forgotten);
  expect(drawn(page)).toContain("account.forgotten_ask");
});

test("the page where a link is asked for stands at an address of its own", () => {
  vi.stubGlobal("location", { pathname: "/mot-de-passe-oublie", hash: "" });
  const page = Object.assign(new HalleSignIn(), { associations: [coop], chosen: "coop" });
  expect(drawn(page)).toContain("<halle-ask-password");
  expect(drawn(page)).not.toContain("current-password");
});

test("a link is asked for in the association chosen, among those that send letters", () => {
  const page = Object.assign(new HalleAskPassword(), {
    associations: [coop, other, third],
    chosen: "third",
  });
  expect(drawn(page)).toContain("Troisième");
  expect(drawn(page)).not.toContain("Autre");
  submit(page, { login: "12", organisation: "third" });
  expect(sent).toEqual([{ method: "askForPassword", request: { login: "12" }, at: third.id }]);
});

test("without a choice there is the one association that sends letters, or none", () => {
  const page = Object.assign(new HalleAskPassword(), { associations: [other, coop] });
  expect(drawn(page)).not.toContain("<select");
  submit(page, { login: "12" });
  expect(sent.map(({ at }) => at)).toEqual([coop.id]);
  const nowhere = Object.assign(new HalleAskPassword(), { associations: [other] });
  expect(drawn(nowhere)).not.toContain("<input");
});

test("what is said after asking is the same for all, and a refusal is said", async () => {
  const page = Object.assign(new HalleAskPassword(), { associations: [coop] });
  submit(page, { login: "personne" });
  await vi.waitFor(() => expect(drawn(page)).toContain("account.asked_more"));
  expect(drawn(page)).not.toContain("personne");
  const refused = Object.assign(new HalleAskPassword(), { associations: [coop] });
  fails.error = new ConnectError("no", Code.ResourceExhausted);
  submit(refused, { login: "12" });
  await vi.waitFor(() => expect(drawn(refused)).toContain('role="alert"'));
  expect(drawn(refused)).toContain("<input");
});

/** The page of a link, as it is when it is shown. */
async function opened(pathname: string): Promise<HalleInvitation> {
  vi.stubGlobal("location", { pathname, hash: "#abc" });
  const page = new HalleInvitation();
  const parts = page as unknown as Record<"page" | "calls", { hostConnected(): void }>;
  parts.page.hostConnected();
  parts.calls.hostConnected();
  await vi.waitFor(() => expect(sent.length).toBe(1));
  return page;
}

test("the page of a link chooses a password for what the link is for", async () => {
  const reset = await opened("/mot-de-passe");
  await vi.waitFor(() => expect(drawn(reset)).toContain("new-password"));
  submit(reset, { password: "navets et panais" });
  expect(sent).toEqual([
    { method: "getPasswordLink", request: { token: "abc" } },
    { method: "resetPassword", request: { token: "abc", password: "navets et panais" } },
  ]);
  sent.length = 0;
  const opening = await opened("/invitation");
  await vi.waitFor(() => expect(drawn(opening)).toContain("new-password"));
  submit(opening, { password: "navets et panais" });
  expect(sent.map(({ method }) => method)).toEqual(["getInvitation", "acceptInvitation"]);
});

test("a link that works no longer leads to another", async () => {
  fails.error = new ConnectError("no", Code.NotFound);
  const reset = await opened("/mot-de-passe");
  await vi.waitFor(() => expect(drawn(reset)).toContain(forgotten));
  expect(drawn(reset)).not.toContain("<input");
});

/** The page for inviting, when it has looked whether letters are sent. */
async function inviting(): Promise<HalleInvite> {
  const page = new HalleInvite();
  (page as unknown as { calls: { hostConnected(): void } }).calls.hostConnected();
  await Promise.resolve();
  return page;
}

test("an invitation is sent by letter where letters are sent, if that is chosen", async () => {
  listed.push(other);
  expect(drawn(await inviting())).not.toContain('name="letter"');
  listed.push(coop);
  const page = await inviting();
  await vi.waitFor(() => expect(drawn(page)).toContain('name="letter"'));
  submit(page, { number: "12", email: "zoe@example.org" }, "letter");
  const next = new HalleInvite();
  submit(next, { number: "12", email: "" });
  expect(sent.map(({ request }) => request)).toEqual([
    { number: "12", email: "zoe@example.org", letter: true },
    { number: "12", email: "", letter: false },
  ]);
});
