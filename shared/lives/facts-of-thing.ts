import type { Fact } from "../events/fact.ts";
import type { LifeKind } from "./life-table.ts";

/**
 * The facts about one thing among those of its dossier, in the order given.
 * `id`: the evaluator's, the batch's (plan and results), the session's, the
 * certificate's number, the record's, the complaint's case, the year ("2026").
 */
export function factsOfThing(kind: LifeKind, id: string, facts: readonly Fact[]): Fact[] {
  switch (kind) {
    case "evaluator":
      return facts.filter(({ data }) => "orgId" in data && data.orgId === id);
    case "plan":
    case "results":
      return facts.filter(({ data }) => "batchId" in data && data.batchId === id);
    case "session":
      return factsOfSession(id, facts);
    case "certificate":
      return facts.filter(({ data }) => "number" in data && data.number === id);
    case "supervision-record":
      return facts.filter(({ data }) => "recordId" in data && data.recordId === id);
    case "annual-report":
      return facts.filter((fact) => fact.type === "org.annual_report.received" && String(fact.data.year) === id);
    case "complaint":
      return facts.filter(({ data }) => "caseId" in data && data.caseId === id);
  }
}

/** A session is planned with its batch and cancelled with it. */
function factsOfSession(id: string, facts: readonly Fact[]): Fact[] {
  const own = facts.filter((fact) => concerns(id, fact));
  const batches = new Set(own.flatMap(({ data }) => ("batchId" in data && data.batchId !== undefined ? [data.batchId] : [])));
  return facts.filter((fact) => concerns(id, fact) || (fact.type === "batch.cancelled" && batches.has(fact.data.batchId)));
}

function concerns(id: string, fact: Fact): boolean {
  if (fact.type === "plan.received" || fact.type === "plan.amended") return fact.data.sessions.some(({ sessionId }) => sessionId === id);
  return "sessionId" in fact.data && fact.data.sessionId === id;
}
