import { expect, onTestFinished, test } from "vitest";
import { CameraId } from "../../../shared/domain/ids.ts";
import { silentLog } from "../../../shared/node/log/log.ts";
import { GapDeclaration, type Refused } from "../../../shared/protocol/ingest.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import type { CaptureSpool } from "../spool/capture-spool.ts";
import { openTestSpool, type TestSpoolOptions } from "../spool/test-spool.ts";
import { PushPool } from "./push-pool.ts";
import { ScriptedIngest } from "./scripted-ingest.ts";
import { StreamLink } from "./stream-link.ts";

/** Waits of the real clock, fifty times faster: back-offs stay back-offs and tests stay short. */
const hurriedClock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * 50,
  sleep: (durationMs: number, signal?: AbortSignal) => systemClock.sleep(durationMs / 50, signal),
};

async function ingest(): Promise<ScriptedIngest> {
  const server = await ScriptedIngest.start();
  onTestFinished(() => server.stop());
  return server;
}

async function pushing(serverUrls: string[], options: TestSpoolOptions = {}) {
  const { spool, directory } = await openTestSpool(options);
  const stopped: StreamLink[] = [];
  const pool = new PushPool(
    { serverUrls, flushIntervalMs: 5 },
    {
      spool,
      clock: hurriedClock,
      random: () => 0.5,
      log: silentLog(),
      handshake: { protocol: 1, siteName: "test site", agent: "test" },
      mask: "zero",
      devicePublicKey: undefined,
      onRebase: async (link) => {
        link.life = await spool.rebase(link.life);
      },
      onStopped: (link) => stopped.push(link),
    },
  );
  const stop = new AbortController();
  const done = pool.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return { pool, spool, directory, stopped, stop, done };
}

async function camera(pool: PushPool, spool: CaptureSpool, id: string) {
  const life = await spool.currentLife(CameraId.parse(id), "main");
  const link = new StreamLink(life, "token-of-sixteen-letters", () => ({ state: "streaming", detail: "rtsp://camera" }));
  pool.add(link);
  let at = 0;
  const add = (text: string) => {
    at += 200_000;
    const startUs = systemClock.nowUs();
    spool.add(link.life, { kind: "media", startUs: at, durationUs: 200_000, capturedUs: startUs, key: true, discontinuity: false, cameraOffsetMs: null, payload: Buffer.from(text) });
  };
  return { link, add };
}

const texts = (server: ScriptedIngest, id: string) => server.taken(id).map((record) => record.text);
const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `r${from + index}`);
const refusal = (reason: Refused["reason"], rest: Partial<Refused> = {}): Refused => ({ ok: false, reason, message: `refused by the test: ${reason}`, ...rest });

test("records of many cameras arrive once, in order, sharing messages, and the spool lets go of them", async () => {
  const server = await ingest();
  const { pool, spool } = await pushing([server.url]);
  const cameras = await Promise.all(Array.from({ length: 20 }, (_, index) => camera(pool, spool, `cam-${index}`)));
  await server.until(() => server.opens.length === 20);
  for (const name of names(10)) for (const { add } of cameras) add(name);
  for (let index = 0; index < 20; index += 1) await server.until(() => server.taken(`cam-${index}`).length === 10);
  for (let index = 0; index < 20; index += 1) expect(texts(server, `cam-${index}`)).toEqual(names(10));
  expect(server.messages).toBeLessThan(40);
  await expect.poll(() => cameras.every(({ link }) => link.life.unackedCount === 0)).toBe(true);
  expect(server.taken("cam-0").every((record) => !record.backfilled)).toBe(true);
});

test("what gathers while the centre is away is sent afterwards, marked backfilled; what follows is not", async () => {
  const server = await ingest();
  const { pool, spool } = await pushing([server.url]);
  const { add, link } = await camera(pool, spool, "cam-1");
  // What exists when the stream is opened counts as backlog.
  await expect.poll(() => link.state).toBe("open");
  add("live");
  await server.until(() => server.taken("cam-1").length === 1);
  const { connections } = server;
  server.cut();
  for (const name of names(30)) add(name);
  await server.until(() => server.connections > connections && server.taken("cam-1").length === 31);
  add("fresh");
  await server.until(() => server.taken("cam-1").length === 32);
  expect(texts(server, "cam-1")).toEqual(["live", ...names(30), "fresh"]);
  const marks = server.taken("cam-1").map((record) => record.backfilled);
  expect(marks.slice(1, 31).every(Boolean)).toBe(true);
  expect([marks[0], marks[31]]).toEqual([false, false]);
});

