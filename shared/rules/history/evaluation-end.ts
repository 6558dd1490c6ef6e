import type { RuleContext } from "../rule-context.ts";
import { batchesOf, type Batch } from "./batches.ts";
import { sessionsByBatch } from "./sessions.ts";

export interface EvaluationEnd {
  batch: Batch;
  /** UTC ms: the last session's end, or what the evaluator declared if that is later (A11). */
  atMs: number;
  factIds: readonly string[];
}

/**
 * Batches whose evaluation is over: declared so, or every session ended. A
 * session that never took place holds the batch open only until its planned end.
 */
export function evaluationEnds(context: RuleContext): EvaluationEnd[] {
  const found: EvaluationEnd[] = [];
  for (const batch of batchesOf(context.facts).values()) {
    const sessions = sessionsByBatch(context.facts).get(batch.batchId) ?? [];
    const ended = sessions.filter((session) => session.endedMs !== null);
    const open = sessions.filter(({ endedMs, startedMs, endsMs }) => endedMs === null && (startedMs !== null || (endsMs !== null && !context.reached(endsMs))));
    const atMs = Math.max(batch.evaluationEndedMs ?? 0, ...ended.map(({ endedMs }) => endedMs ?? 0));
    if (atMs === 0 || (batch.evaluationEndedMs === null && open.length > 0)) continue;
    const declared = batch.evaluationEndedMs === null ? [] : batch.factIds.slice(-1);
    found.push({ batch, atMs, factIds: [...new Set([...ended.flatMap(({ factIds }) => factIds.slice(-1)), ...declared])] });
  }
  return found;
}
