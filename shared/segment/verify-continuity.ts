import type { SegmentManifest } from "./segment-manifest.ts";

export type ContinuityProblem =
  | { kind: "records-missing"; fromNumber: number; toNumber: number }
  | { kind: "records-twice"; fromNumber: number; toNumber: number }
  | { kind: "heads-do-not-meet"; number: number }
  | { kind: "init-not-from-stream"; recordNumber: number };

/** What one segment leaves for the next one of the same stream to continue. */
export interface ContinuityState {
  lastNumber: number;
  head: string;
  /** Hash of every init record seen, by its number. */
  inits: ReadonlyMap<number, string>;
}

export const CONTINUITY_START: ContinuityState = { lastNumber: 0, head: "", inits: new Map() };

/** Segments in the order of their first number; an export may begin anywhere, so only `fromStart` demands number 1. */
export function checkContinuity(state: ContinuityState, next: SegmentManifest, fromStart: boolean): { problems: ContinuityProblem[]; state: ContinuityState } {
  const problems: ContinuityProblem[] = [];
  const isFirst = state.lastNumber === 0;
  const expected = state.lastNumber + 1;
  if (next.firstNumber > expected && (!isFirst || fromStart)) {
    problems.push({ kind: "records-missing", fromNumber: expected, toNumber: next.firstNumber - 1 });
  } else if (next.firstNumber < expected) {
    problems.push({ kind: "records-twice", fromNumber: next.firstNumber, toNumber: Math.min(state.lastNumber, next.lastNumber) });
  } else if (!isFirst && next.firstNumber === expected && next.previousHead !== state.head) {
    problems.push({ kind: "heads-do-not-meet", number: next.firstNumber });
  }
  const inits = new Map(state.inits);
  for (const record of next.records) if (record.kind === "init") inits.set(record.number, record.sha256);
  if (next.init !== null) {
    const known = inits.get(next.init.recordNumber);
    if (known !== undefined && known !== next.init.sha256) problems.push({ kind: "init-not-from-stream", recordNumber: next.init.recordNumber });
  }
  return { problems, state: { lastNumber: next.lastNumber, head: next.head, inits } };
}
