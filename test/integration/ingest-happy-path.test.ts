import { expect, test } from "vitest";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { FRAGMENT_US, jsonRecord, ORIGIN_US, testRecord } from "../load/test-record.ts";
import { cameraAt, setUpIngest } from "./ingest-set-up.ts";

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const records = (handle: number, from: number, to: number): StreamRecord[] => numbers(from, to).map((number) => testRecord(handle, number));

test("records of several cameras in one message are kept, chained and acknowledged by number", async () => {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  const [a, b] = [await client.opened(cameraAt(setUp, 0)), await client.opened(cameraAt(setUp, 1))];
  expect([a.nextNumber, b.nextNumber]).toEqual([1, 1]);
  const reply = await client.send(...records(a.streamHandle, 1, 3), ...records(b.streamHandle, 1, 2));
  expect(reply).toEqual({ ok: true, duplicates: 0, durable: [[a.streamHandle, 3], [b.streamHandle, 2]] });
  const spool = await setUp.spool();
  expect(spool.get("load-c1")?.lastNumber).toBe(3);
  const again = await client.opened(cameraAt(setUp, 0));
  expect(again).toMatchObject({ streamHandle: a.streamHandle, nextNumber: 4, head: spool.get("load-c1")?.head });
});

test("a restarted server goes on from the last durable number and head, and says so to the wall", async () => {
  const setUp = await setUpIngest();
  const before = await setUp.connect();
  const first = await before.opened(cameraAt(setUp, 0));
  await before.send(...records(first.streamHandle, 1, 5));
  await setUp.restart();
  const after = await setUp.connect();
  const second = await after.opened(cameraAt(setUp, 0));
  expect(second).toMatchObject({ nextNumber: 6, head: (await setUp.spool()).get("load-c1")?.head });
  await after.send(...records(second.streamHandle, 6, 7));
  await setUp.server.stage.flushFacts();
  const links = await setUp.database.db.selectFrom("linkEvent").select(["connected", "reason"]).orderBy("id").execute();
  expect(links.map(({ connected }) => connected)).toEqual([true, false, true]);
  const runs = await setUp.database.db.selectFrom("storedRun").selectAll().execute();
  expect(runs).toMatchObject([{ firstNumber: 1, lastNumber: 7, startUs: ORIGIN_US, endUs: ORIGIN_US + 7 * FRAGMENT_US }]);
});

test("records sent twice are passed over, acknowledged and kept once", async () => {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  await client.send(...records(streamHandle, 1, 4));
  const replies = await Promise.all([client.send(...records(streamHandle, 3, 6)), client.send(...records(streamHandle, 3, 6))]);
  expect(replies).toEqual([
    { ok: true, duplicates: 2, durable: [[streamHandle, 6]] },
    { ok: true, duplicates: 4, durable: [[streamHandle, 6]] },
  ]);
  expect((await setUp.spool()).get("load-c1")?.lastNumber).toBe(6);
});

test("stored runs, declared gaps, clock events and what capture says of itself reach the database together", async () => {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  const { streamHandle: handle } = await client.opened(cameraAt(setUp, 0));
  const atUs = (number: number): number => ORIGIN_US + (number - 1) * FRAGMENT_US;
  await client.send(
    ...records(handle, 1, 2),
    jsonRecord(handle, 3, "gap", { cause: "network", detail: "40 packets lost", droppedFragments: 1 }),
    jsonRecord(handle, 4, "clock", { clock: "camera", offsetBeforeMs: 3, offsetAfterMs: -800.5 }, { durationUs: 0 }),
    { ...testRecord(handle, 5), backfilled: true, cameraOffsetMs: -800 },
  );
  client.socket.emit("status", { streamHandle: handle, state: "camera-offline", detail: "no answer", backlogRecords: 3, backlogBytes: 9 });
  await client.send(...records(handle, 6, 6));
  expect(await setUp.server.stage.flushFacts()).toBe(true);
  const { db } = setUp.database;
  expect(await db.selectFrom("storedRun").selectAll().orderBy("firstNumber").execute()).toMatchObject([
    { firstNumber: 1, lastNumber: 2, startUs: atUs(1), endUs: atUs(3), backfilledUs: 0 },
    { firstNumber: 5, lastNumber: 6, startUs: atUs(5), endUs: atUs(7), backfilledUs: FRAGMENT_US },
  ]);
  expect(await db.selectFrom("declaredGap").selectAll().execute()).toMatchObject([
    { number: 3, startUs: atUs(3), endUs: atUs(4), cause: "network", detail: "40 packets lost", droppedFragments: 1 },
  ]);
  expect(await db.selectFrom("clockEvent").selectAll().execute()).toMatchObject([{ number: 4, atUs: atUs(4), clock: "camera", offsetBeforeMs: 3, offsetAfterMs: -800.5 }]);
  expect(await db.selectFrom("stream").selectAll().executeTakeFirstOrThrow()).toMatchObject({
    connected: true,
    lastNumber: 6,
    lastEndUs: atUs(7),
    cameraOffsetMs: -800,
    bitsPerSecond: 400 * 8 * 5,
    captureState: "camera-offline",
    captureDetail: "no answer",
    backlogRecords: 3,
    ownerNode: "test-node",
  });
});

test("live viewers get each record once and before the acknowledgement, and learn who comes and goes", async () => {
  const setUp = await setUpIngest();
  const seen: string[] = [];
  setUp.server.feed.subscribe({
    onRecord: (stream, record) => seen.push(`${stream.cameraId} ${record.number}`),
    onLink: (stream, connected) => seen.push(`${stream.cameraId} ${connected ? "came" : "went"}`),
  });
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  await client.send(...records(streamHandle, 1, 2));
  seen.push("acknowledged");
  await client.send(...records(streamHandle, 1, 3));
  await client.socket.emitWithAck("close", { streamHandle });
  expect(seen).toEqual(["load-c1 came", "load-c1 1", "load-c1 2", "acknowledged", "load-c1 3", "load-c1 went"]);
});
