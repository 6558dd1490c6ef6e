import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

/** One supervisor sent to one or several sessions. */
export interface Dispatch {
  dispatchId: string;
  supervisorId: string;
  personId: string | null;
  orgId: string;
  side: "internal" | "external";
  sessionIds: readonly string[];
  drawId: string | null;
  emergency: string | null;
  dispatchedMs: number;
  acceptedMs: number | null;
  refusedMs: number | null;
  /** UTC ms of supervision.ended; null: not said. */
  endedMs: number | null;
  /** Oldest first. */
  factIds: readonly string[];
}

export const dispatchesOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Dispatch> => {
  const found = new Map<string, Dispatch>();
  for (const { id, atMs, data } of ofType(facts, "supervisor.dispatched")) {
    const { dispatchId, supervisorId, personId, orgId, side, sessionIds, drawId, emergency } = data;
    found.set(dispatchId, { dispatchId, supervisorId, personId: personId ?? null, orgId, side, sessionIds, drawId: drawId ?? null, emergency: emergency ?? null, dispatchedMs: atMs, acceptedMs: null, refusedMs: null, endedMs: null, factIds: [id] });
  }
  const change = (dispatchId: string, id: string, values: Partial<Dispatch>) => {
    const known = found.get(dispatchId);
    if (known !== undefined) found.set(dispatchId, { ...known, ...values, factIds: [...known.factIds, id] });
  };
  for (const { id, atMs, data } of ofType(facts, "dispatch.accepted")) change(data.dispatchId, id, { acceptedMs: atMs });
  for (const { id, atMs, data } of ofType(facts, "dispatch.refused")) change(data.dispatchId, id, { refusedMs: atMs });
  for (const { id, atMs, data } of ofType(facts, "supervision.ended")) {
    const sessionIds = data.sessionIds ?? found.get(data.dispatchId)?.sessionIds ?? [];
    if (found.has(data.dispatchId)) change(data.dispatchId, id, { endedMs: atMs, sessionIds });
    // A task whose sending nobody reported is a task all the same: its form is owed.
    else found.set(data.dispatchId, { dispatchId: data.dispatchId, supervisorId: data.supervisorId, personId: null, orgId: data.orgId, side: "external", sessionIds, drawId: null, emergency: null, dispatchedMs: atMs, acceptedMs: null, refusedMs: null, endedMs: atMs, factIds: [id] });
  }
  return found;
});
