// The words of one language, from the same files as the command line's: lines of `key = text`.
//
// The shell's part, "", has what may be shown before any screen is: its own words, the reasons of
// the kernel, and of each module the menu, the cards of the home page and what it says on screens
// of others (`ui/locale`). The part of a module has the reasons of its refusals (`locale`) and the
// words of its screens (`ui/locale/screens`); `<module>/<folder>` those of `ui/locale/<folder>`.
// The part "sheets" has the words of importing a sheet. Arguments and headings of the command line
// stay out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const here = fileURLToPath(new URL("..", import.meta.url));
const root = join(here, "../..");

/** Folders in a folder; none if there is no such folder. */
function folders(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

const modules = ["services", "plugins"].flatMap((group) =>
  folders(join(root, group)).map((name) => ({ name, path: join(root, group, name) })),
);

const foldersOf = new Map([
  [
    "",
    [
      join(here, "locale"),
      join(root, "core/node/locale"),
      ...modules.map(({ path }) => join(path, "ui/locale")),
    ],
  ],
  ["sheets", [join(here, "locale/sheets"), join(root, "core/sheets/locale")]],
]);
for (const { name, path } of modules) {
  foldersOf.set(name, [join(path, "locale"), join(path, "ui/locale/screens")]);
  for (const folder of folders(join(path, "ui/locale")))
    if (folder !== "screens") foldersOf.set(`${name}/${folder}`, [join(path, "ui/locale", folder)]);
}

/** The names of all parts. */
export function parts() {
  return [...foldersOf.keys()].filter((part) => wordFiles("fr", part).length > 0);
}

/** The files of a part. */
export function wordFiles(language, part = "") {
  return foldersOf
    .get(part)
    .map((folder) => join(folder, language + ".txt"))
    .filter((file) => existsSync(file));
}

/** French puts a space that does not break before high punctuation and inside « ». */
export function typeset(text, language) {
  if (language !== "fr") return text;
  return text
    .replace(/ ([:;!?»%€])/g, "\u00a0$1")
    .replace(/« /g, "«\u00a0")
    .replace(/n° /g, "n°\u00a0")
    .replace(/'/g, "’");
}

export function wordsOf(language, part) {
  const words = {};
  for (const file of wordFiles(language, part))
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const at = line.indexOf(" = ");
      if (at > 0) words[line.slice(0, at)] = typeset(line.slice(at + 3), language);
    }
  return words;
}
