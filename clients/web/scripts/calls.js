// Which methods the screens call: of the others the browser's generated code has nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function* scripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* scripts(path);
    else if (entry.name.endsWith(".ts")) yield readFileSync(path, "utf8");
  }
}

/**
 * What tells whether a script of these folders calls a method: it names the service and, after a
 * point, the method. Names alone decide, so that a method is rather kept than missed.
 */
export function callsOf(folders) {
  const texts = folders.flatMap((folder) => [...scripts(folder)]);
  const known = texts.map((text) => ({
    words: new Set(text.match(/\b[A-Z]\w*/g)),
    members: new Set([...text.matchAll(/\.\s*([a-z]\w*)/g)].map(([, name]) => name)),
  }));
  return (service, method) => {
    const member = method[0].toLowerCase() + method.slice(1);
    return known.some(({ words, members }) => words.has(service) && members.has(member));
  };
}
