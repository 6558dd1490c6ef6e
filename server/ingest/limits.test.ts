import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { KeyedTurns } from "./keyed-turns.ts";
import { isPushToken } from "./push-token.ts";
import { ReadPressure } from "./read-pressure.ts";
import { whySpoolClosed } from "./spool-gate.ts";
import { Strikes } from "./strikes.ts";

const LIMITS = { maxBytes: 1000, diskReserveBytes: 100 };

test("the spool gate closes at its limit and opens again only with a margin", () => {
  const at = (spoolBytes: number, closedBefore: boolean) => whySpoolClosed({ spoolBytes, freeDiskBytes: 5000 }, LIMITS, closedBefore);
  expect(at(999, false)).toBeNull();
  expect(at(1000, false)).toContain("of at most");
  expect(at(960, true)).not.toBeNull();
  expect(at(949, true)).toBeNull();
});

test("the spool gate keeps the disk's reserve free, with a margin on the way back", () => {
  const at = (freeDiskBytes: number, closedBefore: boolean) => whySpoolClosed({ spoolBytes: 0, freeDiskBytes }, LIMITS, closedBefore);
  expect([at(100, false), at(102, true), at(105, true)].map((why) => why === null)).toEqual([true, false, true]);
  expect(at(99, false)).toContain("kept in reserve");
});

test("reading stops above the upper mark and goes on below the lower one, also for a connection that came meanwhile", () => {
  const calls: string[] = [];
  const connection = (name: string) => ({ pause: () => calls.push(`${name} paused`), resume: () => calls.push(`${name} resumed`) });
  const pressure = new ReadPressure(100, 50);
  pressure.join(connection("early"));
  pressure.add(100);
  expect(calls).toEqual([]);
  pressure.add(1);
  pressure.join(connection("late"));
  pressure.remove(51);
  expect(calls).toEqual(["early paused", "late paused"]);
  pressure.remove(1);
  expect(calls.slice(2)).toEqual(["early resumed", "late resumed"]);
});

test("only what a sound worker never sends counts against a connection, and good batches make up for it", () => {
  const strikes = new Strikes(2);
  for (let index = 0; index < 10; index += 1) expect(strikes.note("out-of-order")).toBe(false);
  expect(strikes.note("damaged")).toBe(false);
  strikes.forgiveOne();
  expect(strikes.note("damaged")).toBe(false);
  expect(strikes.note("not-open")).toBe(true);
});

test("a push token is right only if its SHA-256 is the kept one, and never for an unknown camera", () => {
  const kept = createHash("sha256").update("right token").digest();
  expect([isPushToken("right token", kept), isPushToken("wrong token", kept), isPushToken("right token", null)]).toEqual([true, false, false]);
});

test("turns of one key come one after the other, also after one that failed; other keys do not wait", async () => {
  const turns = new KeyedTurns();
  const order: string[] = [];
  let release = (): void => undefined;
  const first = turns.run("a", () => new Promise<void>((_resolve, reject) => (release = () => reject(new Error("first")))));
  const second = turns.run("a", async () => void order.push("second"));
  await turns.run("b", async () => void order.push("other key"));
  release();
  await expect(first).rejects.toThrow("first");
  await second;
  expect(order).toEqual(["other key", "second"]);
});
