import { statfs } from "node:fs/promises";
import type { Log } from "../../shared/node/log/log.ts";
import { LogWriteError, type RecordLog } from "../../shared/node/record-log/record-log.ts";
import { readReleasedMark } from "../../shared/node/spool/released-mark.ts";
import type { Credit, Refused } from "../../shared/protocol/ingest.ts";
import { spoolFull, unavailable } from "./refusal.ts";
import { whySpoolClosed, type SpoolLimits } from "./spool-gate.ts";

export interface SpoolWatchParts {
  directory: string;
  recordLog: RecordLog;
  limits: SpoolLimits;
  windowBytes: number;
  log: Log;
  /** Tells every connection what it may send now. */
  announce: (credit: Credit) => void;
}

/**
 * Keeps the spool within its limit (P4, P14): lets go of files that the archive
 * has released, and closes the gate (credit 0, refusals of reason `spool-full`)
 * while there is no room. It opens by itself.
 */
export class SpoolWatch {
  #parts: SpoolWatchParts;
  #closed: string | null = null;
  #freeDiskBytes = Number.POSITIVE_INFINITY;

  constructor(parts: SpoolWatchParts) {
    this.#parts = parts;
  }

  /** Why nothing is taken now, or null. Asked for every batch, so that the limit holds between two looks. */
  closedBecause(): string | null {
    this.#judge();
    return this.#closed;
  }

  credit(): Credit {
    return this.#closed === null ? { inFlightBytes: this.#parts.windowBytes } : { inFlightBytes: 0, reason: "spool-full" };
  }

  /** Looks at the disk and the released mark. @throws the disk's error */
  async look(): Promise<void> {
    const { directory, recordLog } = this.#parts;
    await recordLog.removeBefore(await readReleasedMark(directory));
    const disk = await statfs(directory);
    this.#freeDiskBytes = disk.bavail * disk.bsize;
    this.#judge();
  }

  /** What a batch that the disk did not take is answered. */
  refuseFailedWrite(error: unknown): Refused {
    if (!(error instanceof LogWriteError) || !error.diskFull) {
      this.#parts.log.error({ err: error }, "the spool could not be written");
      return unavailable("its disk refused the write");
    }
    this.#freeDiskBytes = 0;
    this.#judge();
    return spoolFull("its disk is full");
  }

  #judge(): void {
    const { recordLog, limits, log, announce } = this.#parts;
    const reading = { spoolBytes: recordLog.sizeBytes() + recordLog.pendingBytes(), freeDiskBytes: this.#freeDiskBytes };
    const closed = whySpoolClosed(reading, limits, this.#closed !== null);
    const turned = (closed === null) !== (this.#closed === null);
    this.#closed = closed;
    if (!turned) return;
    if (closed === null) log.info(reading, "the spool has room again: taking footage");
    else log.error(reading, `the spool is closed: ${closed}; capture keeps its footage until there is room`);
    announce(this.credit());
  }
}
