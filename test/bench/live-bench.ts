import { chromiumMissing, openBrowser } from "../browser/harness/browser.ts";
import { ensureBuiltPages } from "../browser/harness/built-pages.ts";
import type { Bench } from "./bench.ts";
import { measureFanOut } from "./live/fan-out.ts";
import { measureLatency } from "./live/latency.ts";
import { measureTiles } from "./live/tiles.ts";

const MINUTES = Number(process.argv[3] ?? 3);

/** Peers were measured once on the same kind of machine with the same drawn counter; they are not part of the run. */
const PEERS = "glass to glass of peers by the same burned-in counter, p95: go2rtc MSE 973 ms, MediaMTX LL-HLS 705 ms";

export const bench: Bench = {
  title: `camera → capture → server → wall in Chromium, ${MINUTES} minutes of 720p25; then tiles of 640×360 at 10 frames, and fan-out beside plain TCP writes (${PEERS})`,
  goals: { latencyP95Ms: "<= 450", driftMs: "<= 50", tilesHeld: ">= 16" },
  async measure(say) {
    if (chromiumMissing !== "") throw new Error(chromiumMissing);
    await ensureBuiltPages();
    const browser = await openBrowser();
    try {
      const latency = await measureLatency(browser, MINUTES, say);
      const tilesHeld = await measureTiles(browser, say);
      await browser.close();
      return { ...latency, tilesHeld, ...(await measureFanOut()) };
    } finally {
      await browser.close();
    }
  },
};
