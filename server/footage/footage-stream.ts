import type { ObjectRef, ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { readStoredManifest } from "../../shared/node/segment/read-manifest.ts";
import { RECORD_FLAG } from "../../shared/protocol/ingest-record.ts";
import type { SegmentManifest, SegmentRecord } from "../../shared/segment/segment-manifest.ts";
import type { Interval } from "../../shared/timeline/intervals.ts";

/** Largest read held in memory for one viewer. */
const READ_BYTES = 4 * 1024 * 1024;

export interface StoredSegment {
  objectKey: string;
  objectVersion: string;
  sizeBytes: number;
}

/** Init once, then the original fragments of the range, in order and untouched (P6). */
export async function* footageBytes(store: ObjectStore, segments: readonly StoredSegment[], range: Interval): AsyncGenerator<Uint8Array> {
  let initSent = false;
  for (const segment of segments) {
    const ref = refOf(segment);
    const manifest = await readStoredManifest(store, ref, segment.sizeBytes);
    const stretches = stretchesOf(manifest, range);
    if (stretches.length === 0) continue;
    if (!initSent && manifest.init !== null) yield await store.get(ref, { start: 0, end: manifest.init.bytes });
    initSent = true;
    for (const stretch of stretches) yield* readInPieces(store, ref, stretch);
  }
}

/** A whole archive object, manifest included. */
export function objectBytes(store: ObjectStore, segment: StoredSegment): AsyncGenerator<Uint8Array> {
  return readInPieces(store, refOf(segment), { start: 0, end: segment.sizeBytes });
}

interface Stretch {
  start: number;
  end: number;
}

/** Byte stretches of the wanted fragments; neighbours become one read. */
export function stretchesOf(manifest: SegmentManifest, range: Interval): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { offset, bytes } of wantedFragments(manifest, range)) {
    if (offset === null) continue;
    const last = stretches.at(-1);
    if (last !== undefined && last.end === offset) last.end = offset + bytes;
    else stretches.push({ start: offset, end: offset + bytes });
  }
  return stretches;
}

/** From the key fragment at or before the range's start, so that a player has a picture at once. */
function wantedFragments(manifest: SegmentManifest, range: Interval): SegmentRecord[] {
  const media = manifest.records.filter((record) => record.kind === "media" && record.offset !== null);
  const firstInside = media.findIndex((record) => record.startUs + record.durationUs > range.startUs);
  if (firstInside < 0) return [];
  const key = media.findLastIndex((record, index) => index <= firstInside && (record.flags & RECORD_FLAG.key) !== 0);
  return media.slice(key < 0 ? firstInside : key).filter((record) => record.startUs < range.endUs);
}

async function* readInPieces(store: ObjectStore, ref: ObjectRef, { start, end }: Stretch): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += READ_BYTES) yield await store.get(ref, { start: at, end: Math.min(end, at + READ_BYTES) });
}

function refOf(segment: StoredSegment): ObjectRef {
  return { key: segment.objectKey, version: segment.objectVersion };
}
