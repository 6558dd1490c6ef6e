import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { amended, approved, ended, facts, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

const at = (areaCode: string, evaluatorType: "E" | "S" | "T" = "E") => listed("2025-01-05", { areaCode, evaluatorType });
const announced = (day: string): FactLine => ["2026-01-05", "batch.announced", { orgId: ORG, batchId: "b-1", startDate: day, sessions: [session(day)] }];

test("EXM-01 a plan that did not come in by its due day is red from the next midnight, cleared when it comes (AC-01)", () => {
  expect(fired("EXM-01", facts(at("350200"), announced("2026-03-16")), { asOf: "2026-02-25 00:00" })).toMatchObject([{ book: "xiamen", severity: "red", subject: "batch:b-1", since: "2026-02-25 00:00", cleared: null, values: { dueDate: "2026-02-24", deadline: "D01" } }]);
  expect(fired("EXM-01", facts(at("350200"), announced("2026-03-16"), planned("2026-02-26 10:00", [session("2026-03-16")])))).toMatchObject([{ cleared: "2026-02-26 10:00" }]);
  expect(fired("EXM-01", facts(at("440300"), announced("2026-05-06")))).toMatchObject([{ book: "shenzhen", mode: "shadow", values: { dueDate: "2026-04-17", deadline: "D31" } }]);
});

test("EXM-01 guard: each type has its own line: a school between 15 and 10 working days is amber only, and in time is in time (AC-12)", () => {
  const school = fired("EXM-01", facts(at("350200", "S"), planned("2026-09-14 10:00", [session("2026-10-08")])));
  expect(school).toMatchObject([{ severity: "amber", since: "2026-09-11 00:00", cleared: "2026-09-14 10:00", values: { deadline: "D03" } }]);
  expect(fired("EXM-01", facts(at("350200"), announced("2026-03-16"), planned("2026-02-24 23:59", [session("2026-03-16")])))).toEqual([]);
  expect(fired("EXM-01", facts(at("350200"), announced("2026-03-16")), { asOf: "2026-02-24 23:59" })).toEqual([]);
  expect(fired("EXM-01", facts(at("210200"), announced("2026-03-16")))).toEqual([]);
  const cancelled: FactLine = ["2026-02-01", "batch.cancelled", { orgId: ORG, batchId: "b-1", reason: "r" }];
  expect(fired("EXM-01", facts(at("350200"), announced("2026-03-16"), cancelled))).toEqual([]);
});

test("EXM-02 a plan without some of its six parts is amber until they are filed", () => {
  const plan = planned("2026-02-24", [session("2026-03-16")], { attached: ["training"], candidateCount: 30, examiners: ["p-1"] });
  expect(fired("EXM-02", facts(at("350200"), plan))).toMatchObject([{ severity: "amber", cleared: null, values: { present: 4, of: 6, missingEn: "invigilators, quality supervisors" } }]);
  const rest = amended("2026-02-27 09:00", [session("2026-03-16")], { invigilators: ["p-2"], supervisors: ["sv-1"] });
  expect(fired("EXM-02", facts(at("350200"), plan, rest))).toMatchObject([{ cleared: "2026-02-27 09:00" }]);
});

test("EXM-02 guard: Shenzhen asks for four parts, and a list serves as well as an attachment", () => {
  const four = planned("2026-02-24", [session("2026-03-16")], { candidateIds: ["p-5"], examiners: ["p-1"] });
  expect(fired("EXM-02", facts(at("440300"), four))).toEqual([]);
  expect(fired("EXM-02", facts(at("350200"), four))).toHaveLength(1);
  expect(fired("EXM-02", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")], { attached: ["training", "plan", "candidates", "invigilators", "examiners", "supervisors"] })))).toEqual([]);
});

test("EXM-03 a session that starts before its approval is red, and stays so with both times (AC-13)", () => {
  const late = facts(at("350200"), planned("2026-02-24 15:00", [session("2026-03-16")]), started("2026-03-16 09:00"), approved("2026-03-16 10:20"));
  expect(fired("EXM-03", late)).toMatchObject([{ book: "xiamen", severity: "red", subject: "session:s-1", since: "2026-03-16 09:00", cleared: null, values: { startedAt: "2026-03-16 09:00", approvedAt: "2026-03-16 10:20" } }]);
  const never = facts(at("350200"), planned("2026-02-24", [session("2026-03-16")]), started("2026-03-16 09:00"));
  expect(fired("EXM-03", never)).toMatchObject([{ values: { approvedAt: null } }]);
  const takenBack: FactLine = ["2026-03-10", "plan.returned", { orgId: ORG, batchId: "b-1", reason: "r" }];
  expect(fired("EXM-03", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")]), approved("2026-03-01"), takenBack, started("2026-03-16 09:00")))).toHaveLength(1);
});

test("EXM-03 guard: approved before the start is in order, not started is not started, and a test is no session", () => {
  expect(fired("EXM-03", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")]), approved("2026-03-16 08:59"), started("2026-03-16 09:00")))).toEqual([]);
  expect(fired("EXM-03", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")])))).toEqual([]);
  const trial: FactLine = ["2026-03-01", "session.scheduled", { ...session("2026-03-16"), orgId: ORG, batchId: "b-1", test: true }];
  expect(fired("EXM-03", facts(at("350200"), trial, started("2026-03-16 09:00")))).toEqual([]);
});

const differing = (...lines: FactLine[]) => fired("EXM-04", facts(at("350200"), planned("2026-02-24", [session("2026-03-16", { candidates: 30 })], { examiners: ["p-1", "p-2"] }), ...lines)).map(({ severity, values }) => [values.aspect, severity, values.actual, values.planned]);

test("EXM-04 another site or occupation than planned is red; other rooms, times, examiners or more candidates are amber", () => {
  expect(differing(started("2026-03-16 09:40", { siteId: "site-7", rooms: ["r1", "r2"] }))).toEqual([
    ["rooms", "amber", "r1、r2", "r1"],
    ["site", "red", "site-7", "site-1"],
    ["time", "amber", "2026-03-16 09:40", "2026-03-16 09:00"],
  ]);
  expect(differing(ended("2026-03-16 11:00", { examiners: ["p-1", "p-9"], candidatesPresent: 31 }))).toEqual([["candidates", "amber", "31", "30"], ["examiners", "amber", "p-1、p-9", "p-1、p-2"]]);
  const sat: FactLine = ["2026-03-16 09:30", "candidate.attempted", { orgId: ORG, sessionId: "s-1", personId: "p-7", occupation: "钳工", level: 4 }];
  expect(differing(sat)).toEqual([["occupation", "red", "钳工/4", `${WELDER}/4`]]);
});

test("EXM-04 guard: a logged amendment clears it, and absent candidates or a few minutes are no difference", () => {
  expect(differing(started("2026-03-16 09:10", { siteId: "site-1", rooms: ["r1"] }), ended("2026-03-16 11:00", { examiners: ["p-1"], candidatesPresent: 27 }))).toEqual([]);
  expect(differing(amended("2026-03-10", [session("2026-03-16", { siteId: "site-7" })]), started("2026-03-16 09:00", { siteId: "site-7" }))).toEqual([]);
  const later = amended("2026-03-16 12:00", [session("2026-03-16", { siteId: "site-7" })]);
  expect(fired("EXM-04", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")]), started("2026-03-16 09:00", { siteId: "site-7" }), later))).toMatchObject([{ cleared: "2026-03-16 12:00" }]);
});

const parts = (level: number, names: readonly ("theory" | "practical" | "review")[], data: Partial<EventData<"plan.received">> = {}) =>
  planned("2026-02-24", names.map((part, index) => session("2026-03-16", { sessionId: `s-${index}`, part, level })), data);

test("EXM-11 a plan without the practical is amber for an enterprise and red for a school; level 2 needs the review", () => {
  expect(fired("EXM-11", facts(at("350200"), parts(4, ["theory"])))).toMatchObject([{ severity: "amber", values: { missingEn: "practical" } }]);
  expect(fired("EXM-11", facts(at("350200", "S"), parts(4, ["theory"])))).toMatchObject([{ severity: "red" }]);
  expect(fired("EXM-11", facts(at("210200"), parts(2, ["theory", "practical"])))).toMatchObject([{ book: "liaoning", severity: "red", values: { level: 2, missingEn: "review" } }]);
});

test("EXM-11 guard: a lawful route replaces its part for those who may use it, and the filed norm says what is asked", () => {
  const route = { routes: ["theory-substitution" as const] };
  expect(fired("EXM-11", facts(at("350200", "S"), parts(4, ["practical"], route)))).toEqual([]);
  expect(fired("EXM-11", facts(at("350200", "T"), parts(4, ["practical"], route)))).toHaveLength(1);
  const norm: FactLine = ["2026-01-10", "norm.filed", { orgId: ORG, occupation: WELDER, standardRef: "QB-7", kind: "enterprise", version: "1", levels: [4], parts: ["practical"] }];
  expect(fired("EXM-11", facts(at("350200"), norm, parts(4, ["practical"])))).toEqual([]);
  expect(fired("EXM-11", facts(at("350200"), planned("2026-02-24", [session("2026-03-16")])))).toEqual([]);
});
