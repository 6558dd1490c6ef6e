import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SIGN_IN_COOKIE } from "../../server/access/guard-routes.ts";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { turn } from "../../workers/rules/rules-run.ts";
import { chromiumMissing, collectErrors, openBrowser } from "./harness/browser.ts";
import { ensureBuiltPages } from "./harness/built-pages.ts";
import { deskCity, ORG, PRODUCER } from "./harness/desk-city.ts";
import { runAxe, AXE_TAGS } from "./harness/run-axe.ts";

const ARTIFACTS = path.resolve("test/.artifacts");
const VIEWPORT = { width: 1920, height: 1080 };
const ROUTES = [
  "/filings",
  "/filings?view=calendar",
  "/filings?view=ics",
  "/evaluators",
  `/evaluators/${ORG}`,
  "/session-records",
  "/session-records/S-1",
  "/findings?mode=in-force,shadow",
  "/policy",
  "/rule-health",
  "/trends",
  "/imports?type=org.fee_table.published",
];

const PATIENTLY = { timeout: 15_000 };

let browser: Browser;
let server: TestServer;
let base: string;
let person: BrowserContext;
/** A browser of its own: the language is remembered. */
let english: BrowserContext;
let axe: string;
beforeAll(async () => {
  if (chromiumMissing !== "") return;
  await ensureBuiltPages();
  await mkdir(ARTIFACTS, { recursive: true });
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  server = await startTestServer();
  base = await server.listen();
  browser = await openBrowser();
  person = await signedIn();
  english = await signedIn();
  await tellTheCity();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function signedIn(): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: "dark" });
  const [, value = ""] = (await server.signInAs("administrator")).split(`${SIGN_IN_COOKIE}=`);
  await context.addCookies([{ name: SIGN_IN_COOKIE, value, url: base }]);
  return context;
}

