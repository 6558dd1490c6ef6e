import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { MAX_EVENTS_PER_BATCH } from "../../shared/events/cloud-event.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { FindingPage } from "../../shared/protocol/filings/findings.ts";
import { ObligationPage } from "../../shared/protocol/filings/obligations.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { CASE_SCENARIOS } from "../../shared/rules/test-case-facts.ts";
import { iso } from "../../shared/rules/test-facts.ts";
import worked from "../../shared/rules/worked-cases.json" with { type: "json" };
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { turn } from "../../workers/rules/rules-run.ts";

// The 24 worked cases through the door that everybody uses: posted as CloudEvents, computed, read again over HTTP.

const clock = new FakeClock(Date.parse(iso("2028-12-03 12:00")) * 1000);
let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer({ clock });
  cookie = await server.signInAs("administrator");
}, 60_000);
afterAll(() => server.stop());

const get = async (url: string) => (await server.app.inject({ method: "GET", url, headers: { cookie } })).json<unknown>();

async function obligation(ruleId: string, caseId: string, asOf: string): Promise<string[]> {
  const page = ObligationPage.parse(await get(`/api/v1/obligations?ruleId=${ruleId}&limit=500&mode=in-force&mode=shadow&mode=record&asOf=${encodeURIComponent(iso(asOf))}`));
  return page.rows.filter(({ orgId, key }) => (orgId ?? key).startsWith(`case-${caseId}`) || key.includes(`case-${caseId}`)).map(({ dueDate, state }) => `${dueDate ?? "-"} ${state}`);
}

test("all events of the 24 worked cases are taken, and nothing is left to compute", { timeout: 120_000 }, async () => {
  const saved = await server.app.inject({ method: "PUT", url: "/api/v1/producers/case-office", headers: { cookie }, payload: { name: "案例" } });
  const { token } = saved.json<{ token: string }>();
  const events = CASE_SCENARIOS.flatMap(({ lines }) => lines).map(([when, type, data], index) => ({ specversion: "1.0", id: `e-${index + 1}`, source: "case-office", sequence: index + 1, type, time: iso(when), data }));
  for (let from = 0; from < events.length; from += MAX_EVENTS_PER_BATCH) {
    const payload = JSON.stringify(events.slice(from, from + MAX_EVENTS_PER_BATCH));
    const answer = (await server.app.inject({ method: "POST", url: "/api/v1/events", headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" }, payload })).json<EventsAnswer>();
    expect(answer.answers.filter(({ accepted }) => !accepted)).toEqual([]);
  }
  while (await turn({ db: server.db, rulebooks: RULEBOOKS, rulesDigest: "1", clock, log: silentLog() })) {
    // until nothing is left
  }
  expect(new Set(CASE_SCENARIOS.map(({ caseId }) => caseId)).size).toBe(worked.length);
});

test.each([
  ["AC-01", "D01", "ac-01", "2026-02-25 00:00", ["2026-02-24 overdue"]],
  ["AC-03", "D02", "ac-03", "2026-09-17 23:59", ["2026-09-17 due_today"]],
  ["AC-06", "D31", "ac-06", "2026-04-18 12:00", ["2026-04-17 overdue"]],
  ["AC-08", "D02", "ac-08", "2026-06-05 23:59", ["2026-06-05 due_today"]],
  ["AC-11", "D02", "ac-11", "2026-09-20 12:00", ["2026-09-17 met", "2026-09-17 met", "2026-09-17 met_late", "2026-09-17 met_late"]],
  ["AC-12", "D03", "ac-12", "2026-09-14 12:00", ["2026-09-10 met_late"]],
  ["AC-13", "D05", "ac-13", "2026-03-16 12:00", ["2026-03-16 met_late"]],
  ["AC-15", "D01", "ac-15", "2027-03-08 12:00", ["2027-03-08 due_today"]],
  ["AC-17", "D11", "ac-17", "2026-04-13 23:59", ["2026-04-13 running"]],
  ["AC-17", "D12", "ac-17", "2026-04-28 00:00", ["2026-04-27 overdue"]],
  ["AC-20", "D12", "ac-20", "2026-07-10 12:00", ["2026-07-10 due_today"]],
  ["AC-23", "D07", "ac-23", "2026-02-28 00:00", ["2026-02-27 overdue"]],
  ["AC-25", "D24", "ac-25", "2026-02-27 12:00", ["2026-02-27 due_today"]],
  ["AC-28", "D14", "ac-28b", "2026-12-31 00:01", ["2026-12-30 met_late", "2027-12-30 not_due", "2028-12-30 not_due"]],
  ["AC-29", "D43", "ac-29", "2026-10-15 12:00", ["2026-10-15 running"]],
  ["AC-30", "D16", "ac-30", "2026-06-16 00:00", ["2026-06-15 ended"]],
  ["AC-32", "D34", "ac-32", "2026-02-28 23:59", ["2026-02-28 due_today"]],
  ["AC-34", "D34", "ac-34", "2028-03-02 00:00", ["2028-03-01 ended"]],
  ["AC-40", "D19", "ac-40b", "2027-03-11 00:00", ["2027-03-10 overdue"]],
  ["AC-40", "D20", "ac-40a", "2028-12-01 23:59", ["2028-12-01 running"]],
  ["AC-42", "D26", "ac-42", "2027-03-01 00:00", ["2027-02-28 ended"]],
])("%s over HTTP: %s as written", async (_case, ruleId, caseId, asOf, expected) => {
  expect((await obligation(ruleId, caseId, asOf)).toSorted()).toEqual(expected);
});

test.each([
  ["AC-13", "EXM-03", ["red"]],
  ["AC-38", "EXM-07", ["red", "red"]],
  ["AC-40c", "ORG-10", ["refused"]],
  ["AC-44b", "ORG-07", ["amber", "red", "red", "red", "red"]],
  ["AC-46", "PER-02", ["amber"]],
  ["AC-48", "BNK-03", ["red"]],
  ["AC-49", "EXM-05", ["red", "red"]],
])("%s over HTTP: %s found", async (caseId, checkId, expected) => {
  const page = FindingPage.parse(await get(`/api/v1/findings?ruleId=${checkId}&limit=500`));
  const own = page.rows.filter(({ orgId, rule }) => orgId === `case-${caseId.toLowerCase()}` && (checkId !== "EXM-07" || rule.rulebookId === "fujian"));
  expect(own.map(({ severity }) => severity).toSorted()).toEqual(expected);
});
