import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { RecordHeader } from "../../protocol/ingest-record.ts";
import { advanceChain, genesisHead } from "./advance-chain.ts";
import { crc32 } from "./crc32.ts";

const payload = Buffer.from("fragment");
const header: RecordHeader = {
  streamHandle: 3,
  kind: "media",
  key: true,
  backfilled: false,
  discontinuity: false,
  payloadBytes: payload.byteLength,
  number: 7,
  startUs: 1_790_000_000_000_000,
  capturedUs: 1_790_000_000_200_000,
  durationUs: 200_000,
  cameraOffsetMs: null,
  payloadCrc32: crc32(payload),
};
const start = genesisHead({ cameraId: "cam-1", role: "main", epoch: "0b7c1f5e-4c5c-4f3e-9d53-1f4d5b3f7a10" });

test("the first head is the SHA-256 of the words that name the stream", () => {
  const words = "mingjian-chain/1\ncam-1\nmain\n0b7c1f5e-4c5c-4f3e-9d53-1f4d5b3f7a10\n";
  expect(start).toEqual(createHash("sha256").update(words).digest());
});

test("the way a record was delivered leaves its chain head alone", () => {
  const live = advanceChain(start, header, payload);
  const resent = advanceChain(start, { ...header, streamHandle: 9, backfilled: true }, payload);
  expect(resent.head).toEqual(live.head);
  expect(live.contentHash).toEqual(createHash("sha256").update(payload).digest());
});

test.each<[string, Partial<RecordHeader>]>([
  ["number", { number: 8 }],
  ["start", { startUs: header.startUs + 1 }],
  ["duration", { durationUs: 1 }],
  ["key flag", { key: false }],
  ["kind", { kind: "init" }],
  ["camera offset", { cameraOffsetMs: 0 }],
])("a changed %s changes the chain head", (_field, change) => {
  const honest = advanceChain(start, header, payload);
  expect(advanceChain(start, { ...header, ...change }, payload).head).not.toEqual(honest.head);
});

test("one changed payload byte changes the chain head", () => {
  const changed = Buffer.from(payload);
  changed[0] = (changed[0] ?? 0) ^ 1;
  expect(advanceChain(start, header, changed).head).not.toEqual(advanceChain(start, header, payload).head);
});
