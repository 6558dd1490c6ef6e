import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumMissing, collectErrors, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";
import { PageServer } from "./harness/page-server.ts";
import { AXE_TAGS, runAxe } from "./harness/run-axe.ts";

const ARTIFACTS = path.resolve("test/.artifacts");
const ROUTES = ["/", "/wall", "/capture", "/sign-in", "/nowhere"];

let browser: Browser;
let server: PageServer;
let base: string;
let axe: string;
beforeAll(async () => {
  if (chromiumMissing !== "") return;
  await ensureBuiltPages();
  await mkdir(ARTIFACTS, { recursive: true });
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  server = new PageServer({ away: new Set(["luling-bench-front", "luling-bench-rear", "qiming-theory-rear"]) });
  base = await server.listen();
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test.skipIf(chromiumMissing !== "").for(ROUTES)("Chromium: %s opens without an error and passes the accessibility rules of axe", async (route) => {
  const page = await open(route, { width: 1366, height: 768 });
  await page.page.evaluate(axe);
  const violations = await page.page.evaluate(runAxe, AXE_TAGS);
  expect(violations).toEqual([]);
  expect(page.errors).toEqual([]);
  await page.page.close();
});

test.skipIf(chromiumMissing !== "").for(ROUTES)("Chromium: %s in English has no Chinese left, but the names of things", async (route) => {
  const { page } = await open(`${route}?lang=en`, { width: 1366, height: 768 });
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.locator("body").innerText()).not.toMatch(/\p{Script=Han}/u);
  expect(await page.title()).not.toMatch(/\p{Script=Han}/u);
  await page.close();
});

test.skipIf(chromiumMissing !== "").for([
  [1920, 1080, ""],
  [3840, 2160, ""],
  [3840, 2160, "?diag=55&dist=4"],
  [1920, 1080, "?lang=en"],
] as const)("Chromium: the wall at %i × %i%s has no scrollbar, clips no line and no type below its tier", async ([width, height, query]) => {
  const { page, errors } = await open(`/wall${query}`, { width, height });
  await page.locator(".row").first().waitFor();
  await page.screenshot({ path: path.join(ARTIFACTS, `wall-${width}x${height}${query.replaceAll(/\W/g, "-")}.png`) });
  const faults = await page.evaluate(findLayoutFaults);
  expect(faults).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: the first load of the wall is at most 250 kB of compressed script", async () => {
  const page = await browser.newPage();
  const scripts: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.body());
  });
  await page.goto(`${base}/wall`);
  await page.locator(".row").first().waitFor();
  const { gzipSync } = await import("node:zlib");
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).byteLength);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
  await page.close();
});

async function open(route: string, viewport: { width: number; height: number }): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport });
  const errors = collectErrors(page);
  await page.goto(`${base}${route}`);
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle");
  return { page, errors };
}

/** Runs in the page: scrollbars, type under 12′ of arc, and lines that lie outside the window or their box. */
function findLayoutFaults(): string[] {
  const faults: string[] = [];
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > window.innerWidth || scrollHeight > window.innerHeight) faults.push(`scrolls: ${scrollWidth} × ${scrollHeight}`);
  const arcMinutePx = Number.parseFloat(document.querySelector<HTMLElement>(".wall")?.style.getPropertyValue("--u") ?? "0");
  const smallestPx = (arcMinutePx * 12) / 0.92 - 0.5;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (element === null || text === "" || element.closest(".visually-hidden, script, style") !== null) continue;
    const box = element.getBoundingClientRect();
    if (Number.parseFloat(getComputedStyle(element).fontSize) < smallestPx) faults.push(`too small: ${text}`);
    if (box.bottom > window.innerHeight + 1 || box.right > window.innerWidth + 1) faults.push(`outside the window: ${text}`);
    const list = element.closest(".rows")?.getBoundingClientRect();
    if (list !== undefined && box.bottom > list.bottom + 1) faults.push(`cut by its list: ${text}`);
  }
  return faults;
}
