import type { Fact } from "../../events/fact.ts";
import { batchesOf } from "./batches.ts";
import { dispatchesOf, type Dispatch } from "./dispatches.ts";
import { ofSession } from "./facts-by-session.ts";
import { viewOf } from "./facts-by-type.ts";
import { rosterOfSession } from "./rosters.ts";
import { realSessionsOf } from "./session-arrangement.ts";
import { sessionsByBatch, type Session } from "./sessions.ts";

export const DUTIES = {
  "external-supervisor": { zh: "外督", en: "external supervisor" },
  "internal-supervisor": { zh: "内督", en: "internal supervisor" },
  examiner: { zh: "考评人员", en: "examiner" },
  "exam-staff": { zh: "考务人员", en: "exam staff" },
  invigilator: { zh: "监考人员", en: "invigilator" },
} as const;
export type Duty = keyof typeof DUTIES;

/** One person's duty in one session. */
export interface Assignment {
  personId: string;
  duty: Duty;
  session: Session;
  atMs: number;
  factId: string;
}

/** Who does what in which session, from dispatches, arrivals, rosters, plans and reports, in no particular order. */
export const assignmentsOf = viewOf((facts: readonly Fact[]): readonly Assignment[] => realSessionsOf(facts).flatMap((session) => [...supervising(facts, session), ...working(facts, session)]));

const dispatchesBySession = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly Dispatch[]> => {
  const accepted = [...dispatchesOf(facts).values()].filter(({ refusedMs }) => refusedMs === null);
  const pairs = accepted.flatMap((dispatch) => dispatch.sessionIds.map((sessionId) => ({ sessionId, dispatch })));
  return new Map([...Map.groupBy(pairs, ({ sessionId }) => sessionId)].map(([sessionId, found]) => [sessionId, found.map(({ dispatch }) => dispatch)]));
});

/** Dispatches to a session that nobody refused. */
export function dispatchesTo(facts: readonly Fact[], sessionId: string): readonly Dispatch[] {
  return dispatchesBySession(facts).get(sessionId) ?? [];
}

function supervising(facts: readonly Fact[], session: Session): Assignment[] {
  const sent = dispatchesTo(facts, session.sessionId).map(({ personId, supervisorId, side, dispatchedMs, factIds }) => ({ personId: personId ?? supervisorId, duty: `${side}-supervisor` as const, session, atMs: dispatchedMs, factId: factIds[0] ?? "" }));
  const joined = ofSession(facts, "supervisor.joined", session.sessionId).map(({ id, atMs, data }) => ({ personId: data.personId ?? data.supervisorId, duty: `${data.side}-supervisor` as const, session, atMs, factId: id }));
  const onSite = ofSession(facts, "supervisor.onsite_checkin", session.sessionId).map(({ id, atMs, data }) => ({ personId: data.personId ?? data.supervisorId, duty: "internal-supervisor" as const, session, atMs, factId: id }));
  return [...sent, ...joined, ...onSite];
}

/** A plan names people for its whole batch: for a session only where the batch has no other. */
function working(facts: readonly Fact[], session: Session): Assignment[] {
  const rostered = rosterOfSession(facts, session).flatMap(({ role, personId, atMs, factId }): Assignment[] => (isDuty(role) ? [{ personId, duty: role, session, atMs, factId }] : []));
  const examined = ofSession(facts, "session.ended", session.sessionId).flatMap(({ id, atMs, data }) => (data.examiners ?? []).map((personId): Assignment => ({ personId, duty: "examiner", session, atMs, factId: id })));
  const alone = session.batchId !== null && sessionsByBatch(facts).get(session.batchId)?.length === 1;
  const version = alone ? batchesOf(facts).get(session.batchId ?? "")?.versions.at(-1) : undefined;
  const planned = version === undefined ? [] : [...named(version.plan.examiners, "examiner"), ...named(version.plan.invigilators, "invigilator")];
  return [...rostered, ...examined, ...planned.map((each) => ({ ...each, session, atMs: version?.atMs ?? 0, factId: version?.factId ?? "" }))];
}

function isDuty(role: string): role is Duty {
  return Object.hasOwn(DUTIES, role);
}

function named(people: readonly string[] | undefined, duty: Duty): { personId: string; duty: Duty }[] {
  return (people ?? []).map((personId) => ({ personId, duty }));
}
