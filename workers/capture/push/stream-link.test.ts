import { expect, test } from "vitest";
import { CameraId } from "../../../shared/domain/ids.ts";
import { FakeClock } from "../../../shared/time/fake-clock.ts";
import { openTestSpool } from "../spool/test-spool.ts";
import { StreamLink } from "./stream-link.ts";

/** A stream whose records are made now and taken whenever the test says. */
async function rig() {
  const clock = new FakeClock();
  const { spool } = await openTestSpool();
  const life = await spool.currentLife(CameraId.parse("cam-1"), "main");
  const link = new StreamLink(life, "token-of-sixteen-letters", null);
  const make = async () => {
    const nowUs = clock.nowUs();
    spool.add(life, { kind: "media", startUs: nowUs, durationUs: 200_000, capturedUs: nowUs, key: true, discontinuity: false, cameraOffsetMs: null, payload: Buffer.from("x") });
    await spool.flush();
  };
  const take = () => {
    const record = link.peek();
    if (record === null) throw new Error("expected a record to send, there is none");
    link.take(record, clock.nowUs());
    return record.backfilled;
  };
  return { clock, link, make, take };
}

test("what a worker recorded while the centre was still coming up for the first time is not called backfilled", async () => {
  const { clock, link, make, take } = await rig();
  await make();
  await clock.advance(12_000);
  await make();
  link.opened(1, 1);
  expect([take(), take()]).toEqual([false, false]);
  await make();
  await clock.advance(8_000);
  expect(take()).toBe(true);
});

test("what a worker recorded long before the centre ever answered is backfilled all the same", async () => {
  const { clock, link, make, take } = await rig();
  await make();
  await clock.advance(60_000);
  link.opened(1, 1);
  expect(take()).toBe(true);
});

test("what a worker recorded during a cut is backfilled, however short the cut was", async () => {
  const { clock, link, make, take } = await rig();
  link.opened(1, 1);
  link.closed();
  await make();
  await clock.advance(500);
  link.opened(2, 1);
  expect(take()).toBe(true);
  await make();
  expect(take()).toBe(false);
});
