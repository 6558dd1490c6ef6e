import { DEFAULT_CUT, type CutSettings } from "../../shared/segment/cut-rule.ts";

export interface ArchiveSettings {
  cut: CutSettings;
  /** Kept at least this long after the footage's end; rules of a jurisdiction come later. */
  retentionYears: number;
  /** Segments written at once; each holds at most one segment's bytes in memory. */
  concurrentWrites: number;
  /** Closed segments waiting to be written; at this many the spool is not read on. */
  maxWaitingSegments: number;
  /** Records known by their headers only (about 0.6 KB each), over all streams. */
  maxKnownRecords: number;
  /** How long records wait for missing ones before them, which another node may still bring. */
  holeWaitMs: number;
  pollMs: number;
  reportMs: number;
  firstRetryMs: number;
  maxRetryMs: number;
}

export const DEFAULT_ARCHIVE_SETTINGS: ArchiveSettings = {
  cut: DEFAULT_CUT,
  retentionYears: 5,
  concurrentWrites: 2,
  maxWaitingSegments: 64,
  maxKnownRecords: 400_000,
  holeWaitMs: 15 * 60_000,
  pollMs: 500,
  reportMs: 5_000,
  firstRetryMs: 1_000,
  maxRetryMs: 60_000,
};
