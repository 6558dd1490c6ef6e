import { expect, test } from "vitest";
import register from "../register.json" with { type: "json" };
import source from "../source-deadlines.json" with { type: "json" };
import { RULEBOOKS } from "../load-rulebooks.ts";
import type { DeadlineRow } from "../rulebook.ts";
import { ANCHORS } from "./anchor-list.ts";

const rows = RULEBOOKS.flatMap((book) => book.deadlines.map((row) => ({ ...row, areaCode: book.areaCode })));

/** The source's words for a unit, as the rulebooks have it. */
function unitOf(words: string): DeadlineRow["unit"] {
  if (words.startsWith("fixed")) return "fixed";
  if (words.endsWith("per year")) return "quota";
  if (words.startsWith("none") || words.startsWith("immediate")) return "none";
  return words as DeadlineRow["unit"];
}

test("every one of the 48 rows of the source stands in the rulebook of its area, none missing, none altered", () => {
  expect(source).toHaveLength(48);
  const facts = ({ id, areaCode, trigger, count, unit, direction, dayOne, owedTo, sources, status, severity, note }: (typeof rows)[number]) => ({ id, areaCode, trigger, count, unit, direction, dayOne, owedTo, sources, status, severity, note });
  const expected = source.map((row) => ({ row: facts({ ...row, unit: unitOf(row.unit) } as unknown as (typeof rows)[number]), evaluators: row.evaluator }));
  const found = rows.toSorted((a, b) => a.id.localeCompare(b.id)).map((row) => ({ row: facts(row), evaluators: row.evaluators }));
  expect(found).toEqual(expected);
});

test("fixed dates are the source's own", () => {
  const fixed = source.flatMap(({ id, unit }) => /^fixed (\S+)$/.exec(unit)?.slice(1).map((date) => [id, date]) ?? []).filter(([, date]) => date !== "windows");
  expect(rows.filter(({ fixedDate }) => fixedDate !== null).map(({ id, fixedDate }) => [id, fixedDate])).toEqual(fixed);
});

test("who owes agrees with the source's words", () => {
  const wrong = source.filter(({ id, owedBy }) => {
    const row = rows.find((each) => each.id === id);
    if (owedBy.startsWith("evaluator")) return row?.owedBy !== "evaluator";
    if (/^市|authority/.test(owedBy)) return row?.owedBy !== "authority" && id !== "D46";
    if (/督/.test(owedBy)) return row?.owedBy !== "supervisor";
    return false;
  });
  expect(wrong.map(({ id, owedBy }) => `${id}: ${owedBy}`)).toEqual([]);
});

test("every row names an anchor that exists, sources that are in the register and settings that its rulebook has", () => {
  const known = new Set(register.map(({ id }) => id));
  const wrong = RULEBOOKS.flatMap((book) =>
    book.deadlines.filter((row) => !(row.anchor in ANCHORS) || row.sources.some((id) => !known.has(id)) || (row.houseLimitSetting !== null && !(row.houseLimitSetting in book.settings))),
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
  const used = new Set(rows.map(({ anchor }) => anchor));
  expect(Object.keys(ANCHORS).filter((name) => !used.has(name))).toEqual([]);
});
