import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parts, typeset, wordFiles, wordsOf } from "../scripts/words.js";

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();

test("both languages have the same words with the same places to fill", () => {
  for (const part of parts()) {
    const fr = wordsOf("fr", part);
    const en = wordsOf("en", part);
    expect(Object.keys(fr).length, part).toBeGreaterThan(0);
    expect(Object.keys(en).sort(), part).toEqual(Object.keys(fr).sort());
    for (const key of Object.keys(fr)) expect(holes(en[key]), key).toBe(holes(fr[key]));
  }
});

test("words that come with screens are not with the shell too", () => {
  const shell = wordsOf("fr");
  for (const part of parts().filter((part) => part !== ""))
    expect(
      Object.keys(wordsOf("fr", part)).filter((key) => key in shell),
      part,
    ).toEqual([]);
});

test("no screen's word is written twice", () => {
  for (const language of ["fr", "en"])
    for (const file of parts()
      .flatMap((part) => wordFiles(language, part))
      .filter((file) => /web|ui\//.test(file))) {
      const keys = readFileSync(file, "utf8")
        .split("\n")
        .map((line) => line.split(" = ")[0])
        .filter(Boolean);
      expect(new Set(keys).size, file).toBe(keys.length);
    }
});

test("French spaces do not break", () => {
  expect(typeset("Carton de 6 : « complet » !", "fr")).toBe(
    "Carton de 6\u00a0: «\u00a0complet\u00a0»\u00a0!",
  );
  expect(typeset("Case: full!", "en")).toBe("Case: full!");
});
