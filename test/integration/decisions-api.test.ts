import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { DECISION_TYPES } from "../../shared/lives/decisions.ts";
import { appendEvents } from "../../shared/node/database/test-events.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import { OrgDetail } from "../../shared/protocol/filings/orgs.ts";
import { PlanDetail } from "../../shared/protocol/filings/plans.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { filed, iso, listed, ORG, planned, session } from "../../shared/rules/test-facts.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { turn } from "../../workers/rules/rules-run.ts";

const clock = new FakeClock(Date.parse(iso("2026-04-01 12:00")) * 1000);
let server: TestServer;
let cookie: string;

async function compute(): Promise<void> {
  const parts = { db: server.db, rulebooks: RULEBOOKS, rulesDigest: "1", clock, log: silentLog() };
  while (await turn(parts)) {
    // until nothing is left
  }
}

beforeAll(async () => {
  server = await startTestServer({ clock });
  cookie = await server.signInAs("administrator");
  await appendEvents(server.db, [
    filed("2025-01-10 09:00"),
    listed("2025-03-03"),
    planned("2026-02-20 10:00", [session("2026-05-16")]),
    ["2026-03-20 10:00", "complaint.opened", { caseId: "c-1", orgId: ORG, what: "fee" }],
  ]);
  await compute();
});
afterAll(() => server.stop());

const decide = (type: string, data: object) => server.app.inject({ method: "POST", url: "/api/v1/decisions", headers: { cookie }, payload: { type, data } });
const detailOf = (response: { json(): unknown }) => (response.json() as { error: { detail: string } }).error.detail;
const stateOfOrg = async () => OrgDetail.parse((await server.app.inject({ url: `/api/v1/orgs/${ORG}`, headers: { cookie } })).json()).org.state;
const plan = async () => PlanDetail.parse((await server.app.inject({ url: "/api/v1/plans/b-1", headers: { cookie } })).json());

test("a decision becomes an entry of the ledger with the person and the moment, and the page shows the new state once it is read", async () => {
  const answer = await decide("plan.approved", { orgId: ORG, batchId: "b-1" });
  expect(answer.statusCode).toBe(200);
  const receipt = LedgerReceipt.parse(answer.json());
  await compute();
  const shown = await plan();
  expect(shown.state).toBe("approved");
  expect(shown.age.entry).toBeGreaterThanOrEqual(receipt.entry);
  expect(shown.timeline.find(({ entry }) => entry === receipt.entry)).toMatchObject({ id: receipt.factId, type: "plan.approved", atMs: clock.nowUs() / 1000, data: { decidedBy: "administrator: test administrator" } });
});

test("what the table of lives does not allow in this state is refused with its sentence, and a double press is entered once", async () => {
  const twice = await Promise.all([1, 2].map(() => decide("org.suspended", { orgId: ORG, reason: "complaints" })));
  expect(twice.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
  expect((await decide("org.resumed", { orgId: ORG, reason: "too early" })).statusCode).toBe(409);
  await compute();
  expect(await stateOfOrg()).toBe("suspended");
  const again = await decide("org.suspended", { orgId: ORG, reason: "complaints" });
  expect(again.statusCode).toBe(409);
  expect(detailOf(again)).toContain("The evaluator is “suspended” now; this may be done while it is “listed”.");
});

test("a decision is tried on its own thing: an unknown evaluator, case or record allows none, and a case of another evaluator is not this one's", async () => {
  expect(detailOf(await decide("org.assessed", { orgId: "nobody", filingId: "f-1", passed: true }))).toContain("unknown");
  expect((await decide("complaint.closed", { caseId: "c-2", outcome: "none" })).statusCode).toBe(409);
  expect((await decide("complaint.closed", { caseId: "c-1", orgId: "another", outcome: "none" })).statusCode).toBe(409);
  expect((await decide("complaint.closed", { caseId: "c-1", orgId: ORG, outcome: "fee paid back" })).statusCode).toBe(200);
  expect((await decide("supervision.result.published", { orgId: ORG, recordId: "r-1" })).statusCode).toBe(409);
  expect((await decide("opinion.issued", { orgId: ORG, opinionId: "op-1", form: "letter" })).statusCode).toBe(200);
});

test("a decision whose data are wrong, or that is none of the authority's, is refused with what was expected", async () => {
  expect(detailOf(await decide("plan.returned", { orgId: ORG, batchId: "b-1" }))).toContain("data.reason: expected");
  expect(detailOf(await decide("plan.received", { orgId: ORG, batchId: "b-1" }))).toContain(`expected one of ${DECISION_TYPES[0]}`);
  expect(detailOf(await decide("plan.approved", { orgId: ORG, batchId: "b-1", extra: 1 }))).toContain("extra");
  const wall = await server.signInAs("wall-device");
  expect((await server.app.inject({ method: "POST", url: "/api/v1/decisions", headers: { cookie: wall }, payload: { type: "plan.approved", data: {} } })).statusCode).toBe(403);
});
