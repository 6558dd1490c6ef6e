import type { Fact } from "../../events/fact.ts";
import type { RuleContext } from "../rule-context.ts";
import { batchesOf, type PlannedSession } from "./batches.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";
import type { Session } from "./sessions.ts";

/** One fact that says how a session is meant to be. */
export interface SessionStatement {
  atMs: number;
  factId: string;
  /** arranged: session.scheduled, which is no plan that anybody filed. */
  kind: "announced" | "filed" | "arranged";
  batchId: string;
  arrangement: PlannedSession;
}

const TYPES = ["batch.announced", "plan.received", "plan.amended", "session.scheduled"] as const;

/** Everything that was said about a session before it took place, oldest first. */
export const sessionStatementsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly SessionStatement[]> => {
  const statements = ofTypes(facts, TYPES).flatMap((fact): SessionStatement[] => {
    const said = { atMs: fact.atMs, factId: fact.id, batchId: fact.data.batchId };
    if (fact.type === "session.scheduled") return [{ ...said, kind: "arranged", arrangement: fact.data }];
    const kind = fact.type === "batch.announced" ? "announced" : "filed";
    return (fact.data.sessions ?? []).map((arrangement) => ({ ...said, kind, arrangement }));
  });
  return Map.groupBy(statements, ({ arrangement }) => arrangement.sessionId);
});

/** Since when a session has been meant to be so; null: nobody ever said it. */
export function firstSaying(facts: readonly Fact[], sessionId: string, isSo: (arrangement: PlannedSession) => boolean): SessionStatement | null {
  return sessionStatementsOf(facts).get(sessionId)?.find(({ arrangement }) => isSo(arrangement)) ?? null;
}

/** What the filed plan said about a session at a moment; null: no plan named it by then. */
export function planOfSessionAt(facts: readonly Fact[], sessionId: string, atMs: number): SessionStatement | null {
  return sessionStatementsOf(facts).get(sessionId)?.findLast((said) => said.kind === "filed" && said.atMs <= atMs) ?? null;
}

/** A batch that was cancelled before this session started. */
export function isCalledOff(facts: readonly Fact[], session: Session): boolean {
  if (session.startedMs !== null || session.batchId === null) return false;
  return (batchesOf(facts).get(session.batchId)?.cancelledMs ?? null) !== null;
}

/** UTC ms from which a session counts as held: its start, or its appointed start once that has come; null: not yet, or called off. */
export function heldSinceMs(context: RuleContext, session: Session): number | null {
  if (session.startedMs !== null) return session.startedMs;
  if (session.startsMs === null || isCalledOff(context.facts, session)) return null;
  return context.reached(session.startsMs) ? session.startsMs : null;
}
