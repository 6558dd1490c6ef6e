import { FRAME_BYTES } from "./entry-frame.ts";
import type { FileWindow } from "./file-window.ts";
import { entryAt, nextEntryAfterDamage, type FoundEntry } from "./scan-file.ts";

export interface TailFinding {
  /** Where the file must end: everything behind is a torn tail. */
  keepBytes: number;
  damaged: { fromOffset: number; toOffset: number }[];
}

/**
 * Reads the last file of a log, payloads included, and tells a torn tail from
 * damage: bytes that do not hold are torn if no later batch begins behind them
 * (nothing after them was acknowledged), otherwise they had been synced once.
 * With durability "interval" a later batch proves less, and keeping it is still right.
 */
export async function examineTail(window: FileWindow): Promise<TailFinding> {
  const damaged: TailFinding["damaged"] = [];
  let offset = 0;
  while (offset < window.endOffset) {
    const entry = await entryAt(window, offset);
    if (entry !== null && (await payloadHolds(window, entry))) {
      offset = entry.endOffset;
      continue;
    }
    const laterBatch = await nextEntryAfterDamage(window, offset + 1, true);
    if (laterBatch === null) return { keepBytes: offset, damaged };
    const toOffset = await endOfDamage(window, offset, entry, laterBatch);
    damaged.push({ fromOffset: offset, toOffset });
    offset = toOffset;
  }
  return { keepBytes: window.endOffset, damaged };
}

async function payloadHolds(window: FileWindow, entry: FoundEntry): Promise<boolean> {
  if (entry.endOffset > window.endOffset) return false;
  const payloadAt = entry.offset + FRAME_BYTES + entry.frame.metaBytes;
  return (await window.crc32(payloadAt, entry.frame.payloadBytes)) === entry.frame.payloadCrc32;
}

/** A whole head says itself where its entry ends; otherwise the next whole head does. */
async function endOfDamage(
  window: FileWindow,
  offset: number,
  entry: FoundEntry | null,
  laterBatch: FoundEntry,
): Promise<number> {
  if (entry !== null && entry.endOffset <= window.endOffset) return entry.endOffset;
  const next = await nextEntryAfterDamage(window, offset + 1, false);
  return (next ?? laterBatch).offset;
}
