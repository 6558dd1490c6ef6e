import type { EventType } from "../events/event-catalog.ts";
import type { LifeKind } from "./life-table.ts";

/** About which thing a decision is: its kind of life and the field with its id; null where none has a state. */
export interface DecisionSubject {
  kind: LifeKind;
  idField: "orgId" | "batchId" | "recordId" | "caseId";
}

const evaluator: DecisionSubject = { kind: "evaluator", idField: "orgId" };
const plan: DecisionSubject = { kind: "plan", idField: "batchId" };
const results: DecisionSubject = { kind: "results", idField: "batchId" };
const complaint: DecisionSubject = { kind: "complaint", idField: "caseId" };

/** What the authority itself decides here; everything else is told by those who did it, as events or from a table. */
export const DECISIONS = {
  "org.filing.accepted": evaluator,
  "org.filing.refused": evaluator,
  "org.assessed": evaluator,
  "org.publicity.posted": evaluator,
  "org.publicity.closed": evaluator,
  "org.listed": evaluator,
  "org.suspended": evaluator,
  "org.resumed": evaluator,
  "org.stopped": evaluator,
  "org.delisted": evaluator,
  "org.sanction.decided": evaluator,
  "plan.approved": plan,
  "plan.returned": plan,
  "objection.resolved": results,
  "batch.recognised": results,
  "batch.refused": results,
  "supervision.result.published": { kind: "supervision-record", idField: "recordId" },
  "opinion.issued": null,
  "complaint.opened": complaint,
  "complaint.closed": complaint,
} as const satisfies Partial<Record<EventType, DecisionSubject | null>>;

export type DecisionType = keyof typeof DECISIONS;
export const DECISION_TYPES = Object.keys(DECISIONS) as [DecisionType, ...DecisionType[]];

export function isDecision(type: string): type is DecisionType {
  return Object.hasOwn(DECISIONS, type);
}
