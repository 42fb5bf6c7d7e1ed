// Letters and the mail server as people say them.
import { day, hour, instant, language, words } from "halle/shell";
import {
  type Letter,
  LetterState,
  type MailState,
  type Template,
} from "halle/gen/notify_email/v1/notify_email_pb";

const folder = "folder:";

/** "samedi 5 décembre à 9 h 30" */
export function moment(at: Parameters<typeof instant>[0]): string {
  const then = instant(at);
  return words("notify_email.moment", { day: day(then), time: hour(then) });
}

/**
 * Why a letter or the mail server failed: reasons of this module in words, with the name that may
 * follow them; the mail server's own words as they are.
 */
export function failureWords(failure: string): string {
  const [reason, name = ""] = failure.split(" ");
  return reason.startsWith("notify_email.") ? words(reason, { name }) : failure;
}

/** Whether letters leave, stay in a folder of the machine or do not leave, with a sentence why. */
export function serverWords(state: MailState): {
  state: "leave" | "stay" | "fail";
  /** What the person who runs the machine wrote is missing or wrong. */
  configure: boolean;
  text: string;
} {
  const says = (key: string, values = {}) => words("notify_email.server_" + key, values);
  if (state.serverProblem) {
    const text = says("problem", { why: failureWords(state.serverProblem) });
    return { state: "fail", configure: true, text };
  }
  if (!state.server) return { state: "fail", configure: true, text: says("none") };
  if (state.failure) {
    const values = { at: moment(state.failedAt), why: failureWords(state.failure) };
    return { state: "fail", configure: false, text: says("failure", values) };
  }
  if (state.server.startsWith(folder)) {
    const text = says("folder", { folder: state.server.slice(folder.length) });
    return { state: "stay", configure: false, text };
  }
  const text = says("works", { server: state.server, from: state.from });
  return { state: "leave", configure: false, text };
}

/** What became of a test letter; `ended`: it will not change any more. */
export function testWords(letter: Letter | undefined): {
  ended: boolean;
  good: boolean;
  text: string;
} {
  const says = (key: string) =>
    words("notify_email.test_" + key, { why: failureWords(letter?.failure ?? "") });
  switch (letter?.state) {
    case LetterState.SENT:
      return { ended: true, good: true, text: says("sent") };
    case LetterState.DEAD:
    case LetterState.DROPPED:
      return { ended: true, good: false, text: says("failed") };
    default:
      return { ended: false, good: false, text: says(letter?.failure ? "late" : "waits") };
  }
}

/** The kinds of letters by the name of their topic, in the reader's language where it has texts. */
export function byTopic(templates: Template[]): [topic: string, kinds: Template[]][] {
  const kinds = new Map<string, Template>();
  for (const one of templates)
    if (!kinds.has(one.kind) || one.language === language()) kinds.set(one.kind, one);
  const topics = new Map<string, Template[]>();
  for (const one of kinds.values()) topics.set(one.topic, [...(topics.get(one.topic) ?? []), one]);
  return [...topics];
}

const always = ["first_name", "association"];

/** The values that the texts of a kind may have, in the order in which its own have them. */
export function valuesOf(template: Template): string[] {
  const all = (template.usualSubject + template.usualText).matchAll(/\{([^}]*)\}/g);
  return [...new Set([...always, ...[...all].map(([, name]) => name)])].map((name) => `{${name}}`);
}

/** A text as typed, as the association's own; empty if it is the usual one. */
export function ownText(typed: string, usual: string): string {
  const text = typed.replace(/\r\n/g, "\n").trim();
  return text === usual.trim() ? "" : text;
}
