import type { Fact } from "../events/fact.ts";
import type { LifeEvent } from "./life-table.ts";

/** What a fact is called in the table: its type, and what its data says where that decides. `earlier` are the thing's facts before it. */
export function lifeEventOf(fact: Fact, earlier: readonly Fact[]): LifeEvent {
  switch (fact.type) {
    case "org.assessed":
      return `org.assessed:${fact.data.passed ? "passed" : "failed"}`;
    case "org.delisted":
      return `org.delisted:${fact.data.occupations === undefined || fact.data.entirely === true ? "whole" : "partial"}`;
    case "org.sanction.decided":
      return `org.sanction.decided:${fact.data.sanction}`;
    case "objection.resolved":
      return `objection.resolved:${openObjections(earlier, fact.data.objectionId) === 0 ? "last" : "other"}`;
    case "cert.issued":
      return `cert.issued:${fact.data.reprint === true ? "reprint" : "first"}`;
    case "cert.verified":
      return `cert.verified:${fact.data.found ? "found" : "missing"}`;
    default:
      return fact.type;
  }
}

/** Objections raised and not resolved, apart from one. */
function openObjections(earlier: readonly Fact[], apart: string): number {
  const open = new Set<string>();
  for (const fact of earlier) {
    if (fact.type === "objection.raised") open.add(fact.data.objectionId);
    if (fact.type === "objection.resolved") open.delete(fact.data.objectionId);
  }
  open.delete(apart);
  return open.size;
}
