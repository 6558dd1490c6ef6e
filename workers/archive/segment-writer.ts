import type { Kysely } from "kysely";
import { addSegment } from "../../shared/node/database/archive-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import type { RecordLogReader } from "../../shared/node/record-log/record-log.ts";
import type { SigningKey } from "../../shared/node/signing/signing-key.ts";
import { composeSegment, PayloadLost, type ComposedSegment } from "./compose-segment.ts";
import { addLostFragments } from "./lost-fragments.ts";
import type { MemoryBlock, SegmentMemory } from "./segment-memory.ts";
import { retainUntil, segmentRow } from "./segment-row.ts";
import type { SegmentJob } from "./stream-gatherer.ts";

export interface SegmentWriterParts {
  db: Kysely<Database>;
  store: ObjectStore;
  spool: RecordLogReader;
  key: SigningKey;
  retentionYears: number;
  log: Log;
  memory: SegmentMemory;
}

/**
 * One segment from spool to archive (P4): compose, store locked, believe only
 * what the store says it holds, then the row. May be repeated at any point:
 * the same records give the same key and the same bytes.
 */
export async function writeSegment(job: SegmentJob, parts: SegmentWriterParts): Promise<void> {
  using block = parts.memory.borrow();
  const segment = await composeWhatIsThere(job, parts, block);
  const { manifest } = segment;
  const stored = await parts.store.put(segment.key, segment.bytes, {
    retainUntil: retainUntil(manifest, parts.retentionYears),
    contentType: "video/mp4",
  });
  await addLostFragments(parts.db, job.streamId, manifest);
  const added = await addSegment(parts.db, segmentRow(job.streamId, manifest, stored));
  parts.log.debug({ key: stored.key, sizeBytes: stored.sizeBytes, reason: job.reason, added }, "a segment is archived");
}

async function composeWhatIsThere(job: SegmentJob, parts: SegmentWriterParts, block: MemoryBlock): Promise<ComposedSegment> {
  const lost = new Set<number>();
  for (;;) {
    try {
      return await composeSegment(job, parts.spool, parts.key, lost, (sizeBytes) => block.take(sizeBytes));
    } catch (error) {
      if (!(error instanceof PayloadLost)) throw error;
      lost.add(error.number);
      parts.log.error({ err: error, streamId: job.streamId, number: error.number }, "an acknowledged record is damaged in the spool: its hash is kept and a gap says so");
    }
  }
}
