import { instantMs } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { batchesOf, type PlannedSession } from "./batches.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

/** One session: what was planned, what was arranged, what took place. */
export interface Session {
  sessionId: string;
  batchId: string | null;
  /** From the newest plan of its batch. */
  planned: PlannedSession | null;
  /** From session.scheduled, which says how it was arranged. */
  scheduled: PlannedSession | null;
  /** Registered as a test: no rule about examinations looks at it. */
  test: boolean;
  /** UTC ms, arranged or else planned; null: unknown. */
  startsMs: number | null;
  endsMs: number | null;
  startedMs: number | null;
  endedMs: number | null;
  siteId: string | null;
  rooms: readonly string[];
  /** Of planning, start and end, in order. */
  factIds: readonly string[];
}

export const sessionsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Session> => {
  const sessions = new Map<string, Session>();
  const change = (sessionId: string, values: Partial<Session>, factId: string | null) => {
    const known = sessions.get(sessionId) ?? emptySession(sessionId);
    sessions.set(sessionId, { ...known, ...values, factIds: factId === null ? known.factIds : [...known.factIds, factId] });
  };
  for (const batch of batchesOf(facts).values()) {
    const factId = batch.versions.at(-1)?.factId ?? null;
    for (const planned of batch.sessions) change(planned.sessionId, { batchId: batch.batchId, planned, ...arranged(planned) }, factId);
  }
  for (const { id, data } of ofType(facts, "session.scheduled")) {
    change(data.sessionId, { batchId: data.batchId, scheduled: data, test: data.test === true, ...arranged(data) }, id);
  }
  for (const { id, atMs, data } of ofType(facts, "session.started")) {
    const known = sessions.get(data.sessionId);
    change(data.sessionId, {
      batchId: data.batchId ?? known?.batchId ?? null,
      startedMs: known?.startedMs ?? atMs,
      siteId: data.siteId ?? known?.siteId ?? null,
      rooms: data.rooms ?? known?.rooms ?? [],
    }, id);
  }
  for (const { id, atMs, data } of ofType(facts, "session.ended")) {
    change(data.sessionId, { endedMs: atMs, batchId: sessions.get(data.sessionId)?.batchId ?? data.batchId ?? null }, id);
  }
  return sessions;
});

function arranged({ startsAt, endsAt, siteId, rooms }: PlannedSession): Partial<Session> {
  return { startsMs: instantMs(startsAt), endsMs: instantMs(endsAt), siteId: siteId ?? null, rooms };
}

function emptySession(sessionId: string): Session {
  return { sessionId, batchId: null, planned: null, scheduled: null, test: false, startsMs: null, endsMs: null, startedMs: null, endedMs: null, siteId: null, rooms: [], factIds: [] };
}

/** A session's sessions-to-be by batch, for "has all of it ended". */
export const sessionsByBatch = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly Session[]> => {
  const real = [...sessionsOf(facts).values()].filter(({ test, batchId }) => !test && batchId !== null);
  return Map.groupBy(real, ({ batchId }) => batchId ?? "");
});
