import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, beforeAll, expect, test } from "vitest";
import { addWords } from "halle/shell";
import {
  LetterSchema,
  LetterState,
  MailStateSchema,
  TemplateSchema,
} from "halle/gen/notify_email/v1/notify_email_pb";
import { LastOfEach } from "../../../plugins/notify_email/ui/last_of_each";
import {
  byTopic,
  failureWords,
  ownText,
  serverWords,
  testWords,
  valuesOf,
} from "../../../plugins/notify_email/ui/wording";
import { wordsOf } from "../scripts/words.js";

beforeAll(() => addWords({ fr: wordsOf("fr", "notify_email"), en: wordsOf("en", "notify_email") }));

/** Calls that are answered when the test says so. */
class Answers {
  readonly sent: string[] = [];
  private open: (done: boolean) => void = () => {};
  readonly send = (key: string, value: string): Promise<boolean> => {
    this.sent.push(`${key}=${value}`);
    return new Promise((done) => (this.open = done));
  };
  async answer(done: boolean): Promise<void> {
    this.open(done);
    await new Promise((turn) => setImmediate(turn));
  }
}
let answers = new Answers();
afterEach(() => (answers = new Answers()));

test("choices go out one at a time, of each topic the last", async () => {
  const choices = new LastOfEach<string>((...choice) => answers.send(...choice));
  choices.set("shifts", "1");
  choices.set("shifts", "2");
  choices.set("orders", "3");
  choices.set("shifts", "3");
  expect(answers.sent).toEqual(["shifts=1"]);
  expect([choices.get("shifts"), choices.get("orders")]).toEqual(["3", "3"]);
  await answers.answer(true);
  await answers.answer(true);
  await answers.answer(true);
  expect(answers.sent).toEqual(["shifts=1", "shifts=3", "orders=3"]);
  expect([choices.get("shifts"), choices.get("orders")]).toEqual([undefined, undefined]);
});

test("a choice that is changed back while it is on its way is sent again", async () => {
  const choices = new LastOfEach<string>((...choice) => answers.send(...choice));
  choices.set("shifts", "2");
  choices.set("shifts", "1");
  await answers.answer(true);
  expect(choices.get("shifts")).toBe("1");
  await answers.answer(true);
  expect(answers.sent).toEqual(["shifts=2", "shifts=1"]);
});

test("after a failure nothing is shown as chosen that is not stored", async () => {
  let changes = 0;
  const choices = new LastOfEach<string>(
    (...choice) => answers.send(...choice),
    () => ++changes,
  );
  choices.set("shifts", "2");
  choices.set("orders", "2");
  const before = changes;
  await answers.answer(false);
  expect(answers.sent).toEqual(["shifts=2"]);
  expect([choices.get("shifts"), choices.get("orders")]).toEqual([undefined, undefined]);
  expect(changes).toBeGreaterThan(before);
  choices.set("orders", "3");
  expect(answers.sent).toEqual(["shifts=2", "orders=3"]);
});

test("a mail server's words stay, reasons of the module are said in words", () => {
  expect(failureWords("550 5.1.1 No such user")).toBe("550 5.1.1 No such user");
  expect(failureWords("")).toBe("");
  expect(failureWords("notify_email.blocked")).toMatch(/^Cette adresse a refusé/);
  expect(failureWords("notify_email.bad_server from")).toMatch(/«\sfrom\s»/);
});

test("the state of the mail server says whether letters leave", () => {
  const said = (state: MessageInitShape<typeof MailStateSchema>) =>
    serverWords(create(MailStateSchema, state));
  const none = said({});
  expect([none.state, none.configure]).toEqual(["fail", true]);
  expect(none.text).toMatch(/^Aucun serveur/);
  const server = "smtps://mail.example.org";
  expect(said({ server, from: "coop@example.org" })).toEqual({
    state: "leave",
    configure: false,
    text: "Elles partent par smtps://mail.example.org, de l’adresse coop@example.org.",
  });
  const failed = said({ server, failure: "421 busy", failedAt: { seconds: 1796198400n } });
  expect([failed.state, failed.configure]).toEqual(["fail", false]);
  expect(failed.text).toMatch(/mercredi 2 décembre à 9\sh.*421 busy$/);
  const wrong = said({ server, serverProblem: "notify_email.bad_server site", failure: "421" });
  expect([wrong.state, wrong.configure]).toEqual(["fail", true]);
  expect(wrong.text).toMatch(/«\ssite\s»/);
  const trial = said({ server: "folder:/tmp/letters" });
  expect(trial.state).toBe("stay");
  expect(trial.text).toMatch(/dossier \/tmp\/letters et n’arrivent à personne/);
});

test("a test letter is followed until it will not change any more", () => {
  const seen = (state: LetterState, failure = "") =>
    testWords(create(LetterSchema, { state, failure }));
  expect(testWords(undefined)).toMatchObject({ ended: false, good: false });
  expect(seen(LetterState.WAITING)).toMatchObject({ ended: false });
  expect(seen(LetterState.CLAIMED)).toMatchObject({ ended: false });
  expect(seen(LetterState.WAITING, "421 busy").text).toMatch(/421 busy$/);
  expect(seen(LetterState.SENT)).toMatchObject({ ended: true, good: true });
  const dropped = seen(LetterState.DROPPED, "notify_email.no_address");
  expect(dropped).toMatchObject({ ended: true, good: false });
  expect(dropped.text).toMatch(/n’a pas l’adresse e-mail/);
  expect(seen(LetterState.DEAD, "550 no")).toMatchObject({ ended: true, good: false });
});

const text = (kind: string, language: string, topic: string, usualText = "") =>
  create(TemplateSchema, { kind, language, topic, usualSubject: "{product}", usualText });

test("kinds are grouped by topic, each once, in the reader's language where it has one", () => {
  const all = [
    text("shifts.reminder", "en", "Your shifts"),
    text("shifts.reminder", "fr", "Vos services"),
    text("shifts.change", "fr", "Vos services"),
    text("hub.password", "en", "Your account"),
  ];
  expect(byTopic(all).map(([topic, kinds]) => [topic, kinds.map(({ kind }) => kind)])).toEqual([
    ["Vos services", ["shifts.reminder", "shifts.change"]],
    ["Your account", ["hub.password"]],
  ]);
});

test("a text names the values it may have, and the usual text is none of the association's", () => {
  expect(valuesOf(text("orders.opened", "fr", "", "{cycle}: {product}, {cycle}."))).toEqual([
    "{first_name}",
    "{association}",
    "{product}",
    "{cycle}",
  ]);
  expect(ownText("Un.\r\n\r\nDeux. ", "Un.\n\nDeux.")).toBe("");
  expect(ownText(" Un.\r\nTrois.", "Un.\n\nDeux.")).toBe("Un.\nTrois.");
  expect(ownText("", "Un.")).toBe("");
});
