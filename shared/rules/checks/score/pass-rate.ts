import { z } from "zod";
import type { FactOf } from "../../../events/fact.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";
import { differsByMore, type Share } from "./rate-difference.ts";

const DAY_MS = 86_400_000;

/** House limits: smallest batch and smallest history that are judged, how far is far, how sure. */
const Limits = z.object({ minCandidates: z.number(), minHistory: z.number(), margin: z.number(), z: z.number(), historyDays: z.number() });

/** Inferred, over a whole area: the evaluators' results lie beside one another in the area's dossier. */
export const oddPassRate: Check = {
  id: "SCO-07",
  scope: "area",
  zh: "合格率异常（推断）",
  en: "Pass rate far from history (inferred)",
  sentence: {
    zh: "{orgId} 批次 {batchId} 合格率 {rate} %（{passed}/{candidates}），本机构以往 {ownRate} %（{ownOf} 人），本地区其他机构 {cityRate} %（{cityOf} 人）。",
    en: "{orgId}, batch {batchId}: {rate} % passed ({passed} of {candidates}); the evaluator's own history {ownRate} % (of {ownOf}), the other evaluators of the area {cityRate} % (of {cityOf}).",
  },
  guard: {
    zh: "小批次不判断，历史不足不比较；须与本机构和本地区都相差超过设定幅度且有把握（Newcombe 区间）；同职业才比较；仅为存疑。",
    en: "Small batches are not judged and short histories not compared; it must differ from both by more than the margin, and surely (Newcombe's interval); only within one occupation; a suspicion.",
  },
  run(context, row) {
    const limits = paramsOf(row, Limits);
    const byOccupation = Map.groupBy(newestByBatch(context), ({ data }) => data.occupation ?? "");
    return [...byOccupation.values()].flatMap((results) => oddAmong(results, limits));
  },
};

type Result = FactOf<"result.compiled">;

/** A batch that was compiled again counts once, as and when it was compiled last; impossible counts are not judged. */
function newestByBatch({ facts }: RuleContext): Result[] {
  const newest = new Map<string, Result>();
  for (const result of ofType(facts, "result.compiled")) newest.set(`${result.data.orgId} ${result.data.batchId} ${result.data.occupation ?? ""}`, result);
  return [...newest.values()].filter(({ data }) => data.passed <= data.candidates).toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** Each result against those before it within the window: one pass with running totals, for an area holds many. */
function oddAmong(results: readonly Result[], limits: z.infer<typeof Limits>): CheckFiring[] {
  const all = new RunningShare();
  const own = new Map<string, RunningShare>();
  const change = (result: Result | undefined, sign: 1 | -1) => {
    if (result === undefined) return;
    const org = own.get(result.data.orgId) ?? new RunningShare();
    own.set(result.data.orgId, org);
    for (const share of [all, org]) share.add(result, sign);
  };
  let [oldest, newest] = [0, 0];
  return results.flatMap((result) => {
    for (; (results[newest]?.atMs ?? Infinity) < result.atMs; newest += 1) change(results[newest], 1);
    for (; (results[oldest]?.atMs ?? Infinity) < result.atMs - limits.historyDays * DAY_MS; oldest += 1) change(results[oldest], -1);
    const { count = 0, of = 0 } = own.get(result.data.orgId) ?? {};
    return judge(result, { own: { count, of }, city: { count: all.count - count, of: all.of - of } }, limits);
  });
}

class RunningShare implements Share {
  count = 0;
  of = 0;

  add({ data }: Result, sign: 1 | -1): void {
    this.count += sign * data.passed;
    this.of += sign * data.candidates;
  }
}

function judge(result: Result, { own, city }: { own: Share; city: Share }, limits: z.infer<typeof Limits>): CheckFiring[] {
  const { orgId, batchId, candidates, passed, occupation = null } = result.data;
  const batch = { count: passed, of: candidates };
  if (candidates < limits.minCandidates || city.of < limits.minHistory) return [];
  // A new evaluator has no history of its own to be near to: the area's alone is asked.
  const oddForItself = own.of < limits.minHistory || differsByMore(batch, own, limits);
  if (!oddForItself || !differsByMore(batch, city, limits)) return [];
  const values = { orgId, batchId, occupation, candidates, passed, rate: percent(batch), ownRate: own.of === 0 ? null : percent(own), ownOf: own.of, cityRate: percent(city), cityOf: city.of };
  return [{ subject: { kind: "batch", id: batchId }, part: occupation === null ? orgId : `${orgId}/${occupation}`, sinceMs: result.atMs, factIds: [result.id], values }];
}

function percent({ count, of }: Share): number {
  return Math.round((count / of) * 1000) / 10;
}
