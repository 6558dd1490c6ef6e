import type { Fact, FactOf } from "../../events/fact.ts";
import { batchesOf } from "./batches.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

/** One person's registration for one batch. */
export interface Registration {
  personId: string;
  batchId: string;
  /** The first one and its corrections, oldest first. */
  versions: readonly FactOf<"candidate.registered">[];
  /** UTC ms at which the batch was called off; null: it was not. */
  cancelledMs: number | null;
}

export const registrationsOf = viewOf((facts: readonly Fact[]): readonly Registration[] => {
  const groups = Map.groupBy(ofType(facts, "candidate.registered"), ({ data }) => `${data.batchId} ${data.personId}`);
  return [...groups.values()].flatMap((versions) => {
    const [first] = versions;
    if (first === undefined) return [];
    const { personId, batchId } = first.data;
    return { personId, batchId, versions, cancelledMs: batchesOf(facts).get(batchId)?.cancelledMs ?? null };
  });
});