/** Events through the door that platforms use, then the rules until nothing is left to compute. */
async function tellTheCity(): Promise<void> {
  const cookie = await server.signInAs("administrator");
  const made = await server.app.inject({ method: "PUT", url: `/api/v1/producers/${PRODUCER}`, headers: { cookie }, payload: { name: "平台" } });
  const { token } = made.json<{ token: string }>();
  const events = deskCity(server.context.clock.nowUs() / 1000);
  const told = await server.app.inject({ method: "POST", url: "/api/v1/events", headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" }, payload: JSON.stringify(events) });
  expect(told.json<{ refused: number }>()).toMatchObject({ refused: 0 });
  await computeRules();
}

async function computeRules(): Promise<void> {
  const parts = { db: server.db, rulebooks: RULEBOOKS, rulesDigest: "test", clock: server.context.clock, log: silentLog() };
  while (await turn(parts)) {
    // on to the next dossiers
  }
}

async function open(route: string, context = person): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors = collectErrors(page);
  await page.goto(`${base}${route}`);
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle");
  return { page, errors };
}

test.skipIf(chromiumMissing !== "").for(ROUTES)("Chromium: the desk page %s shows real data without an error and passes the accessibility rules of axe, dark and light", { timeout: 60_000 }, async (route) => {
  const { page, errors } = await open(route);
  await page.screenshot({ path: path.join(ARTIFACTS, `desk-${route.replaceAll(/\W+/g, "-")}.png`) });
  expect(await page.locator('[role="alert"]').count()).toBe(0);
  await page.evaluate(axe);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    // The kit's style follows in the frame after the page's own.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect(await page.evaluate(runAxe, AXE_TAGS)).toEqual([]);
  }
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "").for(ROUTES)("Chromium: the desk page %s in English leaves in Chinese only what the sources and the facts say", { timeout: 60_000 }, async (route) => {
  const { page } = await open(`${route}${route.includes("?") ? "&" : "?"}lang=en`, english);
  const left = await page.evaluate(chineseOutsideSources);
  expect(left.filter((text) => !text.includes("海岚港口机械有限公司") && !text.includes("电工") && text !== "中文" && text !== "明")).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: a row of the filings opens to the counted days, the source's words and the facts, by keyboard alone, and its address restores it", async () => {
  const { page, errors } = await open("/filings?q=B-2");
  const row = page.getByRole("button", { name: /计划/ }).first();
  await row.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary");
  await panel.locator(".day-due").waitFor();
  expect(await panel.locator(".day-counted, .day-makeup").count()).toBe(15);
  expect(await panel.locator("blockquote").first().innerText()).toContain("15个工作日");
  expect(await panel.locator(".fact").count()).toBeGreaterThan(0);
  const copy = await person.newPage();
  await copy.goto(page.url());
  await copy.getByRole("complementary").locator(".day-due").waitFor();
  await copy.close();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: an amended plan shows what changed, field by field", async () => {
  const { page } = await open("/filings?q=B-1&open=false");
  await page.locator(".row-open").first().click();
  const diff = page.locator(".diff").first();
  await diff.waitFor();
  expect(await diff.innerText()).toMatch(/监考[\s\S]*p-3/);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: an overdue binding duty is marked, a draft rule's never", async () => {
  const { page } = await open("/filings?state=overdue");
  await page.locator('.due[data-level="1"]').first().waitFor();
  await page.goto(`${base}/filings?mode=shadow&open=false`);
  await page.waitForLoadState("networkidle");
  expect(await page.locator('.due[data-level="1"]').count()).toBe(0);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: an evaluator of whom nothing was ever filed, and all work done, are other emptinesses than a filter that fits nothing", async () => {
  const { page } = await open("/filings?orgId=never-filed");
  await page.locator('[data-empty="nothing"]').waitFor();
  await page.getByRole("link", { name: "导入数据" }).waitFor();
  await page.goto(`${base}/filings?orgId=${ORG}&state=due_today`);
  await page.locator('[data-empty="all-done"]').waitFor();
  await page.goto(`${base}/filings?orgId=${ORG}&ruleId=D48`);
  await page.locator('[data-empty="filtered"]').waitFor();
  expect(await page.locator("[data-empty]").count()).toBe(1);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: the filings begin with binding duties, as the wall counts them, and house limits are a list that says not statutory", async () => {
  const { page } = await open("/filings?state=overdue");
  await page.locator('.due[data-level="1"]').first().waitFor();
  const rows = page.locator(".due");
  expect(await page.locator('.due[data-level="1"]').count()).toBe(await rows.count());
  const wall = await page.evaluate(async () => (await (await fetch("/api/v1/wall")).json()) as { filings: { filings: { overdue: number } } });
  expect(await rows.count()).toBe(wall.filings.filings.overdue);
  await page.getByText("内部时限（非法定）", { exact: true }).click();
  await page.waitForURL("**duty=house**");
  await page.waitForLoadState("networkidle");
  expect(await page.locator('.due[data-level="1"]').count()).toBe(0);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: a calendar feed keeps the filter of the page and says so", async () => {
  const { page } = await open(`/filings?view=ics&area=350200&ruleId=D01`);
  await page.locator("input[name=label]").fill("厦门计划");
  await page.getByRole("button", { name: "生成订阅链接" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "厦门计划" });
  await line.waitFor();
  expect(await line.innerText()).toContain("area=350200");
  const url = /http\S+\.ics/.exec(await page.getByRole("status").filter({ hasText: ".ics" }).innerText())?.[0] ?? "";
  const text = await page.evaluate(async (address) => (await fetch(new URL(address).pathname)).text(), url);
  expect(text).toContain("BEGIN:VCALENDAR");
  expect(text.match(/DESCRIPTION:\S* · \S+ \S+ · (?!D01)/g)).toBeNull();
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: each trend at the desk is a chart, a table and a CSV file of the same days", async () => {
  const { page, errors } = await open("/trends");
  await expect.poll(() => page.locator(".trend svg").count(), PATIENTLY).toBeGreaterThanOrEqual(3);
  const overdue = page.locator('[data-trend="overdue"]');
  await overdue.getByText("表格", { exact: true }).click();
  await overdue.locator("tbody tr").first().waitFor();
  expect(await overdue.locator("tbody tr").count()).toBe(90);
  expect(page.url()).toContain("overdue=table");
  const [file] = await Promise.all([page.waitForEvent("download"), overdue.getByText("CSV", { exact: true }).click()]);
  const text = await readFile(await file.path(), "utf8");
  expect(text.trim().split("\r\n")).toHaveLength(91);
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: a filter that fits nothing, and an outage, are told apart in words", async () => {
  const { page } = await open("/filings?q=nobody-has-this");
  await page.locator('[data-empty="filtered"]').waitFor();
  await page.route("**/api/v1/obligations**", (route) => route.abort());
  await page.goto(`${base}/filings`);
  await page.locator('[data-failure="unreachable"]').waitFor();
  expect(await page.locator("[data-empty]").count()).toBe(0);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: g and a letter go to a page, the palette finds an evaluator, and an input method that composes triggers neither", async () => {
  const { page } = await open("/filings");
  await page.evaluate(() => {
    for (const code of ["KeyG", "KeyP"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { code, key: "Process", keyCode: 229, bubbles: true }));
  });
  expect(new URL(page.url()).pathname).toBe("/filings");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.waitForURL("**/policy");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "前往…" }).fill("海岚");
  await page.getByRole("option", { name: /海岚/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/evaluators/${ORG}`);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: the session page keeps kinds of supervision apart and draws the cut with its cause", async () => {
  const { page } = await open("/session-records/S-1");
  expect(await page.locator('[data-presence="internal-remote"]').innerText()).toContain("sv-1");
  expect(await page.locator('[data-presence="internal-on-site"]').innerText()).not.toContain("sv-1");
  expect(await page.locator(".lane-gap").count()).toBe(1);
  expect(await page.locator(".lane-gaps").first().innerText()).toContain("网络丢包");
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: a person judges a finding with a reason, and the verdict comes back from the ledger", async () => {
  const { page } = await open("/findings");
  await page.locator(".row-open").first().click();
  const panel = page.getByRole("complementary");
  expect(await panel.getByRole("button", { name: "误报" }).isDisabled()).toBe(true);
  await panel.getByRole("textbox").fill("复看录像后确认无误");
  await panel.getByRole("button", { name: "误报" }).click();
  await expect.poll(() => panel.getByRole("status").innerText(), PATIENTLY).toContain("已写入台账");
  await computeRules();
  await page.reload();
  await expect.poll(() => page.getByRole("complementary").innerText(), PATIENTLY).toContain("复看录像后确认无误");
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: the authority suspends an evaluator in a form of the event's fields, and the page shows it as soon as the rules have read it", { timeout: 60_000 }, async () => {
  const { page, errors } = await open(`/evaluators/${ORG}`);
  const life = page.getByRole("group", { name: "所处环节" });
  expect(await life.getByRole("button", { name: "恢复认定" }).isDisabled()).toBe(true);
  await life.getByRole("button", { name: "暂停认定" }).click();
  const form = page.getByRole("dialog");
  const enter = form.getByRole("button", { name: "写入台账" });
  expect(await enter.isDisabled()).toBe(true);
  await form.getByLabel(/原因/).fill("投诉属实，暂停整改");
  await page.screenshot({ path: path.join(ARTIFACTS, "decision-form.png") });
  await enter.click();
  await life.getByRole("status").waitFor();
  await computeRules();
  await expect.poll(() => life.locator(".tag").innerText(), PATIENTLY).toBe("已暂停");
  expect(await life.getByRole("button", { name: "恢复认定" }).isDisabled()).toBe(false);
  await page.screenshot({ path: path.join(ARTIFACTS, "decision-shown.png") });
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: a reading opens to what may be read, what is used and why; a mistyped setting is refused in words before anything changes", { timeout: 60_000 }, async () => {
  const { page } = await open("/policy?book=xiamen&rule=D01&lang=en", english);
  const reading = page.locator(".readings details").first();
  await reading.locator("summary").click();
  expect(await reading.innerText()).toContain("N full days must lie between");
  await page.getByText(/^Settings/).click();
  await page.getByRole("button", { name: "Change certificate.numberPattern" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("New value").fill("Y[");
  await form.getByLabel(/Reason/).fill("coding rule of 2019");
  expect(await form.innerText()).toContain("One rule of this book reads it");
  await form.getByRole("button", { name: "Change it" }).click();
  await form.getByRole("alert").waitFor();
  await page.screenshot({ path: path.join(ARTIFACTS, "setting-form.png") });
  expect(await form.getByRole("alert").innerText()).toContain("valid regular expression");
  await form.getByLabel("New value").fill("Y\\d{21}");
  await form.getByRole("button", { name: "Change it" }).click();
  await form.waitFor({ state: "detached" });
  await page.close();
});

test.skipIf(chromiumMissing !== "")("Chromium: an import shows every bad cell before anything is written, and enters the good rows", async () => {
  const { page } = await open("/imports?type=org.fee_table.published");
  const csv = `orgId,time,url\n${ORG},2026-11-20T09:00:00+08:00,https://example.cn/fees\n!!,yesterday,ftp://x\n`;
  await page.locator("input[type=file]").setInputFiles({ name: "fees.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.locator('[data-import="faulty"]').waitFor();
  expect(await page.locator(".given").count()).toBe(3);
  const wanted = (await page.locator(".given + td").allInnerTexts()).join("\n");
  for (const words of ["（北京时间），或带时区", "评价机构编号", "开头的网址"]) expect(wanted).toContain(words);
  await page.getByRole("button", { name: /导入其余 1 行/ }).click();
  await expect.poll(() => page.getByRole("status").filter({ hasText: "台账" }).innerText(), PATIENTLY).toContain("已写入台账 1 行");
  await page.close();
});

/** Runs in the page: Chinese that is not marked as a source's own words. */
function chineseOutsideSources(): string[] {
  const left: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (/\p{Script=Han}/u.test(text) && element?.closest("[lang='zh-CN']:not(html), [lang='zh'], .fact-data, script, style") === null) left.push(text);
  }
  return left;
}
