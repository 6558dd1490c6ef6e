import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { appendEvents } from "../../shared/node/database/test-events.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { FindingDetail, FindingPage } from "../../shared/protocol/filings/findings.ts";
import { ObligationDetail, ObligationPage } from "../../shared/protocol/filings/obligations.ts";
import { OrgDetail, OrgPage } from "../../shared/protocol/filings/orgs.ts";
import { PlanDetail } from "../../shared/protocol/filings/plans.ts";
import { RuleHealth, RuleLibrary, RuleSettings } from "../../shared/protocol/filings/rule-library.ts";
import { SessionPage, SessionRecord } from "../../shared/protocol/filings/session-records.ts";
import { CalendarYear, FeedMade } from "../../shared/protocol/filings/work-calendar.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { amended, ended, filed, iso, listed, ORG, planned, session, started, type FactLine } from "../../shared/rules/test-facts.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { turn } from "../../workers/rules/rules-run.ts";

const NOW = iso("2026-04-01 12:00");
let server: TestServer;
let cookie: string;
const clock = new FakeClock(Date.parse(NOW) * 1000);

const HISTORY: readonly FactLine[] = [
  filed("2025-01-10 09:00"),
  listed("2025-03-03"),
  planned("2026-02-20 10:00", [session("2026-03-16")], { attached: ["plan", "candidates"] }),
  amended("2026-02-23 10:00", [session("2026-03-17", { candidates: 2 })], { attached: ["plan", "candidates"] }),
  started("2026-03-17 09:00"),
  ["2026-03-17 09:01", "stream.up", { orgId: ORG, roomId: "r1", cameraId: "c-1", sessionId: "s-1" }],
  ["2026-03-17 09:05", "candidate.checked_in", { orgId: ORG, sessionId: "s-1", personId: "p-1", roomId: "r1" }],
  ["2026-03-17 09:30", "supervisor.joined", { orgId: ORG, sessionId: "s-1", supervisorId: "w-1", side: "external", mode: "remote" }],
  ended("2026-03-17 11:00"),
  ["2026-03-20 10:00", "batch.announced", { orgId: ORG, batchId: "b-2", startDate: "2026-04-20" }],
];

async function compute(): Promise<void> {
  const parts = { db: server.db, rulebooks: RULEBOOKS, rulesDigest: "1", clock, log: silentLog() };
  while (await turn(parts)) {
    // until nothing is left
  }
}

beforeAll(async () => {
  server = await startTestServer({ clock });
  cookie = await server.signInAs("administrator");
  await appendEvents(server.db, HISTORY);
  await compute();
});
afterAll(() => server.stop());

const get = (url: string) => server.app.inject({ url, headers: { cookie } });
const send = (method: "POST" | "PUT" | "DELETE", url: string, payload: object = {}) => server.app.inject({ method, url, headers: { cookie }, payload });

test("who owes what is listed with its state at the moment of asking, its age, and counts of every state", async () => {
  const page = ObligationPage.parse((await get("/api/v1/obligations?ruleId=D01&sort=due")).json());
  expect(page.rows.map(({ dueDate, state, workdaysLeft }) => ({ dueDate, state, workdaysLeft }))).toEqual([
    { dueDate: "2026-02-25", state: "met", workdaysLeft: null },
    { dueDate: "2026-03-27", state: "overdue", workdaysLeft: -3 },
  ]);
  expect(page.counts).toMatchObject({ met: 1, overdue: 1, due_today: 0 });
  expect(page.age.entry).toBe(page.age.ledgerEntry);
  const before = ObligationPage.parse((await get(`/api/v1/obligations?ruleId=D01&state=due_soon&asOf=${encodeURIComponent(iso("2026-03-26 12:00"))}`)).json());
  expect(before.rows).toMatchObject([{ dueDate: "2026-03-27", state: "due_soon", workdaysLeft: 1 }]);
});

