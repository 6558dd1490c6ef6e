import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { writeInit } from "../../shared/media/init-writer.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { chromiumMissing, collectErrors, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";
import { DrawnStream } from "./harness/drawn-stream.ts";
import { PageServer } from "./harness/page-server.ts";
import { readSeenFrames } from "./harness/seen-frames.ts";

const missing = [chromiumMissing, ffmpegMissing].filter(Boolean).join("; ");
const CAMERA = "hailan-workshop-front";
const OTHER = "hailan-workshop-rear";

let browser: Browser;
let server: PageServer;
let page: Page;
let errors: string[];
let streams: DrawnStream[];

beforeAll(async () => {
  if (missing !== "") return;
  await ensureBuiltPages();
  server = new PageServer();
  const base = await server.listen();
  streams = [drawn(CAMERA, 1, "front"), drawn(OTHER, 2, "rear")];
  for (const stream of streams) stream.start();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  errors = collectErrors(page);
  await page.goto(`${base}/wall?page=1`);
  await condition(page, CAMERA, "live");
}, 60_000);

afterAll(async () => {
  if (missing !== "") return;
  for (const stream of streams) stream.stop();
  await browser.close();
  await server.close();
});

test.skipIf(missing !== "")("Chromium and ffmpeg: pictures drawn here are seen there in order, without a stall, and their measured age is the true one", async () => {
  await readSeenFrames(page, CAMERA, 30);
  const before = await statsOf(page, CAMERA);
  const seen = await readSeenFrames(page, CAMERA, 60);
  const after = await statsOf(page, CAMERA);
  expect(new Set(seen.map((frame) => frame.source))).toEqual(new Set([1]));
  expect(seen.map((frame) => frame.drawnMs)).toEqual(seen.map((frame) => frame.drawnMs).toSorted((a, b) => a - b));
  expect(after.stalls - before.stalls).toBe(0);
  expect(after.rebuilds).toBe(0);
  const medianMs = seen.map((frame) => frame.latencyMs).toSorted((a, b) => a - b)[30] ?? Infinity;
  expect(Math.abs(medianMs - (after.latencyMs ?? Infinity))).toBeLessThan(150);
  // A sanity bound only; the goal itself is measured by `bench live` on a quiet machine.
  expect(medianMs).toBeLessThan(2000);
}, 60_000);

test.skipIf(missing !== "")("Chromium and ffmpeg: a camera that freezes is told in words over a greyed last picture, and plays again by itself while its neighbour never stops", async () => {
  const neighbour = await statsOf(page, OTHER);
  streams[0]?.stop(true);
  await condition(page, CAMERA, "no-frames");
  const tile = page.locator(`[data-camera="${CAMERA}"]`);
  await expect.poll(() => tile.innerText(), { timeout: 10_000 }).toMatch(/\d\d:\d\d:\d\d 之后无画面/);
  expect(await tile.locator(".tile-picture").evaluate((element) => getComputedStyle(element).filter)).toContain("grayscale");
  streams[0]?.start();
  await condition(page, CAMERA, "live");
  const after = await statsOf(page, OTHER);
  expect(after.framesShown).toBeGreaterThan(neighbour.framesShown);
  expect(after.rebuilds).toBe(0);
}, 60_000);

test.skipIf(missing !== "")("Chromium and ffmpeg: an H.265 main stream falls back to the sub stream in words when a tile is enlarged", async () => {
  const main = { streamId: 99, cameraId: OTHER, role: "main" as const, originUs: Math.round(systemClock.nowUs()) };
  const payload = hevcInit();
  const facts = { streamHandle: 0, key: false, backfilled: false, discontinuity: false, startUs: 0, durationUs: 0, capturedUs: 0, cameraOffsetMs: null, payloadCrc32: 0, number: 1 };
  server.feed.publishRecord(main, { ...facts, kind: "init", payload, payloadBytes: payload.byteLength });
  await page.locator(`[data-camera="${OTHER}"]`).click();
  await expect.poll(() => page.locator(`[data-camera="${OTHER}"]`).innerText(), { timeout: 15_000 }).toContain("降级（子码流）");
  expect(await statsOf(page, OTHER)).toMatchObject({ role: "sub", degraded: true });
  expect(await page.evaluate(() => window.__mingjianTiles?.().filter((tile) => tile.condition === "live").length)).toBe(1);
  await page.keyboard.press("Escape");
  await condition(page, CAMERA, "live");
  expect(errors).toEqual([]);
}, 60_000);

test.skipIf(missing !== "")("Chromium and ffmpeg: a wall that was open before a camera ever connected shows it when it comes, though it has a main stream only", async () => {
  server.roles = [];
  const early = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await early.goto(`${new URL(page.url()).origin}/wall?page=2`);
  const cameraId = (await early.locator("[data-camera]").first().getAttribute("data-camera")) ?? "";
  await condition(early, cameraId, "offline");
  server.roles = ["main"];
  const stream = { streamId: 3, cameraId, role: "main" as const, originUs: Math.round(systemClock.nowUs()) };
  const source = new DrawnStream({ feed: server.feed, stream, width: 640, height: 360, framesPerSecond: 10, kind: "workshop", mounting: "front", source: 3 });
  source.start();
  await early.locator(`[data-camera="${cameraId}"] video.shown`).waitFor({ timeout: 25_000 });
  source.stop();
  await early.close();
}, 60_000);

function drawn(cameraId: string, source: number, mounting: "front" | "rear"): DrawnStream {
  const stream = { streamId: source, cameraId, role: "sub" as const, originUs: Math.round(systemClock.nowUs()) - 40 * 86_400_000_000 };
  return new DrawnStream({ feed: server.feed, stream, width: 640, height: 360, framesPerSecond: 25, kind: "workshop", mounting, source });
}

async function condition(of: Page, cameraId: string, wanted: string): Promise<void> {
  await of.locator(`[data-camera="${cameraId}"][data-condition="${wanted}"]`).waitFor({ timeout: 20_000 });
}

async function statsOf(of: Page, cameraId: string) {
  const tiles = (await of.evaluate(() => window.__mingjianTiles?.())) ?? [];
  const found = tiles.find((tile) => tile.cameraId === cameraId);
  if (found === undefined) throw new Error(`expected a tile of ${cameraId}, the page has ${tiles.map((tile) => tile.cameraId).join(", ")}`);
  return found;
}

/** An init segment of HEVC Main, level 4, which Debian's Chromium cannot play. */
function hevcInit(): Uint8Array {
  const decoderConfig = new Uint8Array([1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 120, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 0]);
  const video = { kind: "video", trackId: 1, timescale: 90_000, sampleEntry: "hvc1", decoderConfig, width: 1920, height: 1080, pixelAspectRatio: null } as const;
  return writeInit([video]);
}
