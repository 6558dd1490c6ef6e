import { MAX_BATCH_RECORDS, RECORD_HEADER_BYTES, type StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import type { StreamLink } from "./stream-link.ts";

export interface BatchPart {
  link: StreamLink;
  /** As it was when picked; another life means that an answer comes too late to matter. */
  life: StreamLink["life"];
}

export interface PickedBatch {
  records: StreamRecord[];
  parts: BatchPart[];
  sizeBytes: number;
}

export interface BatchLimits {
  /** For streams that are up to date. */
  liveBytes: number;
  /** For streams with a backlog, out of the same sum. */
  backlogBytes: number;
  /** A record larger than the limits may go alone: otherwise it would never go. */
  allowOneLarger: boolean;
}

/** More than this waiting is a backlog: about 2 s of fragments. */
const LIVE_PENDING = 12;

/**
 * Chooses what goes into the next message. Strictly in order within a stream;
 * streams that are up to date come first, so that none waits behind another's
 * backlog. `turn` rotates who of those with a backlog begins.
 */
export function pickBatch(links: readonly StreamLink[], limits: BatchLimits, nowUs: number, turn: number): PickedBatch {
  const batch: PickedBatch = { records: [], parts: [], sizeBytes: 0 };
  const behind: StreamLink[] = [];
  for (const link of links) {
    const { pending } = link;
    if (pending > LIVE_PENDING) behind.push(link);
    else if (pending > 0) takeFrom(link, batch, limits.liveBytes, limits.allowOneLarger, nowUs);
  }
  const backlogUntil = Math.min(limits.liveBytes, batch.sizeBytes + limits.backlogBytes);
  for (let index = 0; index < behind.length; index += 1) {
    const link = behind[(index + turn) % behind.length];
    if (link !== undefined) takeFrom(link, batch, backlogUntil, limits.allowOneLarger, nowUs);
  }
  return batch;
}

function takeFrom(link: StreamLink, batch: PickedBatch, untilBytes: number, allowOneLarger: boolean, nowUs: number): void {
  const before = batch.records.length;
  for (;;) {
    const record = link.peek();
    if (record === null || batch.records.length >= MAX_BATCH_RECORDS) break;
    const sizeBytes = batch.sizeBytes + RECORD_HEADER_BYTES + record.payloadBytes;
    if (sizeBytes > untilBytes && !(allowOneLarger && batch.records.length === 0)) break;
    link.take(record, nowUs);
    batch.records.push(record);
    batch.sizeBytes = sizeBytes;
  }
  if (batch.records.length > before) batch.parts.push({ link, life: link.life });
}
