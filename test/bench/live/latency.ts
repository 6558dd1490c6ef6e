import type { Browser, Page } from "playwright-core";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { RtspCameraServer } from "../../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import { COUNTER_EPOCH_US } from "../../browser/harness/drawn-stream.ts";
import { readSeenFrames } from "../../browser/harness/seen-frames.ts";
import { median, quantile } from "../statistics.ts";
import { DrawnSource } from "./drawn-source.ts";
import { withInstallation } from "./installation.ts";

const FRAMES_PER_SECOND = 25;
/** A player that has just joined is still finding its place. */
const SETTLE_FRAMES = 10 * FRAMES_PER_SECOND;
const BATCH_FRAMES = 10 * FRAMES_PER_SECOND;

export interface LatencyFigures {
  latencyP50Ms: number | null;
  latencyP95Ms: number | null;
  /** Median of the last fifth minus median of the first, without sign. */
  driftMs: number | null;
  stalls: number;
  unseenFrames: number;
}

/** Glass to glass: a frame's counter is the moment it was drawn; the browser tells when it put the frame on screen. */
export async function measureLatency(browser: Browser, minutes: number, say: (line: string) => void): Promise<LatencyFigures> {
  return withInstallation(1, async (installation) => {
    const cameraServer = await RtspCameraServer.listen({ port: 0, password: null });
    const source = new DrawnSource({
      path: "glass",
      width: 1280,
      height: 720,
      framesPerSecond: FRAMES_PER_SECOND,
      source: 1,
      counterOf: (nowUs) => Math.round((nowUs - COUNTER_EPOCH_US) / 1000),
    });
    try {
      await source.start(cameraServer);
      (await installation.capture([cameraServer.url("glass")])).start();
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.goto(await installation.signInLink("wall-device"));
      await page.waitForURL(`${installation.url}/wall`);
      const cameraId = installation.cameras[0]?.cameraId ?? "";
      await page.goto(`${installation.url}/wall?layout=1&page=1`);
      await page.locator(`[data-camera="${cameraId}"] video.shown`).waitFor({ timeout: 30_000 });
      await readSeenFrames(page, cameraId, SETTLE_FRAMES);
      return await watch(page, cameraId, minutes, source, say);
    } finally {
      await source.stop();
      await cameraServer.close();
    }
  });
}

async function watch(page: Page, cameraId: string, minutes: number, source: DrawnSource, say: (line: string) => void): Promise<LatencyFigures> {
  const latencies: number[] = [];
  const [stallsBefore, drawnBefore, untilMs] = [await stallsOf(page), source.drawnUs.length, systemClock.monotonicMs() + minutes * 60_000];
  while (systemClock.monotonicMs() < untilMs) {
    const seen = await readSeenFrames(page, cameraId, BATCH_FRAMES);
    latencies.push(...seen.map((frame) => frame.latencyMs));
    if (latencies.length % (6 * BATCH_FRAMES) < BATCH_FRAMES) say(`latency so far: p50 ${quantile(latencies, 0.5)?.toFixed(0)} ms, p95 ${quantile(latencies, 0.95)?.toFixed(0)} ms`);
  }
  const fifth = Math.floor(latencies.length / 5);
  const [first, last] = [median(latencies.slice(0, fifth)), median(latencies.slice(-fifth))];
  return {
    latencyP50Ms: quantile(latencies, 0.5),
    latencyP95Ms: quantile(latencies, 0.95),
    driftMs: first === null || last === null ? null : Math.abs(last - first),
    stalls: (await stallsOf(page)) - stallsBefore,
    unseenFrames: Math.max(0, source.drawnUs.length - drawnBefore - latencies.length),
  };
}

async function stallsOf(page: Page): Promise<number> {
  return page.evaluate(() => (window.__mingjianTiles?.() ?? []).reduce((sum, tile) => sum + tile.stalls + tile.jumps + tile.rebuilds, 0));
}
