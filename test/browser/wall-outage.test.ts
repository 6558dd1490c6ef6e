import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { chromiumMissing, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";
import { PageServer } from "./harness/page-server.ts";

let browser: Browser;
beforeAll(async () => {
  if (chromiumMissing !== "") return;
  await ensureBuiltPages();
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

test.skipIf(chromiumMissing !== "")("Chromium: a server that stops for 90 s leaves a readable wall that says how old it is, and the wall recovers by itself", async () => {
  const server = new PageServer();
  const base = await server.listen();
  const port = Number(new URL(base).port);
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.clock.install();
  let navigations = 0;
  page.on("framenavigated", () => (navigations += 1));
  await page.goto(`${base}/wall`);
  await page.locator('[data-freshness="fresh"]').waitFor();
  const rooms = await page.locator(".kpi-value").first().innerText();

  await server.close();
  await page.clock.fastForward(16_000);
  await page.locator('[data-freshness="stale"]').waitFor();
  await page.clock.fastForward(50_000);
  await page.locator('[data-freshness="dead"]').waitFor();
  expect(await page.getByRole("alert").innerText()).toContain("旧数据");
  expect(await page.locator(".kpi-value").first().innerText()).toBe(rooms);
  await page.clock.fastForward(30_000);
  expect(await page.title()).toContain("明鉴");
  expect(navigations).toBe(1);

  const back = new PageServer({ boot: "boot-2" });
  await back.listen(port);
  await page.clock.fastForward(16_000);
  await page.locator('[data-freshness="fresh"]').waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.close();
  await back.close();
}, 60_000);

test.skipIf(chromiumMissing !== "")("Chromium: a socket that opens and then says nothing is polled around", async () => {
  const server = new PageServer();
  const base = await server.listen();
  const page = await browser.newPage();
  await page.clock.install();
  // The handshake passes, everything the server says after it is swallowed.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const upstream = socket.connectToServer();
    upstream.onMessage((message) => {
      if (typeof message !== "string" || !message.includes("delta")) socket.send(message);
    });
  });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/v1/wall")) asked.push(request.url());
  });
  await page.goto(`${base}/wall`);
  await page.locator('[data-freshness="fresh"]').waitFor();
  const before = asked.length;
  await page.clock.fastForward(14_000);
  await page.clock.fastForward(16_000);
  await expect.poll(() => asked.length).toBeGreaterThan(before);
  await expect.poll(() => page.locator(".chip").innerText()).toContain("轮询");
  expect(await page.locator('[data-freshness="fresh"]').count()).toBe(1);
  await page.close();
  await server.close();
}, 60_000);
