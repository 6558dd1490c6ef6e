import { localDateOf, localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

type Plan = EventData<"plan.received">;
export type PlannedSession = Plan["sessions"][number];

export interface PlanVersion {
  kind: "received" | "amended";
  atMs: number;
  factId: string;
  plan: Plan;
}

/** What the authority said about a plan. */
export interface PlanAnswer {
  kind: "approved" | "returned";
  atMs: number;
  factId: string;
}

/** One batch as its facts tell it, oldest first. */
export interface Batch {
  batchId: string;
  versions: readonly PlanVersion[];
  answers: readonly PlanAnswer[];
  /** Sessions of the newest plan, else the announced ones, else those that were scheduled; tests left out. */
  sessions: readonly PlannedSession[];
  /** Earliest session of the batch (A4); null: nothing says. */
  startDate: LocalDate | null;
  cancelledMs: number | null;
  /** 开考申请 (Jilin). */
  appliedMs: number | null;
  evaluationEndedMs: number | null;
  /** Facts about the plan, in order. */
  factIds: readonly string[];
}

interface Draft {
  batchId: string;
  versions: PlanVersion[];
  answers: PlanAnswer[];
  announced: { startDate: LocalDate; sessions: readonly PlannedSession[] } | null;
  scheduled: Map<string, PlannedSession>;
  firstStartMs: number | null;
  cancelledMs: number | null;
  appliedMs: number | null;
  applicationStart: LocalDate | null;
  evaluationEndedMs: number | null;
  factIds: string[];
}

const PLAN_TYPES = ["batch.announced", "plan.received", "plan.amended", "plan.approved", "plan.returned", "batch.cancelled", "exam.application", "session.scheduled", "session.started", "session.ended", "batch.evaluation_ended"] as const;

export const batchesOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Batch> => {
  const drafts = new Map<string, Draft>();
  for (const fact of ofTypes(facts, PLAN_TYPES)) {
    const { batchId } = fact.data;
    if (batchId === undefined || (fact.type === "session.scheduled" && fact.data.test === true)) continue;
    const draft = drafts.get(batchId) ?? emptyDraft(batchId);
    drafts.set(batchId, draft);
    draft.factIds.push(fact.id);
    take(draft, fact);
  }
  return new Map([...drafts].map(([batchId, draft]) => [batchId, finish(draft)]));
});

function emptyDraft(batchId: string): Draft {
  return { batchId, versions: [], answers: [], announced: null, scheduled: new Map(), firstStartMs: null, cancelledMs: null, appliedMs: null, applicationStart: null, evaluationEndedMs: null, factIds: [] };
}

function take(draft: Draft, fact: Extract<Fact, { type: (typeof PLAN_TYPES)[number] }>): void {
  switch (fact.type) {
    case "batch.announced":
      draft.announced = { startDate: fact.data.startDate, sessions: fact.data.sessions ?? [] };
      break;
    case "plan.received":
    case "plan.amended":
      draft.versions.push({ kind: fact.type === "plan.received" ? "received" : "amended", atMs: fact.atMs, factId: fact.id, plan: fact.data });
      break;
    case "plan.approved":
    case "plan.returned":
      draft.answers.push({ kind: fact.type === "plan.approved" ? "approved" : "returned", atMs: fact.atMs, factId: fact.id });
      break;
    case "batch.cancelled":
      draft.cancelledMs ??= fact.atMs;
      break;
    case "exam.application":
      draft.appliedMs ??= fact.atMs;
      draft.applicationStart = fact.data.startDate;
      break;
    case "session.scheduled":
      draft.scheduled.set(fact.data.sessionId, fact.data);
      break;
    case "session.started":
      draft.firstStartMs ??= fact.atMs;
      break;
    case "session.ended":
      break;
    case "batch.evaluation_ended":
      draft.evaluationEndedMs = fact.atMs;
      break;
  }
}

function finish(draft: Draft): Batch {
  const { batchId, versions, answers, cancelledMs, appliedMs, evaluationEndedMs, factIds } = draft;
  const sessions = [versions.at(-1)?.plan.sessions, draft.announced?.sessions, [...draft.scheduled.values()]].find((list) => list !== undefined && list.length > 0) ?? [];
  const stated = versions.at(-1)?.plan.startDate ?? draft.announced?.startDate ?? draft.applicationStart;
  const started = draft.firstStartMs === null ? null : localDateOfMs(draft.firstStartMs);
  return { batchId, versions, answers, sessions, startDate: earliestDay(sessions) ?? stated ?? started, cancelledMs, appliedMs, evaluationEndedMs, factIds };
}

export function earliestDay(sessions: readonly PlannedSession[]): LocalDate | null {
  return sessions.map(({ startsAt }) => localDateOf(startsAt)).toSorted()[0] ?? null;
}

/** The approval that stands at a moment: the last answer before it approves. */
export function approvalAt(batch: Batch, atMs: number): PlanAnswer | null {
  const last = batch.answers.findLast((answer) => answer.atMs < atMs);
  return last?.kind === "approved" ? last : null;
}
