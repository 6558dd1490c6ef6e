import type { Subject } from "../decision.ts";
import type { RuleContext } from "../rule-context.ts";
import { batchesOf, type Batch } from "./batches.ts";
import { sessionsByBatch, sessionsOf, type Session } from "./sessions.ts";

export interface EvaluationEnd {
  /** The batch, or the session that belongs to none. */
  subject: Subject;
  batchId: string | null;
  /** UTC ms: the last session's end, or what the evaluator declared if that is later (A11). */
  atMs: number;
  factIds: readonly string[];
}

/** Evaluations that are over, by batch; a session outside every batch is one by itself. */
export function evaluationEnds(context: RuleContext): EvaluationEnd[] {
  const batches = [...batchesOf(context.facts).values()].flatMap((batch) => endOf(context, batch) ?? []);
  const alone = [...sessionsOf(context.facts).values()].filter(({ batchId, test, endedMs }) => batchId === null && !test && endedMs !== null);
  const others = alone.map(({ sessionId, endedMs, factIds }): EvaluationEnd => ({ subject: { kind: "session", id: sessionId }, batchId: null, atMs: endedMs ?? 0, factIds: factIds.slice(-1) }));
  return [...batches, ...others];
}

/** Declared so, or every session ended. One that never took place holds the batch open only until its planned end. */
function endOf(context: RuleContext, batch: Batch): EvaluationEnd | null {
  const sessions = sessionsByBatch(context.facts).get(batch.batchId) ?? [];
  const ended = sessions.filter((session) => session.endedMs !== null);
  const open = sessions.filter((session) => isOpen(context, session));
  if (batch.evaluationEndedMs === null && (ended.length === 0 || open.length > 0)) return null;
  const atMs = Math.max(batch.evaluationEndedMs ?? 0, ...ended.map(({ endedMs }) => endedMs ?? 0));
  const declared = batch.evaluationEndedMs === null ? [] : batch.factIds.slice(-1);
  return { subject: { kind: "batch", id: batch.batchId }, batchId: batch.batchId, atMs, factIds: [...new Set([...ended.flatMap(({ factIds }) => factIds.slice(-1)), ...declared])] };
}

function isOpen(context: RuleContext, { endedMs, startedMs, endsMs }: Session): boolean {
  if (endedMs !== null) return false;
  return startedMs !== null || (endsMs !== null && !context.reached(endsMs));
}
