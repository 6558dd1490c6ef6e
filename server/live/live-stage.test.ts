import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connect, type Socket } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import type { StreamRole } from "../../shared/domain/ids.ts";
import { LIVE_PROTOCOL, type LiveInit, type LiveMediaFacts, type LiveToPage, type PageToLive, type WatchReply } from "../../shared/protocol/live.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { writeInit } from "../../shared/media/init-writer.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { FootageFeed } from "../feed/footage-feed.ts";
import type { LiveCameras } from "./live-cameras.ts";
import { createLiveStage } from "./live-stage.ts";
import type { LiveSettings } from "./live-settings.ts";
import { LiveViewings } from "./viewing-log.ts";

type Page = Socket<LiveToPage, PageToLive>;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

test("a viewer who joins gets the init segment and the current group of pictures, then every fragment", async () => {
  const stage = await startStage();
  stage.init(30);
  stage.media(1, true);
  stage.media(2);
  stage.media(3, true);
  stage.media(4);
  const page = await stage.openPage();
  const seen = collect(page);
  expect(await watch(page, "room-1-cam-1")).toMatchObject({ ok: true, state: "live", roles: ["main"] });
  await seen.until((log) => log.media.length === 2);
  expect(seen.log.inits.map((init) => init.codecs)).toEqual(["avc1.64001E"]);
  stage.media(5);
  await seen.until((log) => log.media.length === 3);
  expect(seen.log.media.map(numberOf)).toEqual([3, 4, 5]);
});

test("a change of parameters reaches a watching page as a new init before the next fragment", async () => {
  const stage = await startStage();
  stage.init(30);
  stage.media(1, true);
  const page = await stage.openPage();
  const seen = collect(page);
  await watch(page, "room-1-cam-1");
  stage.init(31);
  stage.media(2, true);
  await seen.until((log) => log.media.length === 2);
  expect(seen.log.order).toEqual(["init avc1.64001E", "media 1", "init avc1.64001F", "media 2"]);
});

test("a viewer that stops reading loses whole groups of pictures and resumes at a key fragment while its neighbour misses nothing", async () => {
  const stage = await startStage({ viewerLimitBytes: 1_000_000, viewerResumeBytes: 100_000 });
  stage.init(30);
  stage.media(1, true);
  const [slow, quick] = [await stage.openPage(), await stage.openPage()];
  const [slowSees, quickSees] = [collect(slow), collect(quick)];
  await watch(slow, "room-1-cam-1");
  await watch(quick, "room-1-cam-1");
  await slowSees.until((log) => log.media.length === 1);

  const tcp = tcpOf(slow);
  tcp.pause();
  const lastNumber = 400;
  for (let number = 2; number <= lastNumber; number += 1) {
    stage.media(number, number % 10 === 1, 50_000);
    await quickSees.until((log) => log.media.length === number);
    await stage.clock.advance(200);
  }
  expect(quickSees.log.media.map(numberOf)).toEqual(Array.from({ length: lastNumber }, (_, index) => index + 1));
  expect(quickSees.log.dropped).toEqual([]);
  expect(stage.counted.slowViewers).toBe(1);
  expect(stage.counted.droppedFragments).toBeGreaterThan(100);

  stage.init(31);
  tcp.resume();
  let number = lastNumber + 1;
  while (slowSees.log.dropped.length === 0) {
    stage.media(number, number % 10 === 1, 1000);
    await quickSees.until((log) => log.media.length === number);
    number += 1;
  }
  await slowSees.until((log) => numberOf(log.media.at(-1)) === number - 1);
  const missing = holes(slowSees.log.media.map(numberOf));
  expect(missing).toHaveLength(1);
  expect((missing[0]?.resumesAt ?? 0) % 10).toBe(1);
  expect(slowSees.log.dropped[0]?.totalFragments).toBe(missing[0]?.lost);
  expect(slowSees.log.inits.map((init) => init.codecs)).toEqual(["avc1.64001E", "avc1.64001F"]);
});

test("a watching page is told no-frames, live and offline as the stream falls silent, returns and loses its link", async () => {
  const stage = await startStage();
  stage.init(30);
  stage.media(1, true);
  const page = await stage.openPage();
  const seen = collect(page);
  await watch(page, "room-1-cam-1");
  await stage.clock.advance(4000);
  await seen.until((log) => log.states.length === 1);
  stage.media(2, true);
  await seen.until((log) => log.states.length === 2);
  stage.link(false);
  await seen.until((log) => log.states.length === 3);
  expect(seen.log.states).toEqual(["no-frames", "live", "offline"]);
});

