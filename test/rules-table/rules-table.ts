import register from "../../shared/rules/register.json" with { type: "json" };
import { RULES } from "../../shared/rules/evaluate-dossier.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { modeOf } from "../../shared/rules/rule-reference.ts";
import type { CheckRow, DeadlineRow, Rulebook } from "../../shared/rules/rulebook.ts";
import { testsOfRules, type RuleTest } from "./tests-of-rules.ts";

export const TABLE_PATH = "shared/rules/rules.md";

const ARTICLES = new Map(register.map(({ id, article }) => [id, article]));

/** The paper `shared/rules/rules.md`: rule → source → test, from the rulebooks and from the names of the tests. */
export function rulesTable(): string {
  const tests = testsOfRules();
  const deadlines = RULEBOOKS.flatMap((book) => book.deadlines.map((row) => deadlineLine(book, row, tests))).toSorted();
  const checks = checkIds().map((id) => checkLine(id, tests));
  return [
    "# Rules, their sources and their tests",
    "",
    "Written by `npm run rules-table`; a test holds it against the code. Fires: a test in which the rule fires. Guard: a test in which it must not.",
    "Modes: *shadow* is computed and shown, never counted (draft); *record* is stored and shown (pilot, one-offs that are over).",
    "",
    `## Deadlines (${deadlines.length})`,
    "",
    "| Rule | Rulebook | Counted from | Length | Severity | Sources | Readings | Fires | Guard |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...deadlines,
    "",
    `## Checks (${checks.length})`,
    "",
    "| Rule | What | Rulebooks and severity | Sources | Readings | Fires | Guard |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...checks,
    "",
  ].join("\n");
}

/** Ids of every check in the code or in a rulebook, in order. */
export function checkIds(): string[] {
  return [...new Set([...RULES.checks.keys(), ...RULEBOOKS.flatMap(({ checks }) => checks.map(({ id }) => id))])].toSorted();
}

function deadlineLine(book: Rulebook, row: DeadlineRow, tests: readonly RuleTest[]): string {
  const length = [row.count ?? row.fixedDate, row.unit === "none" && row.houseLimitSetting !== null ? `house limit \`${row.houseLimitSetting}\`` : row.unit, row.direction].filter((word) => word !== null).join(" ");
  return line([row.id, bookWords(book, row), `${row.evaluators.join(" ")} ${row.trigger}`.trim(), length, row.severity, sourceWords(row.sources), row.readings.join(" "), ...testWords(row.id, tests)]);
}

function checkLine(id: string, tests: readonly RuleTest[]): string {
  const rows = RULEBOOKS.flatMap((book) => book.checks.filter((row) => row.id === id).map((row) => ({ book, row })));
  const sources = [...new Set(rows.flatMap(({ row }) => row.sources))].toSorted();
  const readings = [...new Set(rows.flatMap(({ row }) => row.readings))].toSorted();
  const check = RULES.checks.get(id);
  return line([id, check === undefined ? "" : `${check.zh} ${check.en}`, rows.map(({ book, row }) => `${bookWords(book, row)}: ${row.severity}`).join("; "), sourceWords(sources), readings.join(" "), ...testWords(id, tests)]);
}

function bookWords(book: Rulebook, row: DeadlineRow | CheckRow): string {
  const mode = modeOf(book, "status" in row ? row.status : undefined);
  return mode === "in-force" ? book.id : `${book.id} (*${mode}*)`;
}

function sourceWords(ids: readonly string[]): string {
  return ids.map((id) => `${id} ${ARTICLES.get(id) ?? "?"}`).join("; ");
}

/** The names of the firing and of the guard tests. */
function testWords(id: string, tests: readonly RuleTest[]): [string, string] {
  const named = (guard: boolean) => tests.filter((each) => each.guard === guard && each.ruleIds.includes(id)).map(({ name, path }) => `[${name}](${path.replace("shared/rules/", "")})`).toSorted();
  return [named(false).join("; "), named(true).join("; ")];
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
