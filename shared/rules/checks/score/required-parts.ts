import { z } from "zod";
import { PARTS } from "../../../events/kinds/exam-events.ts";
import { batchesOf } from "../../history/batches.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import { resultsOf, type BatchResults } from "../../history/results.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { LawfulRoute, lawfulRoute, relationOf, relationWords } from "../evidence-routes.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, PART_WORDS } from "../two-languages.ts";

type Part = (typeof PARTS)[number];

const Required = z.object({
  /** Where no norm of the occupation says otherwise. */
  parts: z.array(z.enum(PARTS)),
  routes: z.array(LawfulRoute),
});

const SHOWN = 20;

/** One finding per batch: who passed it without a score that the norm asks for. */
export const requiredPartMissing: Check = {
  id: "SCO-08",
  scope: "org",
  zh: "应考科目没有成绩",
  en: "A required part has no score",
  sentence: {
    zh: "批次 {batchId} 合格人员中 {count} 人缺少{partsZh}成绩：{people}。",
    en: "In batch {batchId}, {count} of those who passed have no score in {partsEn}: {people}.",
  },
  guard: {
    zh: "以备案规范所列科目为准；替代成绩算成绩；属于合法途径（按评价机构类型和考生来源）的免考科目不算。",
    en: "The parts of the filed norm count; a substituted score is a score; parts that a lawful route replaces (by evaluator and candidate source) are not asked.",
  },
  run(context, row) {
    const params = paramsOf(row, Required);
    return [...resultsOf(context.facts).values()].flatMap((results) => missingIn(context, results, params));
  },
};

/** A batch of two occupations has its results compiled twice; the newest of each counts. */
function missingIn(context: RuleContext, { batchId, compiled }: BatchResults, params: z.infer<typeof Required>): CheckFiring[] {
  const newest = new Map(compiled.map((each) => [each.data.occupation ?? "", each]));
  return [...newest.values()].flatMap((each) => missingFrom(context, batchId, each, params));
}

function missingFrom(context: RuleContext, batchId: string, compiled: BatchResults["compiled"][number], { parts, routes }: z.infer<typeof Required>): CheckFiring[] {
  const required = partsOfNorm(context, compiled.data.occupation ?? batchesOf(context.facts).get(batchId)?.sessions[0]?.occupation, compiled.atMs) ?? parts;
  const lacking = (compiled.data.passedIds ?? []).flatMap((personId) => {
    const asked = required.filter((part) => !isReplaced(context, { personId, batchId, part, atMs: compiled.atMs }, routes));
    const found = asked.map((part) => ({ part, scoredMs: scoredMs(context, batchId, personId, part) }));
    // Scored after the results were compiled is a finding that has ended, not one that never was.
    const late = found.filter(({ scoredMs: atMs }) => atMs === null || atMs > compiled.atMs);
    return late.length === 0 ? [] : [{ personId, parts: late.map(({ part }) => part), doneMs: late.every((each) => each.scoredMs !== null) ? Math.max(...late.map((each) => each.scoredMs ?? 0)) : null }];
  });
  if (lacking.length === 0) return [];
  const open = lacking.filter(({ doneMs }) => doneMs === null);
  const shown = open.length > 0 ? open : lacking;
  const missing = PARTS.filter((part) => shown.some((each) => each.parts.includes(part)));
  return [{
    subject: { kind: "batch", id: batchId },
    ...(compiled.data.occupation === undefined ? {} : { part: compiled.data.occupation }),
    sinceMs: compiled.atMs,
    clearedMs: open.length > 0 ? null : Math.max(...lacking.map(({ doneMs }) => doneMs ?? 0)),
    factIds: [compiled.factId],
    values: { batchId, count: shown.length, people: shown.slice(0, SHOWN).map(({ personId }) => personId).join(", "), ...inBoth("parts", joined(missing.map((part) => PART_WORDS[part]))) },
  }];
}

/** The parts that the norm in force asks for; null: no norm says. */
function partsOfNorm({ facts }: RuleContext, occupation: string | undefined, atMs: number): readonly Part[] | null {
  const norm = ofType(facts, "norm.filed").findLast((each) => each.data.occupation === occupation && each.data.parts !== undefined && each.atMs <= atMs);
  return norm?.data.parts ?? null;
}

const scores = viewOf((facts) => Map.groupBy(ofType(facts, "score.entered"), ({ data }) => `${data.batchId} ${data.personId} ${data.part}`));

function scoredMs({ facts }: RuleContext, batchId: string, personId: string, part: Part): number | null {
  return scores(facts).get(`${batchId} ${personId} ${part}`)?.[0]?.atMs ?? null;
}

const certificatesByHolder = viewOf((facts) => Map.groupBy(ofType(facts, "cert.issued"), ({ data }) => data.personId));

interface Asked {
  personId: string;
  batchId: string;
  part: Part;
  atMs: number;
}

/** Whether a lawful route, of the plan or of the person's certificate, stands for this part. */
function isReplaced(context: RuleContext, { personId, batchId, part, atMs }: Asked, routes: readonly LawfulRoute[]): boolean {
  const planned = batchesOf(context.facts).get(batchId)?.versions.at(-1)?.plan.routes ?? [];
  const stated = (certificatesByHolder(context.facts).get(personId) ?? []).flatMap(({ data }) => (data.batchId === batchId && data.evidenceRoute !== undefined ? [data.evidenceRoute] : []));
  return [...planned, ...stated].some((route) => {
    const lawful = lawfulRoute(context, routes, { route, personId, batchId, atMs });
    return lawful !== null && (lawful.replaces === "whole" || part === "theory");
  });
}

const Substitution = z.object({ routes: z.array(LawfulRoute) });

export const substitutedScore: Check = {
  id: "SCO-09",
  scope: "org",
  zh: "理论成绩替代不合规",
  en: "Theory score substituted without right",
  sentence: {
    zh: "考生 {personId}（批次 {batchId}）的理论成绩为替代成绩：依据材料 {evidence} 份，考生来源：{relationZh}；仅限本校学生并须有材料。",
    en: "The theory score of {personId} (batch {batchId}) is a substituted one: {evidence} documents, candidate source: {relationEn}; only students of the own school may, with documents.",
  },
  guard: { zh: "本校学生且附有材料的不提示；来源没有记录的不当作非学生。", en: "A student of the own school with documents is in order; a source that nobody recorded is not taken for a non-student." },
  run(context, row) {
    const { routes } = paramsOf(row, Substitution);
    return ofType(context.facts, "score.entered").flatMap(({ id, atMs, data }) => {
      const { personId, batchId, evidence = [] } = data;
      if (data.substituted !== true || data.part !== "theory") return [];
      const relation = relationOf(context, personId, batchId);
      const lawful = lawfulRoute(context, routes, { route: "theory-substitution", personId, batchId, atMs }) !== null;
      if (evidence.length > 0 && (lawful || relation === null)) return [];
      return { subject: { kind: "person", id: personId }, part: `${batchId}/${id}`, sinceMs: atMs, factIds: [id], values: { personId, batchId, evidence: evidence.length, ...inBoth("relation", relationWords(relation)) } };
    });
  },
};
