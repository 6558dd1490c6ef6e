import type { Insertable } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import type { ObligationTable, SessionSummaryTable } from "../../shared/node/database/tables.ts";
import { FilingsWatch } from "./filings-watch.ts";

const NOON = Date.parse("2026-04-01T12:00:00+08:00");
const DAY_MS = 86_400_000;
let database: TestDatabase;

const owed = (key: string, given: Partial<Insertable<ObligationTable>> = {}): Insertable<ObligationTable> => ({
  key, dossier: "org:a", orgId: "a", ruleId: "D01", rulebookId: "xiamen", mode: "in-force", severity: "breach", nature: "deadline", owedBy: "evaluator", subjectKind: "batch", subjectId: key,
  dueDate: "2026-03-27", open: true, stateFrom: [NOON - 4 * DAY_MS], states: ["due_today", "overdue"], overdueFromMs: NOON - 4 * DAY_MS, overdueToMs: null, provisional: false, body: "{}", ...given,
});

const session = (sessionId: string, day: string, given: Partial<Insertable<SessionSummaryTable>> = {}): Insertable<SessionSummaryTable> => ({
  sessionId, orgId: "a", batchId: null, day, plannedStartMs: NOON, plannedEndMs: null, startedMs: Date.parse(`${day}T09:00:00+08:00`), endedMs: Date.parse(`${day}T11:00:00+08:00`), cancelled: false, test: false,
  expected: 10, checkedIn: 8, present: 8, onSiteInternal: "none", remoteInternal: false, onSiteExternal: false, remoteExternal: false, ...given,
});

beforeAll(async () => {
  database = await createTestDatabase();
  const soon = { dueDate: "2026-04-03", stateFrom: [NOON - DAY_MS], states: ["not_due", "due_soon"], overdueFromMs: NOON + 3 * DAY_MS };
  await database.db.insertInto("obligation").values([
    owed("overdue"),
    owed("shadow", { mode: "shadow" }),
    owed("advisory", { severity: "advisory" }),
    owed("gate", { nature: "gate" }),
    owed("authority", { owedBy: "authority" }),
    owed("done late", { open: false, stateFrom: [NOON - 40 * DAY_MS, NOON - 30 * DAY_MS], states: ["not_due", "overdue", "met_late"], overdueFromMs: NOON - 40 * DAY_MS, overdueToMs: NOON - 30 * DAY_MS }),
    owed("soon", soon),
    owed("soon in shadow", { ...soon, mode: "shadow" }),
  ]).execute();
  await database.db.insertInto("sessionSummary").values([
    session("running", "2026-04-01", { endedMs: null, onSiteInternal: "whole", present: 7 }),
    session("running, no plan", "2026-04-01", { endedMs: null, expected: null, plannedStartMs: null, remoteExternal: true, present: 3 }),
    session("forgotten", "2026-03-20", { endedMs: null }),
    session("test", "2026-04-01", { endedMs: null, test: true }),
    session("both", "2026-03-31", { onSiteInternal: "part", remoteExternal: true }),
    session("old", "2026-02-01"),
  ]).execute();
});
afterAll(() => database.drop());

test("overdue filings on the wall are clear duties of evaluators under rules that bind, and the authority's stand apart", async () => {
  const { filings } = (await new FilingsWatch(database.db).read(NOON)).filings;
  expect(filings).toMatchObject({ overdue: 1, authorityOverdue: 1, dueToday: 0, dueSoon: 1 });
  expect(filings.worst).toEqual([{ key: "overdue", orgId: "a", orgName: null, ruleId: "D01", titleZh: "认定实施计划报备", titleEn: "Plan filed before the batch", dueDate: "2026-03-27", daysOver: 5 }]);
});

test("running sessions are those that began and did not end within a day; who is there counts, tests do not", async () => {
  const { sessions } = (await new FilingsWatch(database.db).read(NOON)).filings;
  expect(sessions).toEqual({ active: 2, plannedToday: 1, candidatesPresent: 10, candidatesExpected: 10, expectedOfSessions: 1 });
});

test("kinds of supervision are counted side by side and never added up", async () => {
  const { coverageToday, coverage30Days } = (await new FilingsWatch(database.db).read(NOON)).filings;
  expect(coverageToday).toEqual({ sessions: 2, onSiteInternalWhole: 1, onSiteInternalPart: 0, remoteInternal: 0, onSiteExternal: 0, remoteExternal: 1, none: 0 });
  expect(coverage30Days).toEqual({ sessions: 4, onSiteInternalWhole: 1, onSiteInternalPart: 1, remoteInternal: 0, onSiteExternal: 0, remoteExternal: 2, none: 1 });
});

test("the trend says what was overdue at the end of each day, and a day without sessions has no share", async () => {
  const { days } = (await new FilingsWatch(database.db).read(NOON)).filings;
  const on = (date: string) => days.find((day) => day.date === date);
  expect(days).toHaveLength(90);
  expect(on("2026-02-25")).toMatchObject({ overdue: 1, sessions: 0, onSiteInternalShare: null });
  expect(on("2026-03-10")).toMatchObject({ overdue: 0 });
  expect(on("2026-04-01")).toMatchObject({ overdue: 1, sessions: 2, onSiteInternalShare: 0.5, remoteExternalShare: 0.5 });
});
