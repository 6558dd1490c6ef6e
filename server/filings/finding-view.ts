import type { z } from "zod";
import type { FindingRow, VerdictView, FindingPage } from "../../shared/protocol/filings/findings.ts";
import { FINDING_SEVERITIES, type Finding } from "../../shared/rules/decision.ts";
import type { StoredFinding } from "./finding-queries.ts";
import { ruleTitle, sentenceOf } from "./rule-words.ts";

export function findingOf({ body }: StoredFinding): Finding {
  return JSON.parse(body) as Finding;
}

export function findingView(stored: StoredFinding): FindingRow {
  const { factIds: _facts, ...finding } = findingOf(stored);
  return { ...finding, title: ruleTitle(finding.rule.ruleId), sentence: sentenceOf(finding), orgName: stored.orgName, verdict: verdictOf(stored) };
}

export function verdictOf({ verdict, reason, saidBy, verdictAtMs }: Pick<StoredFinding, "verdict" | "reason" | "saidBy" | "verdictAtMs">): z.infer<typeof VerdictView> | null {
  if (verdict === null || verdictAtMs === null) return null;
  return { verdict: verdict as z.infer<typeof VerdictView>["verdict"], reason: reason ?? "", by: saidBy ?? "", atMs: verdictAtMs };
}

/** Every severity with its number, those that nothing has with 0. */
export function allSeverities(counts: ReadonlyMap<Finding["severity"], number>): FindingPage["counts"] {
  return Object.fromEntries(FINDING_SEVERITIES.map((severity) => [severity, counts.get(severity) ?? 0])) as FindingPage["counts"];
}

/** What several rulebooks find of one thing, told once with all their sources; each keeps its own key and verdict. */
export function oncePerThing(findings: readonly FindingRow[]): FindingRow[] {
  return [...Map.groupBy(findings, ({ key }) => key.slice(key.indexOf("/") + 1)).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : { ...first, alsoUnder: others.map(({ rule }) => rule) }],
  );
}