test("a backlog that is no longer in memory comes back from disk whole and in order", async () => {
  const server = await ingest();
  server.creditBytes = 0;
  const { pool, spool } = await pushing([server.url], { memoryBytes: 2000 });
  const { add, link } = await camera(pool, spool, "cam-1");
  await server.until(() => server.opens.length === 1);
  for (const name of names(300)) {
    add(name.padEnd(100, "."));
    if (name.endsWith("0")) await spool.flush();
  }
  await spool.flush();
  expect(link.life.firstInMemory).toBeGreaterThan(200);
  server.credit(10_000);
  await server.until(() => server.taken("cam-1").length === 300);
  expect(texts(server, "cam-1")).toEqual(names(300).map((name) => name.padEnd(100, ".")));
});

test("a camera that is up to date does not wait behind another one's backlog", async () => {
  const server = await ingest();
  server.creditBytes = 0;
  const { pool, spool } = await pushing([server.url]);
  const behind = await camera(pool, spool, "cam-behind");
  const fresh = await camera(pool, spool, "cam-fresh");
  await server.until(() => server.opens.length === 2);
  for (const name of names(200)) behind.add(name.padEnd(5000, "."));
  fresh.add("now");
  await spool.flush();
  server.credit(40_000);
  await server.until(() => server.taken("cam-fresh").length === 1);
  expect(server.taken("cam-behind").length).toBeLessThan(20);
  await server.until(() => server.taken("cam-behind").length === 200);
});

test("never more is in flight than the credit, and a record larger than it still goes, alone", async () => {
  const server = await ingest();
  server.creditBytes = 1000;
  server.mute = true;
  const { pool, spool } = await pushing([server.url]);
  const { add } = await camera(pool, spool, "cam-1");
  for (const name of names(10)) add(name.padEnd(400, "."));
  await server.until(() => server.taken("cam-1").length > 0);
  expect(server.taken("cam-1").length).toBeLessThanOrEqual(2);

  const large = await ingest();
  large.creditBytes = 1000;
  const second = await pushing([large.url]);
  const other = await camera(second.pool, second.spool, "cam-2");
  other.add("x".repeat(5000));
  other.add("y");
  await large.until(() => large.taken("cam-2").length === 2);
});

test.each<[Refused["reason"], Partial<Refused>]>([
  ["out-of-order", { streamHandle: 0, expectedNumber: 1 }],
  ["damaged", {}],
  ["too-large", {}],
  ["over-credit", {}],
  ["spool-full", {}],
  ["unavailable", {}],
  ["not-open", { streamHandle: 0 }],
  ["bad-request", { streamHandle: 0 }],
  ["already-open", { streamHandle: 0 }],
])("a batch refused as %s is sent again, nothing lost and nothing twice", async (reason, rest) => {
  const server = await ingest();
  server.refuseRecords = [refusal(reason, rest), refusal(reason, rest), null, refusal(reason, rest)];
  const { pool, spool } = await pushing([server.url]);
  const one = await camera(pool, spool, "cam-1");
  const two = await camera(pool, spool, "cam-2");
  for (const name of names(20)) {
    one.add(name);
    two.add(name);
    await spool.flush();
  }
  await server.until(() => server.taken("cam-1").length === 20 && server.taken("cam-2").length === 20);
  expect(texts(server, "cam-1")).toEqual(names(20));
  expect(texts(server, "cam-2")).toEqual(names(20));
});

test.each<Refused["reason"]>(["already-open", "unavailable", "bad-request", "protocol-version"])(
  "a stream whose open is refused as %s is opened again later",
  async (reason) => {
    const server = await ingest();
    server.refuseOpen = [refusal(reason)];
    const { pool, spool } = await pushing([server.url]);
    const { add } = await camera(pool, spool, "cam-1");
    add("r0");
    await server.until(() => server.taken("cam-1").length === 1);
    expect(server.opens).toHaveLength(2);
  },
);

