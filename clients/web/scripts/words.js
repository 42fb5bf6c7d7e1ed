// The words of one language, from the same files as the command line's: lines of `key = text`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const here = fileURLToPath(new URL("..", import.meta.url));
const root = join(here, "../..");

/**
 * The modules whose words come with their screens, from `ui/locale/screens`, and not with the
 * shell.
 */
export function modulesOfTheirOwnWords() {
  return ["services", "plugins"].flatMap((group) =>
    readdirSync(join(root, group)).filter((module) =>
      existsSync(join(root, group, module, "ui/locale/screens")),
    ),
  );
}

/**
 * Every file of words that comes with the shell, or those of the screens of one module. The command
 * line's own (arguments, headings) stay out.
 */
export function wordFiles(language, module) {
  if (module)
    return ["services", "plugins"]
      .map((group) => join(root, group, module, "ui/locale/screens", language + ".txt"))
      .filter((file) => existsSync(file));
  const folders = [join(here, "locale")];
  for (const group of ["core", "services", "plugins"])
    for (const part of existsSync(join(root, group)) ? readdirSync(join(root, group)) : [])
      folders.push(join(root, group, part, "locale"), join(root, group, part, "ui/locale"));
  return folders
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

export function wordsOf(language, module) {
  const words = {};
  for (const file of wordFiles(language, module))
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const at = line.indexOf(" = ");
      if (at > 0) words[line.slice(0, at)] = typeset(line.slice(at + 3), language);
    }
  return words;
}