test("an unknown camera, a registry outage, a wrong protocol and one tile too many are refused in sentences", async () => {
  const stage = await startStage({ maxTilesPerViewer: 1 });
  const page = await stage.openPage();
  expect(await watch(page, "nowhere")).toMatchObject({ ok: false, reason: "unknown-camera", message: expect.stringContaining("nowhere") });
  expect(await watch(page, "NOT A SLUG")).toMatchObject({ ok: false, reason: "bad-request" });
  stage.registryDown = true;
  expect(await watch(page, "room-1-cam-1")).toMatchObject({ ok: false, reason: "unavailable" });
  stage.registryDown = false;
  expect(await watch(page, "room-1-cam-1")).toMatchObject({ ok: true, state: "never-connected", lastFrameUs: null });
  expect(await watch(page, "room-1-cam-1", "sub")).toMatchObject({ ok: false, reason: "too-many-tiles" });
  const old = await stage.openPage(99);
  expect(await watch(old, "room-1-cam-1")).toMatchObject({ ok: false, reason: "protocol-version" });
});

test("a viewing is in the ledger before the first fragment goes out, once for a page that turns, and its end tells the seconds", async () => {
  const stage = await startStage();
  stage.init(30);
  stage.media(1, true);
  const page = await stage.openPage();
  const seen = collect(page);
  page.on("init", () => seen.log.order.push(`ledger ${stage.ledger.entries.length}`));
  const first = await watch(page, "room-1-cam-1");
  await seen.until((log) => log.media.length === 1);
  expect(seen.log.order[1]).toBe("ledger 1");
  for (const awaySeconds of [20, 40]) {
    await stage.clock.advance(15_000);
    page.emit("unwatch", { tile: (first as { tile: number }).tile });
    await page.emitWithAck("ping");
    await stage.clock.advance(awaySeconds * 1000);
    await watch(page, "room-1-cam-1");
  }
  expect(stage.ledger.entries).toEqual(["footage.watched-live room-1-cam-1"]);
  page.close();
  await stage.pagesLeft();
  await stage.clock.advance(11 * 60_000);
  expect(stage.ledger.entries.slice(1)).toEqual(["footage.live-ended room-1-cam-1 30"]);
});

test("while neither registry nor ledger answer, a camera that feeds this node is still shown, and its entry follows", async () => {
  const stage = await startStage();
  stage.init(30);
  stage.media(1, true);
  stage.registryDown = true;
  stage.ledger.state = "down";
  const page = await stage.openPage();
  const seen = collect(page);
  expect(await watch(page, "room-1-cam-1")).toMatchObject({ ok: true });
  await seen.until((log) => log.media.length === 1);
  await stage.clock.advance(5_000);
  expect(stage.viewings.overdue).toBe(1);
  stage.ledger.state = "up";
  await stage.clock.advance(30_000);
  expect(stage.ledger.entries).toEqual(["footage.watched-live room-1-cam-1"]);
  expect(stage.viewings.overdue).toBe(0);
});

test("backfilled fragments and a group of pictures over its size limit are not sent to viewers", async () => {
  const stage = await startStage({ maxGopBytes: 1500 });
  stage.init(30);
  stage.media(1, true, 1000);
  stage.media(2, false, 1000);
  stage.media(3, false, 10, { backfilled: true });
  const page = await stage.openPage();
  const seen = collect(page);
  await watch(page, "room-1-cam-1");
  stage.media(4);
  stage.media(5, true);
  await seen.until((log) => log.media.length === 1);
  expect(seen.log.media.map(numberOf)).toEqual([5]);
  expect(seen.log.dropped).toEqual([]);
});

