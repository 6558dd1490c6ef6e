import type { RecordHeader } from "../protocol/ingest-record.ts";

/** When a run of records becomes one archive object. */
export interface CutSettings {
  /** At the first key fragment after this much media time. */
  targetUs: number;
  /** Never larger, so that one segment always fits in memory. */
  maxBytes: number;
  /** Never older than this at the centre, key fragment or not: an open segment pins spool files. */
  maxAgeUs: number;
  /** Nothing came for this long: the stream is closed or gone. */
  idleUs: number;
  maxRecords: number;
}

export const DEFAULT_CUT: CutSettings = {
  targetUs: 60_000_000,
  maxBytes: 64 * 1024 * 1024,
  maxAgeUs: 300_000_000,
  idleUs: 30_000_000,
  maxRecords: 5_000,
};

export type CutReason = "new-init" | "size" | "duration" | "time-back" | "age" | "count";

/** What the rule needs to know about the segment that is being gathered. */
export interface GatheredFacts {
  records: number;
  bytes: number;
  /** Hash of the init that its media or its own init record uses; null = none yet. */
  initSha256: string | null;
  firstMediaUs: number | null;
  lastMediaUs: number | null;
  firstReceivedUs: number;
  lastReceivedUs: number;
}

export interface ArrivedRecord {
  header: RecordHeader;
  receivedUs: number;
  sha256: string;
}

/**
 * Whether the segment ends before this record. Depends only on the records
 * themselves, so a worker that starts again cuts in the same places.
 */
export function cutBefore(gathered: GatheredFacts, next: ArrivedRecord, settings: CutSettings): CutReason | null {
  const { header } = next;
  if (header.kind === "init" && gathered.initSha256 !== null && gathered.initSha256 !== next.sha256) return "new-init";
  if (gathered.bytes + header.payloadBytes > settings.maxBytes) return "size";
  if (gathered.records >= settings.maxRecords) return "count";
  if (next.receivedUs - gathered.firstReceivedUs >= settings.maxAgeUs) return "age";
  if (header.kind !== "media" || gathered.firstMediaUs === null || gathered.lastMediaUs === null) return null;
  // A player takes time that goes back inside one file badly.
  if (header.startUs < gathered.lastMediaUs) return "time-back";
  return header.key && header.startUs - gathered.firstMediaUs >= settings.targetUs ? "duration" : null;
}

export function isIdle(gathered: GatheredFacts, nowUs: number, settings: CutSettings): boolean {
  return nowUs - gathered.lastReceivedUs >= settings.idleUs;
}

/** The facts after one more record; `carriedInit` is the init in force from before the segment. */
export function withRecord(gathered: GatheredFacts | null, next: ArrivedRecord, carriedInit: string | null): GatheredFacts {
  const { header, receivedUs } = next;
  const isMedia = header.kind === "media";
  const before = gathered ?? emptyFacts(receivedUs);
  return {
    records: before.records + 1,
    bytes: before.bytes + header.payloadBytes,
    initSha256: header.kind === "init" ? next.sha256 : (before.initSha256 ?? (isMedia ? carriedInit : null)),
    firstMediaUs: before.firstMediaUs ?? (isMedia ? header.startUs : null),
    lastMediaUs: isMedia ? header.startUs : before.lastMediaUs,
    firstReceivedUs: before.firstReceivedUs,
    lastReceivedUs: receivedUs,
  };
}

function emptyFacts(receivedUs: number): GatheredFacts {
  return { records: 0, bytes: 0, initSha256: null, firstMediaUs: null, lastMediaUs: null, firstReceivedUs: receivedUs, lastReceivedUs: receivedUs };
}
