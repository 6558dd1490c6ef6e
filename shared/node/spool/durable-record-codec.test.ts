import fc from "fast-check";
import { expect, test } from "vitest";
import { RECORD_KIND, type RecordKind } from "../../protocol/ingest-record.ts";
import { decodeDurableMeta, DurableMetaError, encodeDurableMeta } from "./durable-record-codec.ts";
import { DURABLE_META_BYTES } from "./durable-record.ts";

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const us = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const record = fc.record({
  streamId: u32,
  header: fc.record({
    streamHandle: fc.constant(0),
    kind: fc.constantFrom(...(Object.keys(RECORD_KIND) as RecordKind[])),
    key: fc.boolean(),
    backfilled: fc.boolean(),
    discontinuity: fc.boolean(),
    payloadBytes: fc.integer({ min: 0, max: 8 * 1024 * 1024 }),
    number: us,
    startUs: us,
    capturedUs: us,
    durationUs: u32,
    cameraOffsetMs: fc.option(fc.integer({ min: -0x7fffffff, max: 0x7fffffff })),
    payloadCrc32: u32,
  }),
  receivedUs: us,
  contentHash: digest,
  head: digest,
});

test("every durable record comes back from its 132 bytes as it was", () => {
  fc.assert(
    fc.property(record, (before) => {
      const meta = encodeDurableMeta(before);
      expect(meta.byteLength).toBe(DURABLE_META_BYTES);
      const after = decodeDurableMeta(meta);
      expect({ ...after, contentHash: Uint8Array.from(after.contentHash), head: Uint8Array.from(after.head) }).toEqual(before);
    }),
  );
});

test("spool meta of another length is refused in words", () => {
  expect(() => decodeDurableMeta(new Uint8Array(131))).toThrow(DurableMetaError);
});