test("pages of one row each give every obligation once", async () => {
  const all = ObligationPage.parse((await get("/api/v1/obligations?limit=500")).json()).rows.map(({ key }) => key);
  const seen: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: ObligationPage = ObligationPage.parse((await get(`/api/v1/obligations?limit=1${next === "" ? "" : `&cursor=${next}`}`)).json());
    seen.push(...page.rows.map(({ key }) => key));
    next = page.next;
  }
  expect(seen).toEqual(all);
  expect((await get("/api/v1/obligations?cursor=nonsense")).json()).toMatchObject({ error: { code: "bad-request", detail: expect.stringContaining("expected the") as unknown } });
});

test("an obligation shows its arithmetic, the days counted, the source's own words and the facts it rests on", async () => {
  const [row] = ObligationPage.parse((await get("/api/v1/obligations?ruleId=D01&state=overdue")).json()).rows;
  const detail = ObligationDetail.parse((await get(`/api/v1/obligations/${encodeURIComponent(row?.key ?? "")}`)).json());
  expect(detail.arithmetic).toMatchObject({ count: 15, unit: "workday", direction: "before" });
  expect(detail.obligation.countedDays).toHaveLength(15);
  expect(detail.sources.find(({ id }) => id === "XM-010")?.quote).toContain("15个工作日");
  expect(detail.facts.map(({ type }) => type)).toContain("batch.announced");
  expect((await get("/api/v1/obligations/none")).statusCode).toBe(404);
});

test("every list comes as CSV and XLSX with the rows of the page, the overdue list as PDF", async () => {
  const page = ObligationPage.parse((await get("/api/v1/obligations")).json());
  const csv = await get("/api/v1/obligations?format=csv");
  expect(csv.body.startsWith("\uFEFF")).toBe(true);
  expect(parse(csv.body, { bom: true })).toHaveLength(page.rows.length + 1);
  const xlsx = await get("/api/v1/obligations?format=xlsx");
  expect(await readSheet(xlsx.rawPayload)).toHaveLength(page.rows.length + 1);
  const pdf = await get("/api/v1/obligations?state=overdue&format=pdf");
  expect(pdf.headers["content-type"]).toBe("application/pdf");
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe("%PDF-");
  for (const list of ["findings", "orgs", "session-records", "rule-health"]) expect((await get(`/api/v1/${list}?format=csv`)).statusCode).toBe(200);
});

test("an evaluator's page tells its profile, its links and its credit record", async () => {
  const page = OrgPage.parse((await get("/api/v1/orgs")).json());
  expect(page.rows).toMatchObject([{ id: ORG, name: "Port Works", state: "listed", overdue: 2 }]);
  const detail = OrgDetail.parse((await get(`/api/v1/orgs/${ORG}`)).json());
  expect(detail.links.map(({ link }) => link)).toHaveLength(8);
  expect(detail.links.find(({ link }) => link === "exam")?.facts).toBe(6);
  expect(detail.batches.map(({ batchId }) => batchId)).toEqual(["b-2", "b-1"]);
  expect(detail.credit).toMatchObject({ met: expect.any(Number) as unknown, sanctions: [] });
});

test("a plan shows what its amendment changed and which parts are missing", async () => {
  const plan = PlanDetail.parse((await get("/api/v1/plans/b-1")).json());
  expect(plan.versions.map(({ fact }) => fact.type)).toEqual(["plan.received", "plan.amended"]);
  expect(plan.versions[1]?.changes.map(({ path }) => path)).toEqual(["startDate", "sessions/s-1/candidates", "sessions/s-1/endsAt", "sessions/s-1/startsAt"]);
  expect(plan).toMatchObject({ state: "amended", startDate: "2026-03-17", missingParts: ["training", "invigilators", "examiners", "supervisors"] });
  expect(plan.readiness.rooms).toMatchObject([{ roomId: "r1", name: null, camerasRegistered: 0 }]);
  expect((await get("/api/v1/plans/none")).statusCode).toBe(404);
});

test("a session shows plan and reality, live minutes, check-ins and supervision by kind", async () => {
  const record = SessionRecord.parse((await get("/api/v1/session-records/s-1")).json());
  expect(record).toMatchObject({ batchId: "b-1", candidates: { expected: 2, checkedIn: 1 }, rooms: [{ roomId: "r1", liveMinutes: 119, sessionMinutes: 120 }] });
  expect(record.supervision.coverage).toEqual({ onSiteInternal: "none", remoteInternal: false, onSiteExternal: false, remoteExternal: true });
  expect(SessionPage.parse((await get("/api/v1/session-records?from=2026-03-17&to=2026-03-17")).json()).rows).toHaveLength(1);
});

