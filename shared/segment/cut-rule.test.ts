import { expect, test } from "vitest";
import type { RecordHeader, RecordKind } from "../protocol/ingest-record.ts";
import { cutBefore, DEFAULT_CUT, isIdle, withRecord, type ArrivedRecord, type GatheredFacts } from "./cut-rule.ts";

const SECOND = 1_000_000;
function record(kind: RecordKind, second: number, facts: Partial<RecordHeader> = {}, sha256 = "a"): ArrivedRecord {
  const header: RecordHeader = { streamHandle: 0, kind, key: false, backfilled: false, discontinuity: false, payloadBytes: 1000, number: 1, startUs: second * SECOND, capturedUs: 0, durationUs: 200_000, cameraOffsetMs: null, payloadCrc32: 0, ...facts };
  return { header, receivedUs: second * SECOND, sha256 };
}
function gathered(...records: ArrivedRecord[]): GatheredFacts {
  let facts: GatheredFacts | null = null;
  for (const each of records) facts = withRecord(facts, each, "carried");
  if (facts === null) throw new Error("expected records");
  return facts;
}
const cut = (facts: GatheredFacts, next: ArrivedRecord) => cutBefore(facts, next, DEFAULT_CUT);

test("a segment ends at the first key fragment after a minute of footage", () => {
  const facts = gathered(record("media", 0, { key: true }), record("media", 59));
  expect(cut(facts, record("media", 59.8, { key: true }))).toBeNull();
  expect(cut(facts, record("media", 60))).toBeNull();
  expect(cut(facts, record("media", 60, { key: true }))).toBe("duration");
});

test("another init ends a segment, the same init again does not", () => {
  const facts = gathered(record("init", 0, {}, "init-1"), record("media", 0));
  expect(cut(facts, record("init", 1, {}, "init-1"))).toBeNull();
  expect(cut(facts, record("init", 1, {}, "init-2"))).toBe("new-init");
});

test("an init that differs from the carried one ends only a segment that already has footage", () => {
  expect(cut(gathered(record("gap", 0)), record("init", 1, {}, "init-2"))).toBeNull();
  expect(cut(gathered(record("media", 0)), record("init", 1, {}, "init-2"))).toBe("new-init");
});

test("a segment never outgrows its size, its count or its age, key fragment or not", () => {
  const facts = gathered(record("media", 0));
  expect(cut(facts, record("media", 1, { payloadBytes: DEFAULT_CUT.maxBytes }))).toBe("size");
  expect(cut({ ...facts, records: DEFAULT_CUT.maxRecords }, record("media", 1))).toBe("count");
  expect(cut(facts, record("media", 300))).toBe("age");
});

test("footage whose time goes back begins a new segment, because players take it badly inside one", () => {
  expect(cut(gathered(record("media", 10), record("media", 11)), record("media", 9))).toBe("time-back");
});

test("a stream that has been silent for half a minute is closed", () => {
  const facts = gathered(record("media", 10));
  expect(isIdle(facts, 39.9 * SECOND, DEFAULT_CUT)).toBe(false);
  expect(isIdle(facts, 40 * SECOND, DEFAULT_CUT)).toBe(true);
});
