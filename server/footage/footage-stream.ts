import type { ObjectRef, ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { readStoredManifest } from "../../shared/node/segment/read-manifest.ts";
import { RECORD_FLAG } from "../../shared/protocol/ingest-record.ts";
import type { SegmentManifest, SegmentRecord } from "../../shared/segment/segment-manifest.ts";
import type { Interval } from "../../shared/timeline/intervals.ts";
import { FileTimes } from "./file-times.ts";

/** Largest read held in memory for one viewer, unless a single fragment is larger. */
const READ_BYTES = 4 * 1024 * 1024;

export interface StoredSegment {
  objectKey: string;
  objectVersion: string;
  sizeBytes: number;
}

/** `file`: from 0, for players; `stream`: as the fragments came, byte for byte. */
export type FootageTimes = "file" | "stream";

/** Init once, then the fragments of the range, in order, their pictures and sound untouched (P6). */
export async function* footageBytes(store: ObjectStore, segments: readonly StoredSegment[], range: Interval, times: FootageTimes): AsyncGenerator<Uint8Array> {
  let fileTimes: FileTimes | null = null;
  let initSent = false;
  for (const segment of segments) {
    const ref = refOf(segment);
    const manifest = await readStoredManifest(store, ref, segment.sizeBytes);
    const pieces = piecesOf(manifest, range);
    if (pieces.length === 0) continue;
    if (!initSent && manifest.init !== null) {
      const init = await store.get(ref, { start: 0, end: manifest.init.bytes });
      if (times === "file") fileTimes = new FileTimes(init);
      yield init;
    }
    initSent = true;
    for (const { start, fragmentBytes } of pieces) {
      const bytes = await store.get(ref, { start, end: start + sum(fragmentBytes) });
      if (fileTimes === null) yield bytes;
      else yield* placed(bytes, fragmentBytes, fileTimes);
    }
  }
}

function* placed(bytes: Uint8Array, fragmentBytes: readonly number[], times: FileTimes): Generator<Uint8Array> {
  let at = 0;
  for (const size of fragmentBytes) {
    yield times.place(bytes.subarray(at, at + size));
    at += size;
  }
}

/** A whole archive object, manifest included. */
export function objectBytes(store: ObjectStore, segment: StoredSegment): AsyncGenerator<Uint8Array> {
  return readInPieces(store, refOf(segment), segment.sizeBytes);
}

/** Whole fragments that stand one after the other and are read at once. */
interface Piece {
  start: number;
  fragmentBytes: number[];
}

/** Where the wanted fragments stand; neighbours become one read while they fit. */
export function piecesOf(manifest: SegmentManifest, range: Interval): Piece[] {
  const pieces: Piece[] = [];
  for (const { offset, bytes } of wantedFragments(manifest, range)) {
    if (offset === null) continue;
    const last = pieces.at(-1);
    const lastBytes = last === undefined ? 0 : sum(last.fragmentBytes);
    if (last !== undefined && last.start + lastBytes === offset && lastBytes + bytes <= READ_BYTES) last.fragmentBytes.push(bytes);
    else pieces.push({ start: offset, fragmentBytes: [bytes] });
  }
  return pieces;
}

/** From the key fragment at or before the range's start, so that a player has a picture at once. */
function wantedFragments(manifest: SegmentManifest, range: Interval): SegmentRecord[] {
  const media = manifest.records.filter((record) => record.kind === "media" && record.offset !== null);
  const firstInside = media.findIndex((record) => record.startUs + record.durationUs > range.startUs);
  if (firstInside < 0) return [];
  const key = media.findLastIndex((record, index) => index <= firstInside && (record.flags & RECORD_FLAG.key) !== 0);
  return media.slice(key < 0 ? firstInside : key).filter((record) => record.startUs < range.endUs);
}

async function* readInPieces(store: ObjectStore, ref: ObjectRef, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += READ_BYTES) yield await store.get(ref, { start: at, end: Math.min(sizeBytes, at + READ_BYTES) });
}

function refOf(segment: StoredSegment): ObjectRef {
  return { key: segment.objectKey, version: segment.objectVersion };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
