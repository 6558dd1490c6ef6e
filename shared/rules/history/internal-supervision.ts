import { instantMs, localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { STAGES } from "../../events/kinds/exam-events.ts";
import type { Interval } from "../../timeline/intervals.ts";
import { dispatchesTo } from "./assignments.ts";
import { ofSession } from "./facts-by-session.ts";
import { rosterOfSession, staffCardsOf } from "./rosters.ts";
import type { Session } from "./sessions.ts";
import { supervisorStateOn, supervisorTermsOf } from "./supervisors.ts";

type Stage = (typeof STAGES)[number];

/** Whether somebody may be 内督 on a day: in a term of this side, or holder of the evaluator's own card. */
export function isValidInternal(facts: readonly Fact[], supervisorId: string, day: LocalDate): boolean {
  const terms = supervisorTermsOf(facts).get(supervisorId) ?? [];
  if (terms.some(({ side }) => side === "internal")) return supervisorStateOn(facts, supervisorId, day) === "valid";
  return staffCardsOf(facts).some(({ role, personId, from, to, expiredMs }) => role === "internal-supervisor" && personId === supervisorId && from <= day && (to === null || day <= to) && (expiredMs === null || day <= localDateOfMs(expiredMs)));
}

export interface StageMark {
  stage: Stage;
  supervisorId: string;
  valid: boolean;
  atMs: number;
  factId: string;
}

/** The marks of one session in order, each with whether its author was a valid 内督 on the session's day. */
export function stageMarksOf(facts: readonly Fact[], session: Session, day: LocalDate): StageMark[] {
  return ofSession(facts, "supervisor.stage_marked", session.sessionId).map(({ id, atMs, data }) => ({ stage: data.stage, supervisorId: data.supervisorId, valid: isValidInternal(facts, data.supervisorId, day), atMs, factId: id }));
}

/** UTC ms at which all three stages were marked by valid supervisors; null: not yet. */
export function allStagesMs(marks: readonly StageMark[]): number | null {
  const times = STAGES.map((stage) => marks.find((mark) => mark.valid && mark.stage === stage)?.atMs);
  return times.includes(undefined) ? null : Math.max(...times.map((atMs) => atMs ?? 0));
}

/** Somebody valid was sent, set to the session, present or at work on it by a moment. */
export function hadInternal(facts: readonly Fact[], session: Session, day: LocalDate, byMs: number): boolean {
  const { sessionId } = session;
  const sent = dispatchesTo(facts, sessionId).filter((each) => each.side === "internal" && each.dispatchedMs <= byMs).map((each) => each.supervisorId);
  const set = rosterOfSession(facts, session).filter(({ role, atMs }) => role === "internal-supervisor" && atMs <= byMs).map(({ personId }) => personId);
  const joined = ofSession(facts, "supervisor.joined", sessionId).filter(({ atMs, data }) => data.side === "internal" && atMs <= byMs).map(({ data }) => data.supervisorId);
  const here = [...ofSession(facts, "supervisor.onsite_checkin", sessionId), ...ofSession(facts, "supervisor.stage_marked", sessionId)].filter(({ atMs }) => atMs <= byMs).map(({ data }) => data.supervisorId);
  return [...sent, ...set, ...joined, ...here].some((supervisorId) => isValidInternal(facts, supervisorId, day));
}

/** On-site stays of 内督 in one session; a remote join is none (A22). `endUs` is the session's where nobody recorded a departure. */
export function onSiteStays(facts: readonly Fact[], sessionId: string, endUs: number): { stays: Interval[]; factIds: string[] } {
  const joined = ofSession(facts, "supervisor.joined", sessionId).filter(({ data }) => data.side === "internal" && data.mode === "on-site");
  const arrivals = [...ofSession(facts, "supervisor.onsite_checkin", sessionId), ...joined];
  const departures = ofSession(facts, "supervisor.left", sessionId).filter(({ data }) => data.mode === "on-site");
  const stays = arrivals.map(({ atMs, data }) => {
    const left = departures.find((each) => each.data.supervisorId === data.supervisorId && each.atMs >= atMs);
    const leftMs = left?.data.leftAt === undefined ? left?.atMs : instantMs(left.data.leftAt);
    return { startUs: atMs * 1000, endUs: leftMs === undefined ? Math.max(endUs, atMs * 1000) : leftMs * 1000 };
  });
  return { stays, factIds: [...arrivals, ...departures].map(({ id }) => id) };
}
