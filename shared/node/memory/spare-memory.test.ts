import { expect, test } from "vitest";
import { SpareMemory } from "./spare-memory.ts";

const MIB = 1024 * 1024;

test("memory that came back is handed out again, the newest first", () => {
  const spare = new SpareMemory({ keptBytes: 8 * MIB, largestKeptBytes: 4 * MIB });
  const [first, second] = [spare.take(MIB), spare.take(MIB)];
  expect(first.buffer).not.toBe(second.buffer);
  spare.give(first);
  spare.give(second.subarray(10, 20));
  const again = spare.take(MIB - 5);
  expect(again.buffer).toBe(second.buffer);
  expect(again.byteLength).toBe(MIB - 5);
  expect(spare.take(MIB).buffer).toBe(first.buffer);
});

test("memory given back twice, or never handed out, is lent to nobody", () => {
  const spare = new SpareMemory({ keptBytes: 8 * MIB, largestKeptBytes: 4 * MIB });
  const lent = spare.take(MIB);
  const foreign = new Uint8Array(MIB);
  spare.give(foreign);
  spare.give(lent);
  spare.give(lent);
  expect(spare.take(MIB).buffer).toBe(lent.buffer);
  expect([lent.buffer, foreign.buffer]).not.toContain(spare.take(MIB).buffer);
});

test("spare memory is bounded: the oldest goes, and what is too large is not kept at all", () => {
  const spare = new SpareMemory({ keptBytes: 2 * MIB, largestKeptBytes: MIB });
  const lent = [spare.take(MIB), spare.take(MIB), spare.take(MIB), spare.take(4 * MIB)];
  for (const bytes of lent) spare.give(bytes);
  const again = [spare.take(MIB), spare.take(MIB), spare.take(MIB)].map(({ buffer }) => buffer);
  expect(again.slice(0, 2)).toEqual([lent[2]?.buffer, lent[1]?.buffer]);
  expect(lent.map(({ buffer }) => buffer)).not.toContain(again[2]);
});