test("a verdict becomes a ledger entry, stands beside the finding, and counts in the rule's health", async () => {
  const [finding] = FindingPage.parse((await get("/api/v1/findings")).json()).rows;
  const url = `/api/v1/findings/${encodeURIComponent(finding?.key ?? "")}`;
  const receipt = await send("POST", `${url}/verdict`, { verdict: "false-alarm", reason: "approved on paper" });
  expect(receipt.json()).toMatchObject({ entry: expect.any(Number) as unknown });
  await compute();
  const detail = FindingDetail.parse((await get(url)).json());
  expect(detail.finding.verdict).toMatchObject({ verdict: "false-alarm", by: "administrator: test administrator" });
  const health = RuleHealth.parse((await get("/api/v1/rule-health")).json());
  expect(health.rows.find(({ ruleId }) => ruleId === finding?.rule.ruleId)).toMatchObject({ falseAlarms: 1, falseAlarmShare: 1 });
  expect((await send("POST", `${url}/verdict`, { verdict: "maybe", reason: "x" })).json()).toMatchObject({ error: { code: "bad-request" } });
});

test("a corrected day and a changed setting go through the ledger and change what is owed", async () => {
  const dueOf = async () => ObligationPage.parse((await get("/api/v1/obligations?ruleId=D01&state=overdue")).json()).rows[0]?.dueDate;
  expect(await dueOf()).toBe("2026-03-27");
  expect((await send("PUT", "/api/v1/calendar/days/2026-04-02", { workday: false, source: "typhoon" })).statusCode).toBe(200);
  await compute();
  expect(await dueOf()).toBe("2026-03-26");
  const year = CalendarYear.parse((await get("/api/v1/calendar?year=2026")).json());
  expect(year.days.find(({ date }) => date === "2026-04-02")).toMatchObject({ workday: false, why: "corrected" });
  expect(CalendarYear.parse((await get("/api/v1/calendar?year=2027")).json())).toMatchObject({ loaded: false });
  expect((await send("PUT", "/api/v1/rule-settings", { areaCode: "350200", setting: "lead.mode", value: "full-days", reason: "ruling" })).statusCode).toBe(200);
  await compute();
  expect(await dueOf()).toBe("2026-03-25");
  const { settings } = RuleSettings.parse((await get("/api/v1/rule-settings")).json());
  expect(settings.find(({ areaCode, setting }) => areaCode === "350200" && setting === "lead.mode")).toMatchObject({ value: "full-days", shippedValue: "nth-day" });
  expect((await send("PUT", "/api/v1/rule-settings", { areaCode: "350200", setting: "lead.mode", value: 3, reason: "x" })).statusCode).toBe(400);
  const mistyped = await send("PUT", "/api/v1/rule-settings", { areaCode: "350200", setting: "certificate.numberPattern", value: "Y[", reason: "x" });
  expect([mistyped.statusCode, mistyped.body.includes("valid regular expression")]).toEqual([400, true]);
});

test("the policy library holds every rule of every book with the source's words and how often it fired", async () => {
  const library = RuleLibrary.parse((await get("/api/v1/rulebooks")).json());
  expect(library.books.map(({ id }) => id)).toEqual(["xiamen", "fujian", "shenzhen", "jilin", "liaoning"]);
  const plan = library.books[0]?.rules.find(({ id }) => id === "D01");
  expect(plan).toMatchObject({ kind: "deadline", fired: 2, open: 1 });
  expect(plan?.sources.every(({ quote }) => quote !== "")).toBe(true);
  expect(plan?.readings.find(({ id }) => id === "A1")).toMatchObject({ subject: "提前 N 个工作日", used: "(a)" });
  expect(library.books[0]?.settingFacts["lead.mode"]).toEqual({ choices: ["nth-day", "full-days"], rules: ["D01", "D02", "D03", "D04"] });
});

