import { expect, test } from "vitest";
import { RULES } from "../../shared/rules/evaluate-dossier.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import register from "../../shared/rules/register.json" with { type: "json" };
import source from "../../shared/rules/source-deadlines.json" with { type: "json" };
import { readText } from "../repository/repository-files.ts";
import { checkIds, rulesTable, TABLE_PATH } from "./rules-table.ts";
import { testsOfRules } from "./tests-of-rules.ts";

/** How many checks requirements 4 has in each of its tables: 88 in all. */
const CHECKS_OF_LINK = { ORG: 16, PER: 14, EXM: 15, BNK: 7, PAP: 7, SCO: 9, CRT: 10, SUP: 5, ARC: 5 };

const number = (index: number) => String(index + 1).padStart(2, "0");
const CHECK_IDS = Object.entries(CHECKS_OF_LINK).flatMap(([link, count]) => Array.from({ length: count }, (_, index) => `${link}-${number(index)}`));
const RULE_IDS = [...source.map(({ id }) => id), ...CHECK_IDS];

test("all 88 checks have code and a row in a rulebook, and there are no others", () => {
  expect(CHECK_IDS).toHaveLength(88);
  expect(checkIds()).toEqual(CHECK_IDS.toSorted());
  expect([...RULES.checks.keys()].toSorted()).toEqual(CHECK_IDS.toSorted());
  const inBooks = new Set<string>(RULEBOOKS.flatMap(({ checks }) => checks.map(({ id }) => id)));
  expect(CHECK_IDS.filter((id) => !inBooks.has(id))).toEqual([]);
});

test("every source that a rule names is an entry of the register, of the rulebook's own jurisdiction for deadlines", () => {
  const known = new Set(register.map(({ id }) => id));
  const rows = RULEBOOKS.flatMap(({ deadlines, checks }) => [...deadlines, ...checks]);
  expect(rows.flatMap(({ id, sources }) => sources.filter((entry) => !known.has(entry)).map((entry) => `${id}: ${entry}`))).toEqual([]);
  const prefixes = { xiamen: "XM-", fujian: "FJ-", shenzhen: "SZ-", jilin: "JL-", liaoning: "LN-" };
  const foreign = RULEBOOKS.flatMap((book) => book.deadlines.flatMap(({ id, sources }) => sources.filter((entry) => !entry.startsWith(prefixes[book.id])).map((entry) => `${book.id} ${id}: ${entry}`)));
  expect(foreign).toEqual([]);
});

test("every one of the 48 deadlines and 88 checks has a test that fires it and one that shows its guard", () => {
  const tests = testsOfRules();
  const without = (guard: boolean) => RULE_IDS.filter((id) => !tests.some((each) => each.guard === guard && each.ruleIds.includes(id)));
  expect({ firing: without(false), guard: without(true) }).toEqual({ firing: [], guard: [] });
});

test("the table of rules, sources and tests is what the code says today (npm run rules-table writes it)", () => {
  expect(readText(TABLE_PATH)).toBe(rulesTable());
});
