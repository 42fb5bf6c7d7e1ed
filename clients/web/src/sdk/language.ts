// Words in the reader's language: French, or English if she chose it.
export type Language = "fr" | "en" | "xx";

const kept = "halle.language";
let current: Language = "fr";
let known: Record<string, string> = {};

export function language(): Language {
  return current;
}

export async function chooseLanguage(wanted?: Language): Promise<void> {
  current = wanted ?? (localStorage.getItem(kept) as Language | null) ?? "fr";
  localStorage.setItem(kept, current);
  known = (await (current === "en" ? import("virtual:words/en") : import("virtual:words/fr")))
    .default;
  // A language of words half as long again, for tests: what does not fit shows.
  if (current === "xx")
    known = Object.fromEntries(
      Object.entries(known).map(([key, text]) => [
        key,
        `[${text} ${"lorem ipsum ".repeat(text.length).slice(0, Math.ceil(text.length * 0.4))}]`,
      ]),
    );
  document.documentElement.lang = current === "en" ? "en" : "fr";
}

const added: Record<string, Record<string, string>> = { fr: {}, en: {} };

/** The words of a module that was not built with the shell, by key; those of the shell come first. */
export function addWords(texts: Record<"fr" | "en", Record<string, string>>): void {
  Object.assign(added.fr, texts.fr);
  Object.assign(added.en, texts.en);
}

/** The text of a key, `{name}` filled in; the key itself if there is none. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  return (known[key] ?? added[current === "en" ? "en" : "fr"][key] ?? key).replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
}

/** `key.one` or `key.many`, with {n}. */
export function counted(key: string, n: number): string {
  return words(n === 1 || (n === 0 && current !== "en") ? key + ".one" : key + ".many", { n });
}
