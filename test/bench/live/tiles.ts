import type { Browser, BrowserContext, Page } from "playwright-core";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { RtspCameraServer } from "../../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import { DrawnSource } from "./drawn-source.ts";
import { withInstallation, type Installation } from "./installation.ts";

const FRAMES_PER_SECOND = 10;
const SETTLE_MS = 8_000;
const STEP_MS = 15_000;
/**
 * Share of the frames that the camera drew meanwhile for which the browser told that it put them on screen. Its own count of dropped frames
 * is only printed: it was seen at 8 % while 99.8 % of all frames were shown.
 */
const LEAST_SHARE = 0.99;

interface Step {
  tiles: number;
  /** Walls side by side: their layout, and which page of it each holds. A wall shows at most 16. */
  walls: readonly { layout: number; page: number }[];
}

const STEPS: readonly Step[] = [
  { tiles: 4, walls: [{ layout: 4, page: 1 }] },
  { tiles: 9, walls: [{ layout: 9, page: 1 }] },
  { tiles: 16, walls: [{ layout: 16, page: 1 }] },
  { tiles: 25, walls: [{ layout: 16, page: 1 }, { layout: 9, page: 3 }] },
  { tiles: 36, walls: [{ layout: 16, page: 1 }, { layout: 16, page: 2 }, { layout: 4, page: 9 }] },
];
const MOST_TILES = 36;

interface Counts {
  playing: number;
  shown: number;
  dropped: number;
  droppedByServer: number;
  stalls: number;
}

/** The most 640×360 tiles that play at once without a stall or frames left out, cameras, capture and server on the same machine. */
export async function measureTiles(browser: Browser, say: (line: string) => void): Promise<number> {
  return withInstallation(MOST_TILES, async (installation) => {
    const cameraServer = await RtspCameraServer.listen({ port: 0, password: null });
    const source = new DrawnSource({ path: "tile", width: 640, height: 360, framesPerSecond: FRAMES_PER_SECOND, source: 2, counterOf: (_nowUs, counter) => counter });
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    try {
      await source.start(cameraServer);
      (await installation.capture(Array.from({ length: MOST_TILES }, () => cameraServer.url("tile")))).start();
      await signInBrowser(context, installation);
      const drawn = () => source.drawnUs.length;
      let held = 0;
      for (const step of STEPS) {
        // A second try: what another program on the machine disturbs says nothing about the tiles.
        if (!((await holds(context, installation, step, drawn, say)) || (await holds(context, installation, step, drawn, say)))) break;
        held = step.tiles;
      }
      return held;
    } finally {
      await context.close();
      await source.stop();
      await cameraServer.close();
    }
  });
}

async function signInBrowser(context: BrowserContext, { url, signInLink }: Installation): Promise<void> {
  const page = await context.newPage();
  await page.goto(await signInLink("wall-device"));
  await page.waitForURL(`${url}/wall`);
  await page.close();
}

async function holds(context: BrowserContext, { url }: Installation, { tiles, walls }: Step, drawn: () => number, say: (line: string) => void): Promise<boolean> {
  const pages = await Promise.all(
    walls.map(async ({ layout, page: held }) => {
      const page = await context.newPage();
      await page.goto(`${url}/wall?layout=${layout}&page=${held}`);
      return page;
    }),
  );
  await systemClock.sleep(SETTLE_MS);
  const [before, drawnBefore] = [await countsOf(pages), drawn()];
  await systemClock.sleep(STEP_MS);
  const [after, drawnAfter] = [await countsOf(pages), drawn()];
  for (const page of pages) await page.close();
  const share = (after.shown - before.shown) / (tiles * (drawnAfter - drawnBefore));
  const [dropped, stalls] = [after.dropped - before.dropped, after.stalls - before.stalls];
  const leftOut = after.droppedByServer - before.droppedByServer;
  say(`${tiles} tiles: ${after.playing} playing, ${(share * 100).toFixed(1)} % of frames shown, ${leftOut} left out by the server, ${stalls} stalls; the browser itself counts ${dropped} dropped`);
  return after.playing === tiles && share >= LEAST_SHARE && leftOut === 0 && stalls === 0;
}

async function countsOf(pages: readonly Page[]): Promise<Counts> {
  const tiles = (await Promise.all(pages.map((page) => page.evaluate(() => window.__mingjianTiles?.() ?? [])))).flat();
  const sum = (of: (tile: (typeof tiles)[number]) => number) => tiles.reduce((total, tile) => total + of(tile), 0);
  return {
    playing: tiles.filter((tile) => tile.condition === "live" || tile.condition === "catching-up").length,
    shown: sum((tile) => tile.framesShown),
    dropped: sum((tile) => tile.framesDropped),
    droppedByServer: sum((tile) => tile.droppedByServer),
    stalls: sum((tile) => tile.stalls + tile.jumps + tile.rebuilds),
  };
}
