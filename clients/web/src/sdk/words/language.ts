// Words in the reader's language: French, or English if that was chosen.
export type Language = "fr" | "en" | "xx";

const kept = "halle.language";
let current: Language = "fr";
type Texts = Record<string, string>;
let known: Texts = {};

/** A part of the words, by language. */
export type Words = Record<"fr" | "en", () => Promise<{ default: Record<string, string> }>>;
const shell: Words = { fr: () => import("virtual:words/fr"), en: () => import("virtual:words/en") };
/** The parts that are shown, each with its first reading; those that screens will bring. */
const brought = new Map<Words, Promise<void>>();
const coming = new Set<Words>();

function spoken(): "fr" | "en" {
  return current === "en" ? "en" : "fr";
}

/** A language of words half as long again, for tests: what does not fit shows. */
function stretched(texts: Record<string, string>): Record<string, string> {
  if (current !== "xx") return texts;
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      `[${text} ${"lorem ipsum ".repeat(text.length).slice(0, Math.ceil(text.length * 0.4))}]`,
    ]),
  );
}

export function language(): Language {
  return current;
}

/** Reads parts; once another language is chosen, whoever chose it reads them all. */
async function read(parts: Words[]): Promise<void> {
  const chosen = current;
  const files = await Promise.all(parts.map((part) => part[spoken()]()));
  if (chosen !== current) return;
  known = Object.assign({ ...known }, ...files.map((file) => stretched(file.default))) as Texts;
}

export async function chooseLanguage(wanted?: Language): Promise<void> {
  current = wanted ?? (localStorage.getItem(kept) as Language | null) ?? "fr";
  localStorage.setItem(kept, current);
  await read([shell, ...brought.keys()]);
  document.documentElement.lang = spoken();
}

/** Brings a part of the words, in this language now and in whatever is chosen later. */
export function bringWords(texts: Words): Promise<void> {
  let reading = brought.get(texts);
  if (!reading) {
    reading = read([texts]);
    brought.set(texts, reading);
    reading.catch(() => brought.delete(texts));
  }
  return reading;
}

/** Names parts that screens will bring. */
export function expectWords(texts: Words[]): void {
  for (const one of texts) coming.add(one);
}

/** Brings all parts that screens have named: a module's refusal may show on another's screen. */
export async function bringAllWords(): Promise<void> {
  await Promise.allSettled([...coming].map(bringWords));
}

const added: Record<string, Record<string, string>> = { fr: {}, en: {} };

/**
 * The words of a module that was not built with the shell, by key; those of the shell come first.
 */
export function addWords(texts: Record<"fr" | "en", Record<string, string>>): void {
  Object.assign(added.fr, texts.fr);
  Object.assign(added.en, texts.en);
}

/** The text of a key, `{name}` filled in; the key itself if there is none. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  return (known[key] ?? added[spoken()][key] ?? key).replace(/\{(\w+)\}/g, (all, name: string) =>
    String(values[name] ?? all),
  );
}

const plurals = new Map<string, Intl.PluralRules>();

/** `key.one` or `key.many`, with {n}. */
export function counted(key: string, n: number): string {
  const tag = spoken();
  let rules = plurals.get(tag);
  if (!rules) plurals.set(tag, (rules = new Intl.PluralRules(tag)));
  return words(`${key}.${rules.select(n) === "one" ? "one" : "many"}`, { n });
}