test("due dates are a calendar to subscribe to: stable ids, a sequence that grows with a change, and a key that can be ended", async () => {
  const made = FeedMade.parse((await send("POST", "/api/v1/calendar-feeds", { label: "duties", orgId: ORG })).json());
  const feed = () => server.app.inject({ url: new URL(made.url).pathname });
  const planOf = (text: string) => /UID:(\S+)\r\nSEQUENCE:(\d+)[^]*?DTSTART;VALUE=DATE:(\d+)/.exec(text.split("BEGIN:VEVENT").find((event) => event.includes("D01")) ?? "")?.slice(1) ?? [];
  const [uid, sequence, day] = planOf((await feed()).body);
  expect(day).toBe("20260325");
  await send("PUT", "/api/v1/calendar/days/2026-04-03", { workday: false, source: "typhoon" });
  await compute();
  const [uidAfter, sequenceAfter, dayAfter] = planOf((await feed()).body);
  expect([uidAfter, dayAfter]).toEqual([uid, "20260324"]);
  expect(Number(sequenceAfter)).toBeGreaterThan(Number(sequence));
  expect((await send("DELETE", `/api/v1/calendar-feeds/${made.id}`)).statusCode).toBe(200);
  expect((await feed()).statusCode).toBe(404);
});

test("a calendar feed is of an area, or of the filter of the page that it was made on", async () => {
  const feedOf = async (asked: string) => {
    const made = FeedMade.parse((await send("POST", "/api/v1/calendar-feeds", { label: "area", asked })).json());
    return (await server.app.inject({ url: new URL(made.url).pathname })).body;
  };
  expect(await feedOf("area=350200&duty=binding&sort=due")).toContain("D01");
  expect(await feedOf("area=210000")).not.toContain("BEGIN:VEVENT");
  expect(await feedOf("ruleId=D99")).not.toContain("BEGIN:VEVENT");
  expect((await send("POST", "/api/v1/calendar-feeds", { label: "wrong", asked: "state=blue" })).json()).toMatchObject({ error: { code: "bad-request", detail: expect.stringContaining("state") as unknown } });
});

test("binding duties of evaluators are what the wall counts as overdue; the authority's and the house's are lists of their own", async () => {
  const listed = async (words: string) => ObligationPage.parse((await get(`/api/v1/obligations?limit=500&${words}`)).json());
  const [binding, authority, house] = await Promise.all(["binding", "authority", "house"].map((duty) => listed(`duty=${duty}`)));
  expect(binding?.rows.length).toBeGreaterThan(0);
  expect(binding?.rows.every(({ severity, owedBy, nature }) => severity === "breach" && owedBy === "evaluator" && nature !== "gate")).toBe(true);
  expect(house?.rows.every(({ severity }) => severity === "sla")).toBe(true);
  expect(authority?.rows.every(({ owedBy }) => owedBy === "authority")).toBe(true);
  const wall = (await get("/api/v1/wall")).json<{ filings: { filings: { overdue: number } } }>();
  expect(wall.filings.filings.overdue).toBe(binding?.counts.overdue);
  const org = OrgPage.parse((await get("/api/v1/orgs")).json()).rows.find(({ id }) => id === ORG);
  expect(org?.overdue).toBe((await listed(`duty=binding&orgId=${ORG}`)).counts.overdue);
});

test("sessions begin with what runs, then what comes next, then what was, and pages keep that order", async () => {
  const near: FactLine[] = [
    planned("2026-03-20 10:00", [session("2026-04-20", { sessionId: "n-far" }), session("2026-04-02", { sessionId: "n-next" }), session("2026-04-01", { sessionId: "n-now" }), session("2026-03-30", { sessionId: "n-been" })], { batchId: "b-near" }),
    started("2026-03-30 09:00", { sessionId: "n-been", batchId: "b-near" }),
    ended("2026-03-30 11:00", { sessionId: "n-been", batchId: "b-near" }),
    started("2026-04-01 11:00", { sessionId: "n-now", batchId: "b-near" }),
  ];
  await appendEvents(server.db, near, { source: "near" });
  await compute();
  const order = ["n-now", "n-next", "n-far", "n-been", "s-1"];
  expect(SessionPage.parse((await get("/api/v1/session-records")).json()).rows.map(({ sessionId }) => sessionId)).toEqual(order);
  const paged: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: SessionPage = SessionPage.parse((await get(`/api/v1/session-records?limit=2${next === "" ? "" : `&cursor=${next}`}`)).json());
    paged.push(...page.rows.map(({ sessionId }) => sessionId));
    next = page.next;
  }
  expect(paged).toEqual(order);
  expect(SessionPage.parse((await get("/api/v1/session-records?sort=-day")).json()).rows[0]?.sessionId).toBe("n-far");
});

