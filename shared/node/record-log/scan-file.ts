import { FRAME_BYTES, frameHolds, MAGIC_PREFIX, readFrame, type EntryFrame } from "./entry-frame.ts";
import type { FileWindow } from "./file-window.ts";
import type { LogEntryAt } from "./record-log.ts";

/** An entry whose frame and meta are whole; its payload may still be damaged or cut short. */
export interface FoundEntry {
  frame: EntryFrame;
  offset: number;
  endOffset: number;
  /** Own copy. */
  meta: Buffer;
}

/** The entry that begins exactly at `offset`, or null if what stands there is not one. */
export async function entryAt(window: FileWindow, offset: number): Promise<FoundEntry | null> {
  let bytes = await window.at(offset, FRAME_BYTES);
  if (bytes.byteLength < FRAME_BYTES) return null;
  const frame = readFrame(bytes, 0);
  if (frame === null) return null;
  const headBytes = FRAME_BYTES + frame.metaBytes;
  if (bytes.byteLength < headBytes) bytes = await window.at(offset, headBytes);
  if (bytes.byteLength < headBytes || !frameHolds(bytes, 0, frame)) return null;
  const endOffset = offset + headBytes + frame.payloadBytes;
  return { frame, offset, endOffset, meta: Buffer.from(bytes.subarray(FRAME_BYTES, headBytes)) };
}

/** The first whole head behind damage at or after `fromOffset`; with `batchOnly`, the first one that begins a batch. */
export async function nextEntryAfterDamage(
  window: FileWindow,
  fromOffset: number,
  batchOnly: boolean,
): Promise<FoundEntry | null> {
  let offset = fromOffset;
  while (offset + FRAME_BYTES <= window.endOffset) {
    const bytes = await window.at(offset, FRAME_BYTES);
    if (bytes.byteLength < FRAME_BYTES) return null;
    const hit = bytes.indexOf(MAGIC_PREFIX);
    if (hit < 0) {
      offset += bytes.byteLength - MAGIC_PREFIX.byteLength + 1;
      continue;
    }
    const found = await entryAt(window, offset + hit);
    if (found !== null && (!batchOnly || found.frame.beginsBatch)) return found;
    offset += hit + 1;
  }
  return null;
}

/** Scans one file from `fromOffset` to the window's end; damaged stretches go to `onDamage(from, to)`. */
export async function* scanFile(
  window: FileWindow,
  fileNumber: number,
  fromOffset: number,
  onDamage: (fromOffset: number, toOffset: number) => void,
): AsyncGenerator<LogEntryAt> {
  let offset = fromOffset;
  while (offset < window.endOffset) {
    let entry = await entryAt(window, offset);
    if (entry === null) {
      entry = await nextEntryAfterDamage(window, offset + 1, false);
      onDamage(offset, entry?.offset ?? window.endOffset);
      if (entry === null) return;
    }
    if (entry.endOffset > window.endOffset) {
      onDamage(entry.offset, window.endOffset);
      return;
    }
    yield {
      position: { fileNumber, offset: entry.offset },
      next: { fileNumber, offset: entry.endOffset },
      meta: entry.meta,
      payloadBytes: entry.frame.payloadBytes,
      payloadCrc32: entry.frame.payloadCrc32,
    };
    offset = entry.endOffset;
  }
}

