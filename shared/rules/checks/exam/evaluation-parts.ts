import { z } from "zod";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import type { Fact } from "../../../events/fact.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { PARTS } from "../../../events/kinds/exam-events.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { batchesOf, type PlannedSession, type PlanVersion } from "../../history/batches.ts";
import { lastEpisode } from "../../history/episodes.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { LawfulRoute } from "../evidence-routes.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, PART_WORDS } from "../two-languages.ts";

type Part = (typeof PARTS)[number];

const Params = z.object({
  severityByType: z.partialRecord(EvaluatorType, z.enum(FINDING_SEVERITIES)),
  /** Where no filed norm says otherwise; the review joins at the levels named. */
  parts: z.array(z.enum(PARTS)),
  reviewLevels: z.array(z.number()),
  routes: z.array(LawfulRoute),
});
type Params = z.infer<typeof Params>;

export const partsMissing: Check = {
  id: "EXM-11",
  scope: "org",
  zh: "考核科目与规范不符",
  en: "Parts missing against the norm",
  sentence: {
    zh: "批次 {batchId} 的 {occupation} {level}级计划缺少：{missingZh}。",
    en: "The plan of batch {batchId} for {occupation}, level {level}, lacks: {missingEn}.",
  },
  guard: {
    zh: "以备案规范所列科目为准；合法免考途径（按机构类型）替代的科目不要求；未写科目的场次不判断；变更补上即消除。",
    en: "The parts of the filed norm count; what a lawful route replaces is not asked; sessions that name no part are not judged; an amendment that adds the part clears it.",
  },
  run(context, row) {
    const params = paramsOf(row, Params);
    return [...batchesOf(context.facts).values()].flatMap(({ batchId, versions, cancelledMs }) => {
      const groups = new Map(versions.flatMap(({ plan }) => plan.sessions).map(({ occupation, level }) => [`${occupation}/${level}`, { occupation, level }]));
      return [...groups].flatMap(([key, group]) => {
        const steps = versions.map((version) => ({ atMs: version.atMs, factId: version.factId, state: missingIn(context.facts, version, group, params) }));
        const episode = lastEpisode(steps, (missing) => missing.length > 0);
        const type = episode === null ? undefined : profileOn(context.facts, localDateOfMs(episode.sinceMs))?.evaluatorType;
        const severity = type === undefined ? undefined : params.severityByType[type];
        if (episode === null || severity === undefined) return [];
        return {
          subject: { kind: "batch", id: batchId },
          part: key,
          sinceMs: episode.sinceMs,
          clearedMs: episode.clearedMs ?? cancelledMs,
          severity,
          factIds: episode.factIds,
          values: { batchId, ...group, ...inBoth("missing", joined(episode.state.map((part) => PART_WORDS[part]))) },
        };
      });
    });
  },
};

function missingIn(facts: readonly Fact[], { atMs, plan }: PlanVersion, group: Pick<PlannedSession, "occupation" | "level">, params: Params): Part[] {
  const sessions = plan.sessions.filter(({ occupation, level }) => occupation === group.occupation && level === group.level);
  if (sessions.length === 0 || sessions.some(({ part }) => part === undefined)) return [];
  const type = profileOn(facts, localDateOfMs(atMs))?.evaluatorType;
  const routes = params.routes.filter(({ route, evaluators }) => plan.routes?.includes(route) === true && type !== undefined && evaluators.includes(type));
  const replaced = (part: Part) => routes.some(({ replaces }) => replaces === "whole" || replaces === part);
  return askedParts(facts, atMs, group, params).filter((part) => !replaced(part) && !sessions.some((session) => session.part === part));
}

function askedParts(facts: readonly Fact[], atMs: number, { occupation, level }: Pick<PlannedSession, "occupation" | "level">, { parts, reviewLevels }: Params): readonly Part[] {
  const norm = ofType(facts, "norm.filed").findLast(({ data, atMs: filedMs }) => data.occupation === occupation && data.levels.includes(level) && data.parts !== undefined && filedMs <= atMs);
  return norm?.data.parts ?? [...parts, ...(reviewLevels.includes(level) ? (["review"] as const) : [])];
}