test("a wrong token stops that camera alone; the others go on", async () => {
  const server = await ingest();
  server.refuseOpen = [refusal("wrong-token")];
  const { pool, spool, stopped } = await pushing([server.url]);
  const bad = await camera(pool, spool, "cam-bad");
  await server.until(() => server.opens.length === 1);
  const good = await camera(pool, spool, "cam-good");
  bad.add("stays here");
  for (const name of names(5)) good.add(name);
  await server.until(() => server.taken("cam-good").length === 5);
  expect(stopped).toEqual([bad.link]);
  expect(server.taken("cam-bad")).toEqual([]);
  expect(bad.link.life.unackedCount).toBe(1);
});

test("a camera owned by another node moves there, and comes back when that node is gone", async () => {
  const home = await ingest();
  const owner = await ScriptedIngest.start();
  home.refuseOpen = [refusal("owned-elsewhere", { ownerUrl: owner.url })];
  const { pool, spool } = await pushing([home.url]);
  const { add } = await camera(pool, spool, "cam-1");
  add("r0");
  await owner.until(() => owner.taken("cam-1").length === 1);
  expect(home.taken("cam-1")).toEqual([]);
  await owner.stop();
  // The home server has nothing of this epoch, so what follows goes there in a new one.
  add("r1");
  await home.until(() => home.taken("cam-1").some((record) => record.text === "r1"));
});

test("a stream given up by the server is opened again", async () => {
  const server = await ingest();
  const { pool, spool } = await pushing([server.url]);
  const { add } = await camera(pool, spool, "cam-1");
  add("r0");
  await server.until(() => server.taken("cam-1").length === 1);
  server.giveUp(0, "unavailable");
  await server.until(() => server.opens.length === 2);
  add("r1");
  await server.until(() => server.taken("cam-1").length === 2);
});

test.each<[string, (server: ScriptedIngest) => void]>([
  ["lost what it had acknowledged", (server) => server.forget()],
  ["holds another chain than the one that was signed", (server) => server.refuseOpen.push(refusal("chain-broken"))],
])("a centre that %s gets everything unacknowledged under a new epoch", async (_what, breakIt) => {
  const server = await ingest();
  const { pool, spool } = await pushing([server.url]);
  const { add, link } = await camera(pool, spool, "cam-1");
  add("r0");
  await expect.poll(() => link.life.lastNumber === 1 && link.life.unackedCount === 0).toBe(true);
  const { epoch } = link.life.identity;
  breakIt(server);
  server.cut();
  add("r1");
  add("r2");
  await server.until(() => texts(server, "cam-1").includes("r2"));
  expect(server.opens.at(-1)?.epoch).not.toBe(epoch);
  expect(texts(server, "cam-1").filter((text) => text !== "r0")).toEqual(["r1", "r2"]);
});

test("a record that the edge disk lost is replaced by a gap with cause corrupted, so that numbering goes on", async () => {
  const server = await ingest();
  server.creditBytes = 0;
  const { pool, spool } = await pushing([server.url], { memoryBytes: 500 });
  const { add, link } = await camera(pool, spool, "cam-1");
  await server.until(() => server.opens.length === 1);
  for (const name of names(20)) add(name.padEnd(100, "."));
  await spool.flush();
  link.life.places.set(3, { position: { fileNumber: 1, offset: 7 }, entryBytes: 90 });
  server.credit(1 << 20);
  await server.until(() => server.taken("cam-1").length === 20);
  const third = server.taken("cam-1")[2];
  expect(third).toMatchObject({ number: 3, kind: "gap", startUs: 600_000, durationUs: 200_000 });
  expect(GapDeclaration.parse(JSON.parse(third?.text ?? "")).cause).toBe("corrupted");
});

test("the centre is told what each stream does and how much waits", async () => {
  const server = await ingest();
  const { pool, spool } = await pushing([server.url]);
  await camera(pool, spool, "cam-1");
  await server.until(() => server.statuses.length > 0);
  expect(server.statuses[0]).toEqual({ streamHandle: 0, state: "streaming", detail: "rtsp://camera", backlogRecords: 0, backlogBytes: 0 });
});

test("with the first server down the next one in the list is used", async () => {
  const dead = await ScriptedIngest.start();
  await dead.stop();
  const server = await ingest();
  const { pool, spool } = await pushing([dead.url, server.url]);
  const { add } = await camera(pool, spool, "cam-1");
  add("r0");
  await server.until(() => server.taken("cam-1").length === 1);
});
