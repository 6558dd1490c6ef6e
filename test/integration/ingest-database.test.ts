import { expect, onTestFinished, test } from "vitest";
import { BreakableProxy } from "../load/breakable-proxy.ts";
import { CaptureClient } from "../load/capture-client.ts";
import type { IngestServerOptions } from "../load/ingest-server.ts";
import { spawnIngest } from "../load/spawn-ingest.ts";
import { FRAGMENT_US, jsonRecord, ORIGIN_US, testRecord } from "../load/test-record.ts";
import { cameraAt, setUpIngest, type IngestSetUp } from "./ingest-set-up.ts";

/** An ingest stage whose way to the database can be cut. */
async function behindProxy(settings: IngestServerOptions["settings"] = {}): Promise<{ setUp: IngestSetUp; proxy: BreakableProxy }> {
  const setUp = await setUpIngest();
  const url = new URL(setUp.database.url);
  const proxy = await BreakableProxy.start({ host: url.hostname, port: Number(url.port) });
  onTestFinished(() => proxy.stop());
  url.port = String(proxy.port);
  await setUp.restart({ databaseUrl: url.href, settings: { flushIntervalMs: 1e9, ...settings } });
  return { setUp, proxy };
}

const atUs = (number: number): number => ORIGIN_US + (number - 1) * FRAGMENT_US;

test("while the database is away opened streams go on, new ones are refused, and the facts catch up", async () => {
  const { setUp, proxy } = await behindProxy();
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  await client.send(testRecord(streamHandle, 1));
  proxy.cut();
  expect(await client.open(cameraAt(setUp, 1))).toMatchObject({ ok: false, reason: "unavailable", message: expect.stringMatching("the database does not answer") as string });
  expect(await client.send(testRecord(streamHandle, 2), jsonRecord(streamHandle, 3, "gap", { cause: "network", detail: "cut" }))).toMatchObject({ ok: true });
  expect(await setUp.server.stage.flushFacts()).toBe(false);
  expect(await client.send(testRecord(streamHandle, 4))).toMatchObject({ ok: true });
  proxy.mend();
  expect(await setUp.server.stage.flushFacts()).toBe(true);
  const { db } = setUp.database;
  expect(await db.selectFrom("storedRun").select(["firstNumber", "lastNumber"]).orderBy("firstNumber").execute()).toEqual([
    { firstNumber: 1, lastNumber: 2 },
    { firstNumber: 4, lastNumber: 4 },
  ]);
  expect(await db.selectFrom("declaredGap").select(["number", "startUs"]).execute()).toEqual([{ number: 3, startUs: atUs(3) }]);
  expect(await client.open(cameraAt(setUp, 1))).toMatchObject({ ok: true });
});

test("facts given up in a long outage are read from the spool again before anything newer is written", async () => {
  const { setUp, proxy } = await behindProxy({ maxWaitingFacts: 4 });
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  await setUp.server.stage.flushFacts();
  proxy.cut();
  for (let number = 1; number <= 20; number += 2) {
    await client.send(testRecord(streamHandle, number), jsonRecord(streamHandle, number + 1, "gap", { cause: "network", detail: `gap ${number + 1}` }));
    expect(await setUp.server.stage.flushFacts()).toBe(false);
  }
  proxy.mend();
  expect(await setUp.server.stage.flushFacts()).toBe(true);
  const { db } = setUp.database;
  const odd = Array.from({ length: 10 }, (_, index) => index * 2 + 1);
  expect((await db.selectFrom("storedRun").select("firstNumber").orderBy("firstNumber").execute()).map((run) => run.firstNumber)).toEqual(odd);
  expect((await db.selectFrom("declaredGap").select("number").orderBy("number").execute()).map((gap) => gap.number)).toEqual(odd.map((number) => number + 1));
});

test("facts that a killed server had not told the database are rebuilt from the spool, with the lost link", async () => {
  const setUp = await setUpIngest();
  await setUp.server.stop();
  const options = { databaseUrl: setUp.database.url, spoolDirectory: setUp.spoolDirectory, settings: { flushIntervalMs: 1e9 } };
  const doomed = await spawnIngest(options);
  onTestFinished(() => doomed.kill());
  const client = await CaptureClient.connect(doomed.url);
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  await client.send(testRecord(streamHandle, 1), testRecord(streamHandle, 2), jsonRecord(streamHandle, 3, "gap", { cause: "camera-offline", detail: "unplugged" }));
  await doomed.kill();
  client.close();
  await setUp.restart();
  const { db } = setUp.database;
  expect(await db.selectFrom("storedRun").select(["firstNumber", "lastNumber", "endUs"]).execute()).toEqual([{ firstNumber: 1, lastNumber: 2, endUs: atUs(3) }]);
  expect(await db.selectFrom("declaredGap").select(["number", "cause"]).execute()).toEqual([{ number: 3, cause: "camera-offline" }]);
  expect(await db.selectFrom("stream").select(["connected", "lastNumber"]).execute()).toEqual([{ connected: false, lastNumber: 3 }]);
  expect(await db.selectFrom("linkEvent").select(["connected", "reason"]).execute()).toEqual([{ connected: false, reason: "the ingest server ended without closing" }]);
});
