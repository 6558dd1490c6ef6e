import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { createSignInLink, type SignInKind } from "../../server/access/sign-in-queries.ts";
import { readEntries } from "../../shared/node/database/ledger-queries.ts";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { chromiumMissing, collectErrors, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";

let browser: Browser;
let server: TestServer;
let base: string;
let administrator: BrowserContext;
let wall: BrowserContext;
let captureLink = "";

beforeAll(async () => {
  if (chromiumMissing !== "") return;
  await ensureBuiltPages();
  server = await startTestServer();
  base = await server.listen();
  browser = await openBrowser(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
  administrator = await browser.newContext({ permissions: ["camera"] });
  wall = await browser.newContext();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test.skipIf(chromiumMissing !== "")("Chromium and the whole server: a one-time link signs a person in once, and the administrator registers an evaluator, a room and a camera", async () => {
  const page = await administrator.newPage();
  const errors = collectErrors(page);
  const { token } = await createSignInLink(server.db, server.context.clock, "administrator" satisfies SignInKind, "test");
  await page.goto(`${base}/sign-in?token=${token}`);
  await page.waitForURL(`${base}/`);
  await add(page, "登记评价机构", { id: "port", nameZh: "海岚港口", nameEn: "Port" });
  await add(page, "登记考场", { id: "port-r1", nameZh: "一号考场", nameEn: "Room 1" });
  await add(page, "登记机位", { id: "port-r1-c1", nameZh: "前方", nameEn: "Front" });
  await expect.poll(() => page.getByRole("status").innerText()).toContain("/capture#camera=port-r1-c1");
  captureLink = (await page.getByRole("status").innerText()).match(/http\S+/)?.[0] ?? "";
  expect(errors).toEqual([]);

  const again = await (await browser.newContext()).newPage();
  await again.goto(`${base}/sign-in?token=${token}`);
  expect(await again.getByRole("alert").innerText()).toContain("登录未成功");
}, 60_000);

test.skipIf(chromiumMissing !== "")("Chromium and the whole server: a browser camera pushed from the capture page is kept and plays on the wall of another device", async () => {
  const capture = await administrator.newPage();
  await capture.goto(captureLink);
  await capture.getByRole("button", { name: "开始推流" }).click();
  await capture.locator('[data-capture="streaming"]').waitFor({ timeout: 20_000 });

  const page = await wall.newPage();
  const { token } = await createSignInLink(server.db, server.context.clock, "wall-device", "hall");
  await page.goto(`${base}/sign-in?token=${token}`);
  await page.waitForURL(`${base}/wall`);
  await page.locator('[data-camera="port-r1-c1"][data-condition="live"]').waitFor({ timeout: 20_000 });
  const stored = await server.db.selectFrom("stream").select(["codecs", "width", "height"]).where("cameraId", "=", "port-r1-c1").executeTakeFirst();
  expect(stored?.codecs).toMatch(/^avc1/);
  const entries = await readEntries(server.db, 0, 1000);
  const watched = entries.filter(({ kind }) => kind === "footage.watched-live").map(({ subject, body }) => ({ subject, who: (JSON.parse(body) as { who: unknown }).who }));
  expect(watched).toEqual([{ subject: "port-r1-c1", who: { kind: "wall-device", label: "hall" } }]);

  await capture.getByRole("button", { name: "停止" }).click();
  await capture.locator('[data-capture="stopped"]').waitFor();
  await page.locator('[data-camera="port-r1-c1"][data-condition="offline"]').waitFor({ timeout: 20_000 });
}, 90_000);

test.skipIf(chromiumMissing !== "")("Chromium and the whole server: a wrong camera token is told on the capture page in the centre's own sentence", async () => {
  const page = await administrator.newPage();
  await page.goto(`${base}/capture#camera=port-r1-c1&token=${"x".repeat(43)}`);
  await page.getByRole("button", { name: "开始推流" }).click();
  await page.locator('[data-capture="refused"]').waitFor({ timeout: 20_000 });
  expect((await page.getByRole("status").innerText()).length).toBeGreaterThan("中心拒绝: ".length + 10);
}, 60_000);

async function add(page: Page, heading: string, fields: Record<string, string>): Promise<void> {
  const form = page.locator("form", { has: page.getByRole("heading", { name: heading, exact: true }) });
  for (const [name, value] of Object.entries(fields)) await form.locator(`input[name="${name}"]`).fill(value);
  await form.getByRole("button", { name: "保存" }).click();
  await expect.poll(() => page.getByRole("status").innerText()).toContain(fields["id"] ?? "");
}
