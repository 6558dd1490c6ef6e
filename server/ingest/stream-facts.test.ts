import { expect, test } from "vitest";
import type { RecordHeader } from "../../shared/protocol/ingest-record.ts";
import { RUN_HOLE_US } from "./stored-run.ts";
import { StreamFacts } from "./stream-facts.ts";

function media(number: number, startUs: number, change: Partial<RecordHeader> = {}): RecordHeader {
  return { streamHandle: 0, kind: "media", key: false, backfilled: false, discontinuity: false, payloadBytes: 1000, number, startUs, capturedUs: 0, durationUs: 200_000, cameraOffsetMs: null, payloadCrc32: 0, ...change };
}

test("fragments that follow each other within the tolerance are one run", () => {
  const facts = new StreamFacts();
  facts.takeRecord(media(1, 0), 0, undefined);
  facts.takeRecord(media(2, 200_000 + RUN_HOLE_US), 0, undefined);
  facts.takeRecord(media(3, 400_000), 0, undefined);
  expect(facts.take()?.runs).toMatchObject([{ firstNumber: 1, lastNumber: 3, startUs: 0 }]);
});

test.each([
  ["a hole", { startUs: 200_000 + RUN_HOLE_US + 1 }],
  ["a step back", { startUs: 200_000 - RUN_HOLE_US - 1 }],
  ["a discontinuity", { startUs: 200_000, discontinuity: true }],
])("%s in media time begins another run", (_what, change) => {
  const facts = new StreamFacts();
  facts.takeRecord(media(1, 0), 0, undefined);
  facts.takeRecord(media(2, 0, change), 0, undefined);
  expect(facts.take()?.runs.map((run) => run.firstNumber)).toEqual([1, 2]);
});

test("a run that goes on after a restart is lengthened, not begun again", () => {
  const facts = new StreamFacts({ lastNumber: 5 }, { startUs: 0, endUs: 1_000_000, firstNumber: 1, lastNumber: 5, backfilledUs: 0 });
  facts.takeRecord(media(6, 1_000_000), 0, undefined);
  expect(facts.take()?.runs).toMatchObject([{ firstNumber: 1, lastNumber: 6, endUs: 1_200_000 }]);
});

test("facts that the database did not take come back once, as they stand by then", () => {
  const facts = new StreamFacts();
  facts.takeRecord(media(1, 0), 0, undefined);
  facts.takeLink(true, 1, "came");
  const first = facts.take();
  facts.takeRecord(media(2, 200_000), 0, undefined);
  facts.takeRecord(media(3, 9_000_000), 0, undefined);
  if (first === null) throw new Error("expected facts");
  facts.giveBack(first);
  const second = facts.take();
  expect(second?.runs.map(({ firstNumber, lastNumber }) => [firstNumber, lastNumber])).toEqual([[1, 2], [3, 3]]);
  expect(second?.links).toHaveLength(1);
  expect(facts.take()).toBeNull();
});

test("the bit rate is of media time, so that a backfill does not look like a faster camera", () => {
  const facts = new StreamFacts();
  facts.takeLink(true, 0, "came");
  for (let number = 1; number <= 50; number += 1) facts.takeRecord(media(number, number * 200_000, { backfilled: true }), 0, undefined);
  expect(facts.take()?.row.bitsPerSecond).toBe(40_000);
});

test("given-up facts say up to which number they must be read again", () => {
  const facts = new StreamFacts();
  facts.takeRecord(media(1, 0), 0, undefined);
  facts.takeRecord(media(2, 5_000_000), 0, undefined);
  expect(facts.forgetWaiting()).toBe(1);
  facts.takeRecord(media(3, 5_200_000), 0, undefined);
  expect(facts.rebuildTo).toBe(2);
  expect(facts.take()?.runs.map((run) => run.firstNumber)).toEqual([3]);
});
