import type { Insertable } from "kysely";
import type { SegmentTable } from "../../shared/node/database/tables.ts";
import type { StoredObject } from "../../shared/node/object-store/object-store.ts";
import type { SegmentManifest } from "../../shared/segment/segment-manifest.ts";

/** First and last instant of a segment's footage, UTC µs; null where it has none. */
export function footageSpan(manifest: SegmentManifest): { startUs: number; endUs: number } | null {
  let startUs = Number.POSITIVE_INFINITY;
  let endUs = Number.NEGATIVE_INFINITY;
  for (const record of manifest.records) {
    if (record.kind !== "media") continue;
    startUs = Math.min(startUs, record.startUs);
    endUs = Math.max(endUs, record.startUs + record.durationUs);
  }
  return endUs >= startUs ? { startUs, endUs } : null;
}

/** Years after the footage's end (or, without footage, after its last record), rounded up to the next UTC day: the same for every repetition. */
export function retainUntil(manifest: SegmentManifest, retentionYears: number): Date {
  const endUs = footageSpan(manifest)?.endUs ?? manifest.records.at(-1)?.capturedUs ?? 0;
  const end = new Date(endUs / 1000);
  return new Date(Date.UTC(end.getUTCFullYear() + retentionYears, end.getUTCMonth(), end.getUTCDate() + 1));
}

export function segmentRow(streamId: number, manifest: SegmentManifest, stored: StoredObject): Insertable<SegmentTable> {
  const span = footageSpan(manifest);
  if (stored.retainUntil === null) throw new Error(`expected ${stored.key} to be locked, the store says it is not`);
  return {
    streamId,
    firstNumber: manifest.firstNumber,
    lastNumber: manifest.lastNumber,
    startUs: span?.startUs ?? null,
    endUs: span?.endUs ?? null,
    objectKey: stored.key,
    objectVersion: stored.version,
    sizeBytes: stored.sizeBytes,
    sha256: Buffer.from(stored.sha256, "hex"),
    previousHead: Buffer.from(manifest.previousHead, "hex"),
    head: Buffer.from(manifest.head, "hex"),
    initSha256: manifest.init === null ? null : Buffer.from(manifest.init.sha256, "hex"),
    codecs: null,
    retainUntil: stored.retainUntil,
  };
}
