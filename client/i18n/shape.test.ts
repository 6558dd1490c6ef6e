import { expect, test } from "vitest";
import { DESK_WORDS } from "../desk/words/desk-words.ts";
import { LOCALES } from "./language.ts";

/** Every path to a word, with what stands there: text, or a function of so many values. */
function shapeOf(words: unknown, path = ""): string[] {
  if (typeof words === "function") return [`${path} (${words.length})`];
  if (typeof words !== "object" || words === null) return [`${path} ${typeof words}`];
  return Object.entries(words).flatMap(([name, inner]) => shapeOf(inner, `${path}/${name}`));
}

/** Every text, sentences asked with digits. */
function textsOf(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String((words as (...values: string[]) => string)("1", "2", "3", "4"))];
  return typeof words === "object" && words !== null ? Object.values(words).flatMap(textsOf) : [];
}

/** The other language is named in its own words. */
const OWN_NAMES = new Set(["中文", "English"]);

test("English has every word that Chinese has, with as many values in each sentence, and no Chinese in it", () => {
  const { t: zh } = LOCALES.zh;
  const { t: en } = LOCALES.en;
  expect(shapeOf(en)).toEqual(shapeOf(zh));
  expect(shapeOf(DESK_WORDS.en)).toEqual(shapeOf(DESK_WORDS.zh));
  const english = [...textsOf(en), ...textsOf(DESK_WORDS.en)];
  expect(english.filter((text) => /\p{Script=Han}/u.test(text) && !OWN_NAMES.has(text))).toEqual([]);
});
