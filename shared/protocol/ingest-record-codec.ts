import {
  MAX_BATCH_RECORDS,
  MAX_PAYLOAD_BYTES,
  RECORD_FLAG,
  RECORD_HEADER_BYTES,
  RECORD_KIND,
  UNKNOWN_OFFSET,
  type RecordHeader,
  type RecordKind,
  type StreamRecord,
} from "./ingest-record.ts";

/** CRC-32 (ISO 3309) of bytes, optionally continuing from a previous value: zlib's in Node, a table in browsers. */
export type Crc32 = (bytes: Uint8Array, previous?: number) => number;

const KIND_BY_CODE = new Map<number, RecordKind>(
  Object.entries(RECORD_KIND).map(([kind, code]) => [code, kind as RecordKind]),
);
const HEADER_CRC_AT = 44;
const TWO_32 = 0x1_0000_0000;
const KNOWN_FLAGS = RECORD_FLAG.key | RECORD_FLAG.backfilled | RECORD_FLAG.discontinuity;

/** Writes the 48-byte header of a record into `target` at `offset`; the payload follows it on the wire. */
export function writeRecordHeader(target: Uint8Array, offset: number, header: RecordHeader, crc32: Crc32): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, RECORD_HEADER_BYTES);
  view.setUint16(0, header.streamHandle, true);
  view.setUint8(2, RECORD_KIND[header.kind]);
  view.setUint8(3, flagsOf(header));
  view.setUint32(4, header.payloadBytes, true);
  write64(view, 8, header.number);
  write64(view, 16, header.startUs);
  write64(view, 24, header.capturedUs);
  view.setUint32(32, header.durationUs, true);
  view.setInt32(36, header.cameraOffsetMs ?? UNKNOWN_OFFSET, true);
  view.setUint32(40, header.payloadCrc32, true);
  view.setUint32(HEADER_CRC_AT, crc32(target.subarray(offset, offset + HEADER_CRC_AT)), true);
}

// 64-bit fields as two 32-bit halves: a BigInt for each would cost more than the rest of the header.
function write64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setInt32(at + 4, Math.floor(value / TWO_32), true);
}

function readU64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true);
}

function readI64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * TWO_32 + view.getUint32(at, true);
}

function flagsOf(header: RecordHeader): number {
  return (
    (header.key ? RECORD_FLAG.key : 0) |
    (header.backfilled ? RECORD_FLAG.backfilled : 0) |
    (header.discontinuity ? RECORD_FLAG.discontinuity : 0)
  );
}

/** `damaged`: the bytes are not what was sent; `too-large`: they are, and over a limit. Both are refusals of ingest.ts. */
export type RecordFault = "damaged" | "too-large";

/** Thrown for bytes that are not a whole, undamaged record; `offset` is where the record should have started. */
export class RecordFormatError extends Error {
  override name = "RecordFormatError";
  readonly offset: number;
  readonly fault: RecordFault;
  constructor(message: string, offset: number, fault: RecordFault = "damaged") {
    super(message);
    this.offset = offset;
    this.fault = fault;
  }
}

/**
 * Reads the header at `offset`.
 * @throws RecordFormatError if fewer than 48 bytes follow, the header's CRC differs, or a field is out of range.
 */
