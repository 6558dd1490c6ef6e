import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

/** Something that was said at a moment, by a fact. */
export interface Dated {
  atMs: number;
  factId: string;
}

export interface Objection {
  objectionId: string;
  raised: Dated | null;
  resolved: Dated | null;
}

/** A batch's results on their way: 公示, 异议, 上报, 认定. */
export interface BatchResults {
  batchId: string;
  compiled: readonly (Dated & { data: EventData<"result.compiled"> })[];
  /** Every posting before the close, oldest first; from which one the publicity counts, the rulebook's length says (`publicityOf`). */
  postings: readonly (Dated & { data: EventData<"results.posted"> })[];
  closed: Dated | null;
  objections: readonly Objection[];
  reported: Dated | null;
  recognised: Dated | null;
  refused: Dated | null;
}

const TYPES = ["result.compiled", "results.posted", "results.closed", "objection.raised", "objection.resolved", "results.reported", "batch.recognised", "batch.refused"] as const;

export const resultsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, BatchResults> => {
  const found = new Map<string, BatchResults>();
  for (const fact of ofTypes(facts, TYPES)) {
    const { batchId } = fact.data;
    const before = found.get(batchId) ?? { batchId, compiled: [], postings: [], closed: null, objections: [], reported: null, recognised: null, refused: null };
    found.set(batchId, { ...before, ...step(before, fact) });
  }
  return found;
});

function step(before: BatchResults, fact: Extract<Fact, { type: (typeof TYPES)[number] }>): Partial<BatchResults> {
  const dated = { atMs: fact.atMs, factId: fact.id };
  switch (fact.type) {
    case "result.compiled":
      return { compiled: [...before.compiled, { ...dated, data: fact.data }] };
    case "results.posted":
      return before.closed === null ? { postings: [...before.postings, { ...dated, data: fact.data }] } : {};
    case "results.closed":
      return { closed: before.closed ?? dated };
    case "objection.raised":
      return { objections: withObjection(before, fact.data.objectionId, { raised: dated }) };
    case "objection.resolved":
      return { objections: withObjection(before, fact.data.objectionId, { resolved: dated }) };
    case "results.reported":
      return { reported: before.reported ?? dated };
    case "batch.recognised":
      return { recognised: before.recognised ?? dated };
    case "batch.refused":
      return { refused: before.refused ?? dated };
  }
}

function withObjection({ objections }: BatchResults, objectionId: string, values: Partial<Objection>): Objection[] {
  const known = objections.find((each) => each.objectionId === objectionId) ?? { objectionId, raised: null, resolved: null };
  return [...objections.filter((each) => each !== known), { ...known, ...values }];
}