async function startStage(settings: Partial<LiveSettings> = {}) {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
  const feed = new FootageFeed();
  const clock = new FakeClock();
  const counted = { droppedFragments: 0, slowViewers: 0 };
  const fixture = { registryDown: false, ledger: { state: "up" as "up" | "slow" | "down", entries: [] as string[] } };
  const viewings = new LiveViewings({
    clock,
    countWaiting: () => undefined,
    record: (kind, _who, subject, details) => {
      if (fixture.ledger.state === "slow") return new Promise(() => undefined);
      if (fixture.ledger.state === "down") return Promise.reject(new Error("database is away"));
      fixture.ledger.entries.push(`${kind} ${subject} ${(details as { watchedSeconds?: number }).watchedSeconds ?? ""}`.trimEnd());
      return Promise.resolve();
    },
  });
  const cameras: LiveCameras = {
    find: (cameraId) => {
      if (fixture.registryDown) return Promise.reject(new Error("database is away"));
      return Promise.resolve(cameraId === "room-1-cam-1" ? { roles: ["main"], lastFrameUs: {} } : null);
    },
  };
  const stage = createLiveStage({
    io,
    feed,
    cameras,
    clock,
    settings,
    guard: () => undefined,
    log: silentLog(),
    metrics: {
      viewers: () => undefined,
      sentBytes: () => undefined,
      droppedFragments: (count) => (counted.droppedFragments += count),
      slowViewer: () => (counted.slowViewers += 1),
      waitingViewings: () => undefined,
    },
    viewings,
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  cleanups.push(() => {
    stage.stop();
    void io.close();
  });
  const stream = { streamId: 1, cameraId: "room-1-cam-1", role: "main" as const, originUs: clock.nowUs() };
  return Object.assign(fixture, {
    clock,
    viewings,
    pagesLeft: async () => {
      while (io.of("/live").sockets.size > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    counted,
    init: (level: number) => feed.publishRecord(stream, record({ kind: "init", payload: initOfLevel(level) })),
    media: (number: number, key = false, sizeBytes = 100, more: Partial<StreamRecord> = {}) =>
      feed.publishRecord(stream, record({ number, key, startUs: number, payload: new Uint8Array(sizeBytes), ...more })),
    link: (connected: boolean) => feed.publishLink(stream, connected),
    openPage: async (protocol: number = LIVE_PROTOCOL): Promise<Page> => {
      const page: Page = connect(`http://127.0.0.1:${port}/live`, { transports: ["websocket"], forceNew: true, auth: { protocol } });
      cleanups.push(() => page.close());
      await new Promise<void>((resolve) => page.once("connect", resolve));
      return page;
    },
  });
}

function record(parts: Partial<StreamRecord>): StreamRecord {
  const payload = parts.payload ?? new Uint8Array(0);
  return {
    streamHandle: 0,
    kind: "media",
    key: false,
    backfilled: false,
    discontinuity: false,
    number: 0,
    startUs: 0,
    capturedUs: 0,
    durationUs: 200_000,
    cameraOffsetMs: null,
    payloadCrc32: 0,
    payloadBytes: payload.byteLength,
    ...parts,
    payload,
  };
}

/** An H.264 High init segment; the level (30, 31 …) shows in its codec string. */
function initOfLevel(level: number): Uint8Array {
  const decoderConfig = new Uint8Array([1, 100, 0, level, 0xff, 0xe0, 0]);
  const video = { kind: "video", trackId: 1, timescale: 90_000, sampleEntry: "avc1", decoderConfig, width: 640, height: 360, pixelAspectRatio: null } as const;
  return writeInit([video]);
}

const watch = (page: Page, cameraId: string, role: StreamRole = "main"): Promise<WatchReply> =>
  page.emitWithAck("watch", { cameraId, role } as never);

/** Fragments carry their number as start time. */
const numberOf = (facts: LiveMediaFacts | undefined): number => facts?.[1] ?? 0;

function collect(page: Page) {
  const log = {
    inits: [] as LiveInit[],
    media: [] as LiveMediaFacts[],
    order: [] as string[],
    dropped: [] as { totalFragments: number }[],
    states: [] as string[],
  };
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const check of waiting) check();
  };
  page.on("init", (init) => {
    log.order.push(`init ${init.codecs}`);
    log.inits.push(init);
    changed();
  });
  page.on("media", (facts) => {
    log.order.push(`media ${facts[1]}`);
    log.media.push(facts);
    changed();
  });
  page.on("dropped", (dropped) => {
    log.dropped.push(dropped);
    changed();
  });
  page.on("state", ({ state }) => {
    log.states.push(state);
    changed();
  });
  const until = (done: (seen: typeof log) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!done(log)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { log, until };
}

function holes(numbers: number[]): { lost: number; resumesAt: number }[] {
  return numbers.flatMap((number, index) => {
    const previous = numbers[index - 1];
    return previous !== undefined && number !== previous + 1 ? [{ lost: number - previous - 1, resumesAt: number }] : [];
  });
}

/** The kernel socket under a page, so that a test can stop reading from it. */
function tcpOf(page: Page): { pause(): void; resume(): void } {
  const engine = page.io.engine as unknown as { transport: { ws: { _socket: { pause(): void; resume(): void } } } };
  return engine.transport.ws._socket;
}
