import { z } from "zod";
import { addDays, startOfDayMs } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import { batchesOf } from "../../history/batches.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { latestProfile } from "../../history/evaluator-profile.ts";
import { filedScopesOf } from "../../history/filed-scope.ts";
import { staffCardsOf, type StaffCard } from "../../history/rosters.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ min: z.number(), evaluators: z.array(EvaluatorType) });

export const examinerQuorum: Check = {
  id: "PER-06",
  scope: "org",
  zh: "考评人员不足",
  en: "Too few valid examiners",
  sentence: {
    zh: "{occupation} 有效考评人员 {count} 名，要求不少于 {min} 名。",
    en: "{count} valid examiners for {occupation}, at least {min} are asked.",
  },
  guard: {
    zh: "按机构和职业计，不按考场计（A46）；从未登记证卡的机构不判断；登记满三名之前、报送计划之前不提示。",
    en: "Counted by organisation and occupation, not by room (A46); an evaluator that reports no cards is not judged, nor one that still enters them before its first plan.",
  },
  run(context, row) {
    const { min, evaluators } = paramsOf(row, Params);
    const cards = staffCardsOf(context.facts).filter(({ role }) => role === "examiner");
    const type = latestProfile(context.facts)?.evaluatorType;
    if (cards.length === 0 || type === undefined || !evaluators.includes(type)) return [];
    const filed = new Set(filedScopesOf(context.facts).flatMap(({ levels }) => [...levels.keys()]));
    return [...filed].flatMap((occupation) => {
      const fitting = cards.filter((card) => card.occupation === null || card.occupation === occupation);
      const episode = lastEpisode(watched(context, occupation, countsOf(context, fitting), min), (count) => count < min);
      if (episode === null) return [];
      return {
        subject: { kind: "evaluator", id: idOf(context.dossier) },
        part: occupation,
        sinceMs: episode.sinceMs,
        clearedMs: episode.clearedMs,
        factIds: [...new Set(episode.factIds)],
        values: { occupation, count: episode.state, min },
      };
    });
  },
};

/** How many were valid, at each moment at which that changed. */
function countsOf(context: RuleContext, cards: readonly StaffCard[]): Step<number>[] {
  const spans = cards.map((card) => ({ card, fromMs: startOfDayMs(card.from), toMs: endOf(card) }));
  const moments = [...new Set(spans.flatMap(({ fromMs, toMs }) => (toMs === null ? [fromMs] : [fromMs, toMs])))].toSorted((a, b) => a - b);
  const steps: Step<number>[] = [];
  for (const atMs of moments) {
    if (!context.reached(atMs)) break;
    const valid = spans.filter(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));
    const changed = spans.find(({ fromMs, toMs }) => fromMs === atMs || toMs === atMs);
    steps.push({ atMs, factId: changed?.card.factId ?? "", state: new Set(valid.map(({ card }) => card.personId)).size });
  }
  return steps;
}

function endOf({ to, expiredMs }: StaffCard): number | null {
  const lapsesMs = to === null ? null : startOfDayMs(addDays(to, 1));
  if (lapsesMs === null || expiredMs === null) return lapsesMs ?? expiredMs;
  return Math.min(lapsesMs, expiredMs);
}

/** From the first moment on which the number matters: three were there, or a plan for the occupation came in. */
function watched({ facts }: RuleContext, occupation: string, counts: readonly Step<number>[], min: number): Step<number>[] {
  const plans = [...batchesOf(facts).values()].flatMap(({ versions }) => versions.filter(({ plan }) => plan.sessions.some((session) => session.occupation === occupation)));
  const plan = plans.toSorted((a, b) => a.atMs - b.atMs)[0];
  const quorum = counts.find(({ state }) => state >= min);
  const fromMs = Math.min(plan?.atMs ?? Number.POSITIVE_INFINITY, quorum?.atMs ?? Number.POSITIVE_INFINITY);
  const later = counts.filter(({ atMs }) => atMs >= fromMs);
  if (plan === undefined || plan.atMs !== fromMs) return later;
  return [{ atMs: plan.atMs, factId: plan.factId, state: counts.findLast(({ atMs }) => atMs <= plan.atMs)?.state ?? 0 }, ...later];
}
