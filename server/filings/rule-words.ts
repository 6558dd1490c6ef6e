import type { Words } from "../../shared/protocol/filings/age.ts";
import type { ReadingView, SourceView } from "../../shared/protocol/filings/sources.ts";
import { CHECKS } from "../../shared/rules/checks/check-list.ts";
import { deadlineTitle } from "../../shared/rules/deadlines/deadline-words.ts";
import type { Finding } from "../../shared/rules/decision.ts";
import READINGS from "../../shared/rules/readings.json" with { type: "json" };
import REGISTER from "../../shared/rules/register.json" with { type: "json" };
import type { Check } from "../../shared/rules/rule-context.ts";

const CHECK_BY_ID: ReadonlyMap<string, Check> = new Map(CHECKS.map((check) => [check.id, check]));
const SOURCE_BY_ID: ReadonlyMap<string, SourceView> = new Map(REGISTER.map(({ id, article, quote, statement }) => [id, { id, article, quote, statement }]));

export function ruleTitle(ruleId: string): Words {
  const check = CHECK_BY_ID.get(ruleId);
  return check === undefined ? deadlineTitle(ruleId) : { zh: check.zh, en: check.en };
}

export function guardOf(ruleId: string): Words {
  return CHECK_BY_ID.get(ruleId)?.guard ?? { zh: "", en: "" };
}

/** The check's sentence with its numbers; a name that has no value stays readable as "—" (P15). */
export function sentenceOf({ rule, values }: Pick<Finding, "rule" | "values">): Words {
  const sentence = CHECK_BY_ID.get(rule.ruleId)?.sentence ?? ruleTitle(rule.ruleId);
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "—"));
  return { zh: fill(sentence.zh), en: fill(sentence.en) };
}

/** Register entries by id; one that the register does not have is told by its id alone. */
export function sourcesOf(ids: readonly string[]): SourceView[] {
  return ids.map((id) => SOURCE_BY_ID.get(id) ?? { id, article: "", quote: "", statement: "" });
}

/** Readings and conflicts by id; one that is not written down is told by its id alone. */
export function readingsOf(ids: readonly string[]): ReadingView[] {
  const known: Readonly<Record<string, Omit<ReadingView, "id">>> = READINGS;
  return ids.map((id) => ({ id, ...(known[id] ?? { subject: "", readings: "", used: "", reason: "" }) }));
}
