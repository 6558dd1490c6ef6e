import { expect, test } from "vitest";
import { RecordQueue } from "./record-queue.ts";

const fragment = (startUs: number, key: boolean) => ({ bytes: new Uint8Array(400), startUs, durationUs: 200_000, key });

test("numbers run on without holes, and what the centre confirmed is forgotten", () => {
  const queue = new RecordQueue(10_000);
  queue.addInit(new Uint8Array(10), 0);
  queue.addFragment(fragment(0, true), 1);
  queue.addFragment(fragment(200_000, false), 2);
  expect(queue.from(1, 10_000).map((record) => record.number)).toEqual([1, 2, 3]);
  queue.confirm(2);
  expect(queue.from(1, 10_000).map((record) => record.number)).toEqual([3]);
});

test("a full queue leaves out whole groups of pictures, counts them and declares the gap before the next key fragment", () => {
  const queue = new RecordQueue(1000);
  queue.addFragment(fragment(0, true), 0);
  queue.addFragment(fragment(200_000, false), 0);
  queue.addFragment(fragment(400_000, false), 0);
  expect(queue.full).toBe(true);
  queue.confirm(2);
  queue.addFragment(fragment(600_000, false), 0);
  queue.addFragment(fragment(800_000, true), 0);
  const [gap, media] = queue.from(1, 10_000);
  expect(gap).toMatchObject({ number: 3, kind: "gap", startUs: 400_000, durationUs: 400_000 });
  expect(JSON.parse(new TextDecoder().decode(gap?.payload))).toMatchObject({ cause: "spool-full", droppedFragments: 2 });
  expect(media).toMatchObject({ number: 4, kind: "media", key: true, discontinuity: true });
  expect(queue.droppedFragments).toBe(2);
});

test("a record sent for the second time is marked as backfilled", () => {
  const queue = new RecordQueue(10_000);
  queue.addFragment(fragment(0, true), 0);
  expect(queue.from(1, 10_000)[0]?.backfilled).toBe(false);
  expect(queue.from(1, 10_000)[0]?.backfilled).toBe(true);
});
