import type { Fact } from "../../events/fact.ts";
import type { PlannedSession } from "./batches.ts";
import { viewOf } from "./facts-by-type.ts";
import { sessionsByBatch, sessionsOf, type Session } from "./sessions.ts";

/** Examinations only, tests of cameras left out. */
export const realSessionsOf = viewOf((facts: readonly Fact[]): readonly Session[] => [...sessionsOf(facts).values()].filter(({ test }) => !test));

/** What is examined there: as arranged, else as planned; null: nobody said. */
export function arrangementOf(session: Session): PlannedSession | null {
  return session.scheduled ?? session.planned;
}

/** UTC ms at which it was over, or is planned to be; null: unknown. */
export function overMs(session: Session): number | null {
  return session.endedMs ?? session.endsMs;
}

/** The sessions that a certificate or a score names, else all of its batch. */
export function namedSessions(facts: readonly Fact[], { sessionIds, batchId }: { sessionIds: readonly string[]; batchId?: string | undefined }): Session[] {
  const named = sessionIds.flatMap((id) => sessionsOf(facts).get(id) ?? []);
  if (named.length > 0 || batchId === undefined) return named;
  return [...(sessionsByBatch(facts).get(batchId) ?? [])];
}
