import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { demoCity } from "../../workers/demo-city/city/demo-city.ts";
import { chromiumMissing, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";
import { PageServer, type PageServerOptions } from "./harness/page-server.ts";

/** A busy machine answers late. */
const PATIENCE = { timeout: 20_000 };
const NEW_BUILD = { boot: "boot-3", entryName: "index-next.js" };

let browser: Browser;
beforeAll(async () => {
  if (chromiumMissing !== "") return;
  await ensureBuiltPages();
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

/** A wall in front of a server that is replaced by another one on the same port. */
class Wall {
  readonly page: Page;
  server = new PageServer();
  loads = 0;
  #port = 0;

  constructor(page: Page) {
    this.page = page;
    page.on("framenavigated", () => (this.loads += 1));
  }

  static async open(): Promise<Wall> {
    const wall = new Wall(await browser.newPage({ viewport: { width: 1920, height: 1080 } }));
    const base = await wall.server.listen();
    wall.#port = Number(new URL(base).port);
    await wall.page.clock.install();
    await wall.page.goto(`${base}/wall`);
    await wall.page.locator('[data-freshness="fresh"]').waitFor();
    return wall;
  }

  /** Until the page has heard the new server. */
  async replaceServer(options: PageServerOptions, ready = true): Promise<void> {
    await this.server.close();
    this.server = new PageServer(options);
    this.server.ready = ready;
    await this.server.listen(this.#port);
    const heard = this.page.waitForResponse((answer) => answer.url().endsWith("/api/v1/wall") && answer.ok());
    await this.page.clock.runFor(16_000);
    await heard;
    await this.page.locator('[data-freshness="fresh"]').waitFor();
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.server.close();
  }
}

test.skipIf(chromiumMissing !== "")("Chromium: a server that comes back with the same pages does not make the wall load again, one with a new build does, once, when it is ready", async () => {
  const wall = await Wall.open();
  await wall.replaceServer({ boot: "boot-2" });
  await wall.page.clock.runFor(90_000);
  expect(wall.loads).toBe(1);

  await wall.replaceServer(NEW_BUILD, false);
  const asked = wall.page.waitForResponse((answer) => answer.url().endsWith("/readyz") && answer.status() === 503);
  await wall.page.clock.runFor(45_000);
  await asked;
  expect(wall.loads).toBe(1);

  wall.server.ready = true;
  await wall.page.clock.runFor(25_000);
  await expect.poll(() => wall.loads, PATIENCE).toBe(2);
  await wall.page.locator('[data-freshness="fresh"]').waitFor();
  expect(await wall.page.locator('script[type="module"][src]').getAttribute("src")).toBe("/assets/index-next.js");
  await wall.page.clock.runFor(180_000);
  await wall.page.locator('[data-freshness="fresh"]').waitFor();
  expect(wall.loads).toBe(2);
  await wall.close();
}, 120_000);

test.skipIf(chromiumMissing !== "")("Chromium: a wall that has just begun to show a lost room is not loaded again within 30 s, whatever is new", async () => {
  const wall = await Wall.open();
  await wall.page.clock.runFor(61_000);
  const lostRoom = new Set(demoCity()[0]?.rooms[0]?.cameras.map(({ id }) => id));
  const markedBefore = await wall.page.locator(".mark-1").count();
  await wall.replaceServer({ ...NEW_BUILD, away: lostRoom });
  await expect.poll(() => wall.page.locator(".mark-1").count(), PATIENCE).toBeGreaterThan(markedBefore);
  const compared = wall.page.waitForResponse((answer) => answer.url().endsWith("/wall") && answer.request().resourceType() === "fetch");
  await wall.page.clock.runFor(21_000);
  await (await compared).finished();
  await wall.page.locator('[data-freshness="fresh"]').waitFor();
  expect(wall.loads).toBe(1);
  await wall.page.clock.runFor(45_000);
  await expect.poll(() => wall.loads, PATIENCE).toBe(2);
  await wall.close();
}, 120_000);
