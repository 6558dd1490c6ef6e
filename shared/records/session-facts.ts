import { localDateOfMs } from "../calendar/local-date.ts";
import type { Fact } from "../events/fact.ts";
import type { SessionCoverage, SupervisorStay } from "../protocol/filings/session-records.ts";
import { batchesOf } from "../rules/history/batches.ts";
import { ofTypes } from "../rules/history/facts-by-type.ts";
import { sessionsOf, type Session } from "../rules/history/sessions.ts";
import { coverageOf, staysOf } from "./supervision.ts";

export interface CheckIn {
  personId: string;
  roomId: string;
  seat: string | null;
  atMs: number;
  /** null: still there, or nobody said when they left. */
  leftAtMs: number | null;
}

/** A session that nobody ended is taken for over after this long. */
export const LONGEST_SESSION_MS = 24 * 3_600_000;

/** One session as its facts tell it; the row of the projection and the session's page are both made of this. */
export interface SessionFacts {
  sessionId: string;
  /** null: no fact about it says whose it is or when. */
  session: Session | null;
  orgId: string | null;
  /** Local day of the start, planned where it has not begun; null: unknown. */
  day: string | null;
  cancelled: boolean;
  expected: number | null;
  /** The newest of each person. */
  checkIns: readonly CheckIn[];
  absent: ReadonlySet<string>;
  stays: readonly SupervisorStay[];
  coverage: SessionCoverage;
}

/** @param facts of the session and the plans of its batch, in order */
export function sessionFactsOf(sessionId: string, facts: readonly Fact[]): SessionFacts {
  const session = sessionsOf(facts).get(sessionId) ?? null;
  const own = facts.filter((fact) => !("sessionId" in fact.data) || fact.data.sessionId === sessionId);
  const startMs = session?.startedMs ?? session?.startsMs ?? null;
  const batch = batchesOf(facts).get(session?.batchId ?? "");
  const stays = staysOf(own, session?.endedMs ?? null);
  return {
    sessionId,
    session,
    orgId: orgOf(own),
    day: startMs === null ? null : localDateOfMs(startMs),
    cancelled: typeof batch?.cancelledMs === "number" && typeof session?.startedMs !== "number",
    expected: session?.planned?.candidates ?? session?.scheduled?.candidates ?? null,
    checkIns: checkInsOf(own),
    absent: new Set(ofTypes(own, ["candidate.absent"]).map(({ data }) => data.personId)),
    stays,
    coverage: coverageOf(stays, session?.startedMs ?? null, session?.endedMs ?? null),
  };
}

export function presentNow({ checkIns }: Pick<SessionFacts, "checkIns">): number {
  return checkIns.filter(({ leftAtMs }) => leftAtMs === null).length;
}

function checkInsOf(facts: readonly Fact[]): CheckIn[] {
  const found = new Map<string, CheckIn>();
  for (const fact of ofTypes(facts, ["candidate.checked_in", "candidate.left"])) {
    const { personId } = fact.data;
    if (fact.type === "candidate.checked_in") {
      const first = found.get(personId);
      // Back from a break: the first moment stays, the person is there again.
      found.set(personId, { personId, roomId: fact.data.roomId, seat: fact.data.seat ?? null, atMs: first?.atMs ?? fact.atMs, leftAtMs: null });
    } else {
      const checkIn = found.get(personId);
      if (checkIn !== undefined) found.set(personId, { ...checkIn, leftAtMs: fact.atMs });
    }
  }
  return [...found.values()];
}

function orgOf(facts: readonly Fact[]): string | null {
  for (const { data } of facts) if ("orgId" in data && typeof data.orgId === "string") return data.orgId;
  return null;
}
