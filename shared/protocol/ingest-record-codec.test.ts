import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../node/chain/crc32.ts";
import { decodeBatch, encodeBatch, readRecordHeader, RecordFormatError, writeRecordHeader } from "./ingest-record-codec.ts";
import { MAX_BATCH_RECORDS, MAX_PAYLOAD_BYTES, RECORD_HEADER_BYTES, type RecordKind, type StreamRecord } from "./ingest-record.ts";

const KINDS: RecordKind[] = ["init", "media", "gap", "clock", "signature"];
const us = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });

const anyRecord: fc.Arbitrary<StreamRecord> = fc
  .record({
    streamHandle: fc.integer({ min: 0, max: 0xffff }),
    kind: fc.constantFrom(...KINDS),
    key: fc.boolean(),
    backfilled: fc.boolean(),
    discontinuity: fc.boolean(),
    number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    startUs: us,
    capturedUs: us,
    durationUs: fc.integer({ min: 0, max: 0xffffffff }),
    cameraOffsetMs: fc.option(fc.integer({ min: -0x7fffffff, max: 0x7fffffff })),
    payload: fc.uint8Array({ maxLength: 64 }),
  })
  .map((record) => ({ ...record, payloadBytes: record.payload.byteLength, payloadCrc32: crc32(record.payload) }));

function simpleRecord(payload: Uint8Array = Buffer.from("fragment")): StreamRecord {
  return {
    streamHandle: 1,
    kind: "media",
    key: true,
    backfilled: false,
    discontinuity: false,
    payloadBytes: payload.byteLength,
    number: 1,
    startUs: 1_790_000_000_000_000,
    capturedUs: 1_790_000_000_200_000,
    durationUs: 200_000,
    cameraOffsetMs: null,
    payloadCrc32: crc32(payload),
    payload,
  };
}

function faultOf(decode: () => unknown): { fault: string; message: string } {
  try {
    decode();
  } catch (error) {
    if (error instanceof RecordFormatError) return { fault: error.fault, message: error.message };
    throw error;
  }
  throw new Error("expected the batch to be refused, but it was read");
}

test("a batch read back is the batch that was written, for any field values", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 8 }), (records) => {
      const read = decodeBatch(encodeBatch(records, crc32), crc32);
      expect(read.map((record) => ({ ...record, payload: Uint8Array.from(record.payload) }))).toEqual(records);
    }),
  );
});

test("the header bytes are little-endian 64-bit integers as the table says", () => {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES);
  writeRecordHeader(bytes, 0, { ...simpleRecord(), startUs: -5, number: 2 ** 40 + 7 }, crc32);
  const view = new DataView(bytes.buffer);
  expect(view.getBigUint64(8, true)).toBe(2n ** 40n + 7n);
  expect(view.getBigInt64(16, true)).toBe(-5n);
});

test("a batch cut short anywhere is refused as damaged and never half read", () => {
  const batch = encodeBatch([simpleRecord(), simpleRecord()], crc32);
  const whole = RECORD_HEADER_BYTES + simpleRecord().payloadBytes;
  for (let length = 1; length < batch.byteLength; length += 1) {
    if (length === whole) continue;
    expect(faultOf(() => decodeBatch(batch.subarray(0, length), crc32)).fault).toBe("damaged");
  }
});

test("one flipped bit anywhere in a batch is noticed", () => {
  const batch = encodeBatch([simpleRecord()], crc32);
  for (let bit = 0; bit < batch.byteLength * 8; bit += 1) {
    const copy = Uint8Array.from(batch);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => decodeBatch(copy, crc32)).toThrow(RecordFormatError);
  }
});

test("a payload over the limit is called too large, not damaged", () => {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES);
  writeRecordHeader(bytes, 0, { ...simpleRecord(), payloadBytes: MAX_PAYLOAD_BYTES + 1 }, crc32);
  expect(faultOf(() => readRecordHeader(bytes, 0, crc32))).toEqual({
    fault: "too-large",
    message: expect.stringContaining(`expected at most ${MAX_PAYLOAD_BYTES} payload bytes, got ${MAX_PAYLOAD_BYTES + 1}`) as string,
  });
});

test("more records than a batch may hold are called too large", () => {
  const records = Array.from({ length: MAX_BATCH_RECORDS + 1 }, () => simpleRecord(new Uint8Array(0)));
  expect(faultOf(() => decodeBatch(encodeBatch(records, crc32), crc32)).fault).toBe("too-large");
});

test.each([
  ["record number 0", { number: 0 }],
  ["a record number past 2^53", { number: 2 ** 60 }],
])("%s is refused as damaged", (_what, change) => {
  expect(faultOf(() => decodeBatch(encodeBatch([{ ...simpleRecord(), ...change }], crc32), crc32)).fault).toBe("damaged");
});

test("an unknown kind or flag is refused, because it could not be chained as capture chained it", () => {
  for (const [at, value] of [
    [2, 9],
    [3, 0x80],
  ] as const) {
    const batch = encodeBatch([simpleRecord()], crc32);
    batch[at] = value;
    new DataView(batch.buffer).setUint32(44, crc32(batch.subarray(0, 44)), true);
    expect(() => decodeBatch(batch, crc32)).toThrow(/expected (a record kind|record flags)/);
  }
});

test("payloads are views into the batch, not copies", () => {
  const batch = encodeBatch([simpleRecord()], crc32);
  expect(decodeBatch(batch, crc32)[0]?.payload.buffer).toBe(batch.buffer);
});
