import { dossiersOfEvent, type EventType } from "../events/event-catalog.ts";

/** What pages read together although no rule does: a session, a batch. */
export const sessionKey = (sessionId: string): string => `session:${sessionId}`;
export const batchKey = (batchId: string): string => `batch:${batchId}`;

/** Every heading under which a fact is found: the dossiers that rules read, and the sessions and batches that it names. */
export function headingsOf(type: EventType, data: Readonly<Record<string, unknown>>): string[] {
  return [...dossiersOfEvent(type, data), ...sessionsNamed(data).map(sessionKey), ...batchesNamed(data).map(batchKey)];
}

export function batchesNamed({ batchId }: Readonly<Record<string, unknown>>): string[] {
  return typeof batchId === "string" ? [batchId] : [];
}

/** One session, a list of ids, or a plan's sessions. */
function sessionsNamed({ sessionId, sessionIds, sessions }: Readonly<Record<string, unknown>>): string[] {
  const planned = Array.isArray(sessions) ? sessions.map((each: unknown) => (typeof each === "object" && each !== null && "sessionId" in each ? each.sessionId : null)) : [];
  const listed: unknown[] = Array.isArray(sessionIds) ? sessionIds : [];
  return [...new Set([sessionId, ...listed, ...planned].filter((id): id is string => typeof id === "string"))];
}