export function readRecordHeader(bytes: Uint8Array, offset: number, crc32: Crc32): RecordHeader {
  if (bytes.byteLength - offset < RECORD_HEADER_BYTES) {
    throw new RecordFormatError(
      `expected a record header of ${RECORD_HEADER_BYTES} bytes at ${offset}, got ${bytes.byteLength - offset} bytes: the batch is cut short`,
      offset,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, RECORD_HEADER_BYTES);
  if (crc32(bytes.subarray(offset, offset + HEADER_CRC_AT)) !== view.getUint32(HEADER_CRC_AT, true)) {
    throw new RecordFormatError(`the record header at ${offset} is damaged: its CRC-32 does not match`, offset);
  }
  const kind = KIND_BY_CODE.get(view.getUint8(2));
  if (kind === undefined) {
    throw new RecordFormatError(`expected a record kind of 1–5 at ${offset}, got ${view.getUint8(2)}`, offset);
  }
  const payloadBytes = view.getUint32(4, true);
  if (payloadBytes > MAX_PAYLOAD_BYTES) {
    throw new RecordFormatError(`expected at most ${MAX_PAYLOAD_BYTES} payload bytes, got ${payloadBytes}`, offset, "too-large");
  }
  const flags = view.getUint8(3);
  // A bit we do not know could not be written back, and the chain would differ from capture's.
  if (flags > KNOWN_FLAGS) throw new RecordFormatError(`expected record flags 0–${KNOWN_FLAGS} at ${offset}, got ${flags}`, offset);
  const number = readU64(view, 8);
  if (number > Number.MAX_SAFE_INTEGER) throw new RecordFormatError(`expected a record number below 2^53 at ${offset}, got ${number}`, offset);
  const cameraOffsetMs = view.getInt32(36, true);
  return {
    streamHandle: view.getUint16(0, true),
    kind,
    key: (flags & RECORD_FLAG.key) !== 0,
    backfilled: (flags & RECORD_FLAG.backfilled) !== 0,
    discontinuity: (flags & RECORD_FLAG.discontinuity) !== 0,
    payloadBytes,
    number,
    startUs: readI64(view, 16),
    capturedUs: readI64(view, 24),
    durationUs: view.getUint32(32, true),
    cameraOffsetMs: cameraOffsetMs === UNKNOWN_OFFSET ? null : cameraOffsetMs,
    payloadCrc32: view.getUint32(40, true),
  };
}

/** Joins records into one batch: header, payload, header, payload … A single copy of every payload. `memoryOf` gives so many bytes to write it to. */
export function encodeBatch(records: readonly StreamRecord[], crc32: Crc32, memoryOf = (sizeBytes: number) => new Uint8Array(sizeBytes)): Uint8Array<ArrayBuffer> {
  let sizeBytes = 0;
  for (const record of records) sizeBytes += RECORD_HEADER_BYTES + record.payload.byteLength;
  const batch = memoryOf(sizeBytes);
  let offset = 0;
  for (const record of records) {
    writeRecordHeader(batch, offset, record, crc32);
    batch.set(record.payload, offset + RECORD_HEADER_BYTES);
    offset += RECORD_HEADER_BYTES + record.payload.byteLength;
  }
  return batch;
}

/**
 * Cuts a batch into records without copying; payload CRCs are checked.
 * @throws RecordFormatError at the first record that is not whole; records before it are not returned,
 * because a damaged message says nothing certain about any of its parts.
 */
export function decodeBatch(batch: Uint8Array, crc32: Crc32): StreamRecord[] {
  const records: StreamRecord[] = [];
  let offset = 0;
  while (offset < batch.byteLength) {
    if (records.length === MAX_BATCH_RECORDS) {
      throw new RecordFormatError(`expected at most ${MAX_BATCH_RECORDS} records in one batch`, offset, "too-large");
    }
    const header = readRecordHeader(batch, offset, crc32);
    if (header.number === 0) throw new RecordFormatError(`expected a record number of 1 or more at ${offset}, got 0`, offset);
    const payloadAt = offset + RECORD_HEADER_BYTES;
    const end = payloadAt + header.payloadBytes;
    if (end > batch.byteLength) {
      throw new RecordFormatError(
        `expected ${header.payloadBytes} payload bytes for number ${header.number}, got ${batch.byteLength - payloadAt}: the batch is cut short`,
        offset,
      );
    }
    const payload = batch.subarray(payloadAt, end);
    if (crc32(payload) !== header.payloadCrc32) {
      throw new RecordFormatError(`the payload of number ${header.number} is damaged: its CRC-32 does not match`, offset);
    }
    records.push({ ...header, payload });
    offset = end;
  }
  return records;
}
