// Words in the reader's language: French, or English if she chose it.
export type Language = "fr" | "en" | "xx";

const kept = "halle.language";
let current: Language = "fr";
let known: Record<string, string> = {};

/** Words that come with the screens of a module, by language. */
export type ScreenWords = Record<"fr" | "en", () => Promise<{ default: Record<string, string> }>>;
const ofScreens = new Set<ScreenWords>();

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

export async function chooseLanguage(wanted?: Language): Promise<void> {
  current = wanted ?? (localStorage.getItem(kept) as Language | null) ?? "fr";
  localStorage.setItem(kept, current);
  const files = await Promise.all([
    current === "en" ? import("virtual:words/en") : import("virtual:words/fr"),
    ...[...ofScreens].map((one) => one[spoken()]()),
  ]);
  known = stretched(
    Object.assign({}, ...files.map((file) => file.default)) as Record<string, string>,
  );
  document.documentElement.lang = spoken();
}

/** Brings the words of screens, in this language now and in whatever is chosen later. */
export async function bringWords(texts: ScreenWords): Promise<void> {
  const chosen = current;
  ofScreens.add(texts);
  const file = await texts[spoken()]();
  if (chosen === current) known = { ...known, ...stretched(file.default) };
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
