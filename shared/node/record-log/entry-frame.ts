import { crc32 } from "../chain/crc32.ts";
import type { LogEntry } from "./record-log.ts";

/**
 * The frame before every entry, little-endian:
 *   u32 magic | u32 metaBytes | u32 payloadBytes | u32 crc32(payload) | u32 crc32(bytes 0–15 of the frame, then meta)
 *
 * The magic says whether the entry begins a batch. A batch is written only after
 * the one before it was synced, so a batch that begins behind damaged bytes
 * proves that those bytes had been acknowledged: that is damage and not a torn tail.
 */
export const FRAME_BYTES = 20;
export const BATCH_MAGIC = 0x424c4a4d; // "MJLB"
export const ENTRY_MAGIC = 0x2b4c4a4d; // "MJL+"
/** What both magics start with: for searching behind damage. */
export const MAGIC_PREFIX = Buffer.from("MJL", "latin1");

export const MAX_META_BYTES = 64 * 1024;
export const MAX_ENTRY_PAYLOAD_BYTES = 64 * 1024 * 1024;
const CHECKED_FRAME_BYTES = 16;

export interface EntryFrame {
  beginsBatch: boolean;
  metaBytes: number;
  payloadBytes: number;
  payloadCrc32: number;
  headCrc32: number;
}

/** The frame at `offset`, or null if those 20 bytes cannot be one. The CRC is checked by `frameHolds` once meta is at hand. */
export function readFrame(bytes: Buffer, offset: number): EntryFrame | null {
  const magic = bytes.readUInt32LE(offset);
  if (magic !== BATCH_MAGIC && magic !== ENTRY_MAGIC) return null;
  const metaBytes = bytes.readUInt32LE(offset + 4);
  const payloadBytes = bytes.readUInt32LE(offset + 8);
  if (metaBytes > MAX_META_BYTES || payloadBytes > MAX_ENTRY_PAYLOAD_BYTES) return null;
  return {
    beginsBatch: magic === BATCH_MAGIC,
    metaBytes,
    payloadBytes,
    payloadCrc32: bytes.readUInt32LE(offset + 12),
    headCrc32: bytes.readUInt32LE(offset + CHECKED_FRAME_BYTES),
  };
}

/** `bytes` from `offset` on must hold the frame and its whole meta. */
export function frameHolds(bytes: Buffer, offset: number, frame: EntryFrame): boolean {
  const metaAt = offset + FRAME_BYTES;
  const checked = crc32(bytes.subarray(offset, offset + CHECKED_FRAME_BYTES));
  return crc32(bytes.subarray(metaAt, metaAt + frame.metaBytes), checked) === frame.headCrc32;
}

export interface FramedBatch {
  /** What to hand to writev, in order; payloads are the caller's own memory. */
  parts: Uint8Array[];
  /** Offset of each entry from the start of the batch. */
  offsets: number[];
  sizeBytes: number;
}

/** Lays out one batch: all frames and metas in one allocation, payloads by reference. */
export function frameBatch(entries: readonly LogEntry[]): FramedBatch {
  let headsBytes = 0;
  for (const entry of entries) headsBytes += FRAME_BYTES + entry.meta.byteLength;
  const heads = Buffer.allocUnsafe(headsBytes);
  const batch: FramedBatch = { parts: [], offsets: [], sizeBytes: 0 };
  let at = 0;
  for (const entry of entries) {
    const payload = payloadParts(entry);
    const payloadBytes = byteLength(payload);
    const headBytes = writeHead(heads, at, entry, payload, payloadBytes, batch.offsets.length === 0);
    batch.offsets.push(batch.sizeBytes);
    batch.parts.push(heads.subarray(at, at + headBytes), ...payload);
    batch.sizeBytes += headBytes + payloadBytes;
    at += headBytes;
  }
  return batch;
}

/** Bytes one entry takes on disk. @throws RangeError for an entry larger than any reader would accept */
export function entryBytes(entry: LogEntry): number {
  const metaBytes = entry.meta.byteLength;
  const payloadBytes = byteLength(payloadParts(entry));
  if (metaBytes > MAX_META_BYTES || payloadBytes > MAX_ENTRY_PAYLOAD_BYTES) {
    throw new RangeError(
      `expected at most ${MAX_META_BYTES} bytes of meta and ${MAX_ENTRY_PAYLOAD_BYTES} of payload, got ${metaBytes} and ${payloadBytes}`,
    );
  }
  return FRAME_BYTES + metaBytes + payloadBytes;
}

function writeHead(
  heads: Buffer,
  at: number,
  entry: LogEntry,
  payload: readonly Uint8Array[],
  payloadBytes: number,
  beginsBatch: boolean,
): number {
  const metaBytes = entry.meta.byteLength;
  heads.writeUInt32LE(beginsBatch ? BATCH_MAGIC : ENTRY_MAGIC, at);
  heads.writeUInt32LE(metaBytes, at + 4);
  heads.writeUInt32LE(payloadBytes, at + 8);
  heads.writeUInt32LE(entry.payloadCrc32 ?? crcOf(payload), at + 12);
  const checked = crc32(heads.subarray(at, at + CHECKED_FRAME_BYTES));
  heads.writeUInt32LE(crc32(entry.meta, checked), at + CHECKED_FRAME_BYTES);
  heads.set(entry.meta, at + FRAME_BYTES);
  return FRAME_BYTES + metaBytes;
}

function payloadParts(entry: LogEntry): readonly Uint8Array[] {
  return entry.payload instanceof Uint8Array ? [entry.payload] : entry.payload;
}

function byteLength(parts: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const part of parts) bytes += part.byteLength;
  return bytes;
}

function crcOf(parts: readonly Uint8Array[]): number {
  let crc = 0;
  for (const part of parts) crc = crc32(part, crc);
  return crc;
}
