import type { z } from "zod";
import type { ArchiveFacts } from "../../shared/node/database/archive-queries.ts";
import type { WallStorage } from "../../shared/protocol/wall.ts";
import type { Clock } from "../../shared/time/clock.ts";

export type StorageFacts = z.infer<typeof WallStorage>;

export interface StorageParts {
  clock: Clock;
  /** What archive workers last said, and running totals. */
  readArchive(): Promise<ArchiveFacts>;
  spoolLimitBytes: number;
  /** What this node's spool holds; counted for the whole only while no archive worker has reported. */
  spoolBytes(): number;
}

const HOUR_S = 3_600;
const DAY_S = 86_400;
/** The sum over the last hour is read at most this often. */
const REUSE_MS = 5_000;

/** Storage figures for the wall, a few seconds old at most. */
export class StorageWatch {
  #parts: StorageParts;
  #last: { atMs: number; archive: ArchiveFacts } | null = null;

  constructor(parts: StorageParts) {
    this.#parts = parts;
  }

  async read(): Promise<StorageFacts> {
    const { clock, spoolLimitBytes } = this.#parts;
    const atMs = clock.monotonicMs();
    if (this.#last === null || atMs - this.#last.atMs > REUSE_MS) this.#last = { atMs, archive: await this.#parts.readArchive() };
    return storageFacts(this.#last.archive, { nowUs: clock.nowUs(), spoolLimitBytes, ownSpoolBytes: this.#parts.spoolBytes() });
  }
}

export function storageFacts(archive: ArchiveFacts, own: { nowUs: number; spoolLimitBytes: number; ownSpoolBytes: number }): StorageFacts {
  const nowMs = own.nowUs / 1000;
  // Workers write to one and the same store, so any of their reports stands for all.
  const store = archive.spools.find((spool) => spool.freeBytes !== null);
  const freeBytes = store?.freeBytes ?? null;
  const seenForS = archive.firstSegmentAt === null ? 0 : (nowMs - archive.firstSegmentAt.getTime()) / 1000;
  const perSecond = archive.lastHourBytes / HOUR_S;
  return {
    capacityBytes: store?.capacityBytes ?? null,
    freeBytes,
    archivedBytes: archive.archivedBytes,
    spoolBytes: archive.spoolBytes ?? own.ownSpoolBytes,
    spoolLimitBytes: own.spoolLimitBytes,
    daysLeft: freeBytes === null || seenForS < HOUR_S || perSecond === 0 ? null : freeBytes / perSecond / DAY_S,
    archiveLagSeconds: archive.oldestWaitingUs === null ? null : Math.max(0, (own.nowUs - archive.oldestWaitingUs) / 1e6),
  };
}
