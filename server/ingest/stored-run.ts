import type { RecordHeader } from "../../shared/protocol/ingest-record.ts";

/** One unbroken run of stored seconds (table stored_run). */
export interface StoredRun {
  startUs: number;
  endUs: number;
  firstNumber: number;
  lastNumber: number;
  backfilledUs: number;
}

/** Rounding and jitter between fragments; a missing frame at 10 fps is already more. */
export const RUN_HOLE_US = 100_000;

/** Whether a fragment goes on where the run ended, within {@link RUN_HOLE_US} either way. */
export function continuesRun(run: StoredRun, header: RecordHeader): boolean {
  return !header.discontinuity && Math.abs(header.startUs - run.endUs) <= RUN_HOLE_US;
}

export function beginRun(header: RecordHeader): StoredRun {
  return {
    startUs: header.startUs,
    endUs: header.startUs + header.durationUs,
    firstNumber: header.number,
    lastNumber: header.number,
    backfilledUs: header.backfilled ? header.durationUs : 0,
  };
}

export function lengthenRun(run: StoredRun, header: RecordHeader): void {
  run.endUs = Math.max(run.endUs, header.startUs + header.durationUs);
  run.lastNumber = header.number;
  if (header.backfilled) run.backfilledUs += header.durationUs;
}