test("what a city's book and its province's both find of a session counts once and stands under both sources", async () => {
  const found = FindingPage.parse((await get(`/api/v1/findings?orgId=${ORG}&limit=500`)).json()).rows;
  const ofSession = found.filter(({ rule, subject }) => rule.ruleId === "EXM-07" && subject.id === "s-1");
  expect(ofSession.map(({ rule }) => rule.rulebookId).toSorted()).toEqual(["fujian", "xiamen"]);
  const record = SessionRecord.parse((await get("/api/v1/session-records/s-1")).json());
  const told = record.findings.filter(({ rule }) => rule.ruleId === "EXM-07");
  expect(told.map(({ rule, alsoUnder = [] }) => [rule, ...alsoUnder].flatMap(({ sources }) => sources).toSorted())).toEqual([["FJ-043", "XM-101"]]);
  const things = (rows: typeof found) => new Set(rows.map(({ key }) => key.slice(key.indexOf("/")))).size;
  const org = OrgPage.parse((await get("/api/v1/orgs")).json()).rows.find(({ id }) => id === ORG);
  expect(org?.redFindings).toBe(things(found.filter(({ severity, clearedMs, verdict }) => severity === "red" && clearedMs === null && verdict?.verdict !== "false-alarm")));
  const { credit } = OrgDetail.parse((await get(`/api/v1/orgs/${ORG}`)).json());
  expect(credit.findings.filter(({ severity }) => severity === "red").reduce((sum, { count }) => sum + count, 0)).toBe(things(found.filter(({ severity }) => severity === "red")));
});

test("events that a producer posts are obligations with their due dates once the rules have read them", async () => {
  const { token } = (await send("PUT", "/api/v1/producers/exam-platform", { name: "平台" })).json<{ token: string }>();
  const event = (sequence: number, type: string, time: string, data: object) => ({ specversion: "1.0", id: `e-${sequence}`, source: "exam-platform", type, time: iso(time), sequence, data: { orgId: "xm-school", ...data } });
  const scope = { evaluatorType: "S", areaCode: "350200", occupations: [{ occupation: "焊工", levels: [4] }] };
  const events = [
    event(1, "org.listed", "2025-03-03 09:00", { ...scope, orgCode: "S2", validFrom: "2025-03-03" }),
    event(2, "batch.announced", "2026-02-01 09:00", { batchId: "b-s", startDate: "2026-03-16" }),
  ];
  const posted = await server.app.inject({ method: "POST", url: "/api/v1/events", headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" }, payload: JSON.stringify(events) });
  expect(posted.json()).toMatchObject({ accepted: 2, refused: 0 });
  await compute();
  // The school's breach lies at 10 working days, its amber line at 15 (conflict C1).
  const { rows } = ObligationPage.parse((await get("/api/v1/obligations?orgId=xm-school&ruleId=D02,D03")).json());
  expect(rows.map(({ rule, severity }) => [rule.ruleId, severity])).toEqual([["D03", "advisory"], ["D02", "breach"]]);
});

test("filings need a sign-in that grants them, and an outage of the database is no empty list", async () => {
  expect((await server.app.inject({ url: "/api/v1/obligations" })).statusCode).toBe(401);
  const wall = await server.signInAs("wall-device");
  expect((await server.app.inject({ url: "/api/v1/obligations", headers: { cookie: wall } })).statusCode).toBe(403);
  const own = await startTestServer();
  const cookieThere = await own.signInAs("administrator");
  await own.loseDatabase();
  expect((await own.app.inject({ url: "/api/v1/obligations", headers: { cookie: cookieThere } })).statusCode).toBe(503);
  await own.stop();
});
