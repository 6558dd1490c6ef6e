import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { ended, facts, iso, listed, ORG, planned, session, started, type FactLine } from "../../test-facts.ts";

const DAY = "2026-11-18";
const here = listed("2025-01-05");
const up = (time: string, roomId: string, cameraId = `c-${roomId}`): FactLine => [`${DAY} ${time}`, "stream.up", { orgId: ORG, roomId, cameraId }];
const down = (time: string, roomId: string, cameraId = `c-${roomId}`): FactLine => [`${DAY} ${time}`, "stream.down", { orgId: ORG, roomId, cameraId }];
const outage = (from: string, to: string): FactLine => [`${DAY} ${to}`, "platform.outage", { orgId: ORG, startsAt: iso(`${DAY} ${from}`), endsAt: iso(`${DAY} ${to}`) }];
const rooms = planned("2026-10-20", [session(DAY, { rooms: ["r1", "r2", "r3"] })]);
/** AC-49: room 1 all the time, room 2 late and with a gap, room 3 never, and a camera in a room of no plan. */
const threeRooms = facts(here, rooms, up("08:50", "r1"), down("11:05", "r1"), up("09:07", "r2"), down("10:00", "r2"), up("10:04", "r2"), down("11:02", "r2"), up("09:30", "r9"));

test("EXM-05 a room without a live stream at the start is red, cleared when it comes, or never (AC-49)", () => {
  const found = fired("EXM-05", threeRooms);
  expect(found).toMatchObject([
    { severity: "red", subject: "room:r2", since: `${DAY} 09:00`, cleared: `${DAY} 09:07`, values: { lateMinutes: 7, liveRooms: 2, rooms: 3 } },
    { severity: "red", subject: "room:r3", since: `${DAY} 09:00`, cleared: null, values: { lateMinutes: null } },
  ]);
  expect(fired("EXM-05", threeRooms, { asOf: `${DAY} 08:59` })).toEqual([]);
});

test("EXM-05 guard: while the platform itself is out it is marked platform, and a cancelled batch owes no stream", () => {
  const out = fired("EXM-05", facts(here, planned("2026-10-20", [session(DAY)]), up("09:07", "r1"), outage("08:55", "09:06")));
  expect(out).toMatchObject([{ severity: "info", values: { causeEn: "platform" } }]);
  const cancelled: FactLine = ["2026-11-10", "batch.cancelled", { orgId: ORG, batchId: "b-1", reason: "r" }];
  expect(fired("EXM-05", facts(here, rooms, cancelled))).toEqual([]);
  const trial: FactLine = [`${DAY} 08:00`, "stream.registered", { orgId: ORG, roomId: "r1", cameraId: "c-r1", test: true }];
  expect(fired("EXM-05", facts(here, planned("2026-10-20", [session(DAY)]), trial, up("08:50", "r1")))).toHaveLength(1);
});

test("EXM-06 minutes are counted per room inside the appointed time: 229 of 360 are 63.6 % (AC-49)", () => {
  const found = fired("EXM-06", threeRooms);
  expect(found).toMatchObject([
    { severity: "red", subject: "room:r2", since: `${DAY} 09:00`, values: { recordedMinutes: 109, expectedMinutes: 120, lateStartMinutes: 7, gapMinutes: 4, sessionRecordedMinutes: 229, sessionExpectedMinutes: 360, sessionPercent: 63.6 } },
    { severity: "red", subject: "room:r3", values: { recordedMinutes: 0 } },
  ]);
});

test("EXM-06 by recording segments the same holds, and what is not over yet is no gap before the limit", () => {
  const segment = (from: string, to: string): FactLine => [`${DAY} ${to}`, "recording.segment", { orgId: ORG, roomId: "r1", cameraId: "c-r1", sessionId: "s-1", startsAt: iso(`${DAY} ${from}`), endsAt: iso(`${DAY} ${to}`) }];
  const plan = planned("2026-10-20", [session(DAY)]);
  expect(fired("EXM-06", facts(here, plan, up("08:50", "r1"), segment("09:00", "10:00"), segment("10:02", "11:00")))).toMatchObject([{ since: `${DAY} 10:00`, values: { recordedMinutes: 118, gapMinutes: 2 } }]);
  const running = facts(here, plan, up("08:50", "r1"), down("09:30", "r1"));
  expect(fired("EXM-06", running, { asOf: `${DAY} 09:30:59` })).toEqual([]);
  expect(fired("EXM-06", running, { asOf: `${DAY} 09:31` })).toMatchObject([{ severity: "red", since: `${DAY} 09:30`, values: { recordedMinutes: null } }]);
});

test("EXM-06 guard: the limit is a setting, shorter gaps are amber, and a platform outage is no gap of the room", () => {
  const plan = planned("2026-10-20", [session(DAY)]);
  const short = facts(here, plan, up("08:50", "r1"), down("10:00:00", "r1"), up("10:00:40", "r1"));
  expect(fired("EXM-06", short)).toMatchObject([{ severity: "amber", values: { longestSeconds: 40 } }]);
  expect(fired("EXM-06", short, { settings: { "recording.gapLimitSeconds": 30 } })).toMatchObject([{ severity: "red" }]);
  expect(fired("EXM-06", facts(here, plan, up("08:50", "r1"), down("10:00", "r1"), up("10:05", "r1"), outage("10:00", "10:05")))).toEqual([]);
  expect(fired("EXM-06", facts(here, plan, up("08:50", "r1"), down("11:00", "r1")))).toEqual([]);
});

const appointed = (supervisorId: string, data: Partial<EventData<"supervisor.appointed">> = {}): FactLine => ["2025-02-01", "supervisor.appointed", { supervisorId, areaCode: "350200", side: "internal", orgId: ORG, appointedOn: "2025-02-01", ...data }];
const marked = (time: string, stage: "prep" | "process" | "result", supervisorId = "sv-1"): FactLine => [`${DAY} ${time}`, "supervisor.stage_marked", { orgId: ORG, sessionId: "s-1", supervisorId, stage }];
const held = [here, planned("2026-10-20", [session(DAY)]), started(`${DAY} 09:00`), ended(`${DAY} 11:00`)] as const;
const supervised = (...lines: FactLine[]) => fired("EXM-07", facts(...held, ...lines)).filter(({ book }) => book === "fujian");

test("EXM-07 two of three stages, or three by somebody whose term has ended, are red (AC-38)", () => {
  expect(supervised(appointed("sv-1"), marked("08:30", "process"), marked("10:00", "result"))).toMatchObject([{ severity: "red", subject: "session:s-1", since: "2026-11-19 00:00", values: { marked: 2, missingEn: "preparation" } }]);
  const lapsed = appointed("sv-1", { termTo: "2026-11-10" });
  expect(supervised(lapsed, marked("08:30", "prep"), marked("10:00", "process"), marked("11:10", "result"))).toMatchObject([{ since: `${DAY} 09:00`, cleared: null, values: { marked: 0, presentEn: "none" } }]);
  expect(fired("EXM-07", facts(here, planned("2026-10-20", [session(DAY)])), { asOf: `${DAY} 09:00` }).map(({ book, since }) => [book, since])).toEqual([["fujian", `${DAY} 09:00`], ["xiamen", `${DAY} 09:00`]]);
});

test("EXM-07 guard: three stages by a valid internal supervisor are full coverage, and the result may be marked until midnight", () => {
  const three = [appointed("sv-1"), marked("08:30", "prep"), marked("10:00", "process"), marked("18:00", "result")] as const;
  expect(supervised(...three)).toEqual([]);
  expect(fired("EXM-07", facts(...held, appointed("sv-1"), marked("08:30", "prep"), marked("10:00", "process")), { asOf: `${DAY} 23:00` })).toEqual([]);
  const external = [appointed("sv-2", { side: "external" }), marked("08:30", "prep", "sv-2"), marked("10:00", "process", "sv-2"), marked("11:10", "result", "sv-2")] as const;
  expect(supervised(...external)).toHaveLength(1);
});

const onSite = (time: string, supervisorId = "sv-1"): FactLine => [`${DAY} ${time}`, "supervisor.onsite_checkin", { orgId: ORG, sessionId: "s-1", supervisorId }];
const leaves = (time: string, supervisorId = "sv-1"): FactLine => [`${DAY} ${time}`, "supervisor.left", { orgId: ORG, sessionId: "s-1", supervisorId, mode: "on-site" }];

test("EXM-08 an internal supervisor who leaves early, or only joins remotely, does not cover the session", () => {
  expect(fired("EXM-08", facts(...held, onSite("08:50"), leaves("10:30")))).toMatchObject([{ book: "xiamen", severity: "red", since: `${DAY} 10:30`, values: { lengthMinutes: 120, uncoveredMinutes: 30 } }]);
  const remote: FactLine = [`${DAY} 08:50`, "supervisor.joined", { orgId: ORG, sessionId: "s-1", supervisorId: "sv-1", side: "internal", mode: "remote" }];
  expect(fired("EXM-08", facts(...held, remote))).toMatchObject([{ since: `${DAY} 09:00`, values: { uncoveredMinutes: 120 } }]);
});

test("EXM-08 guard: two who take turns cover it, a short hand-over is passed over, and elsewhere in Fujian remote is enough", () => {
  expect(fired("EXM-08", facts(...held, onSite("08:50"), leaves("10:00"), onSite("10:04", "sv-2")))).toEqual([]);
  expect(fired("EXM-08", facts(...held), { settings: { "onsite.required": false } })).toEqual([]);
  expect(fired("EXM-08", facts(listed("2025-01-05", { areaCode: "350100" }), planned("2026-10-20", [session(DAY)]), started(`${DAY} 09:00`)))).toEqual([]);
});

test("EXM-09 a stream from a room in no plan is an examination that was not entered (AC-49)", () => {
  expect(fired("EXM-09", threeRooms)).toMatchObject([{ severity: "red", subject: "camera:c-r9", since: `${DAY} 09:30`, cleared: null, values: { roomId: "r9" } }]);
  const certificate: FactLine = [`${DAY} 12:00`, "cert.issued", { orgId: ORG, number: "S1", personId: "p-1", occupation: "焊工", level: 4, sessionIds: ["s-77"], issuedBy: ORG }];
  expect(fired("EXM-09", facts(listed("2025-01-05", { areaCode: "210200" }), certificate))).toMatchObject([{ book: "liaoning", severity: "red", subject: "certificate:S1", values: { sessions: "s-77" } }]);
});

test("EXM-09 guard: test streams are registered as tests, and a session that was entered late clears it", () => {
  const trial: FactLine = [`${DAY} 08:00`, "stream.registered", { orgId: ORG, roomId: "r9", cameraId: "c-r9", test: true }];
  expect(fired("EXM-09", facts(here, rooms, trial, up("08:50", "r1"), up("09:30", "r9")))).toEqual([]);
  const late: FactLine = [`${DAY} 15:00`, "session.scheduled", { ...session(DAY, { sessionId: "s-9", rooms: ["r9"] }), orgId: ORG, batchId: "b-9" }];
  expect(fired("EXM-09", facts(here, up("09:30", "r9"), late))).toMatchObject([{ cleared: `${DAY} 15:00` }]);
  const route: FactLine = [`${DAY} 12:00`, "cert.issued", { orgId: ORG, number: "S1", personId: "p-1", occupation: "焊工", level: 4, sessionIds: [], evidenceRoute: "credits", issuedBy: ORG }];
  expect(fired("EXM-09", facts(here, route))).toEqual([]);
});

const frozen = (what: EventData<"stream.frozen">["what"], seconds: number): FactLine => [`${DAY} 09:30`, "stream.frozen", { orgId: ORG, roomId: "r1", cameraId: "c-r1", what, seconds }];
const inPart = (part: "theory" | "practical") => planned("2026-10-20", [session(DAY, { part })]);

test("EXM-10 a looped, black, frozen or wrong-clock picture is a suspicion", () => {
  expect(fired("EXM-10", facts(here, inPart("practical"), frozen("frozen", 45), frozen("looped", 5)))).toMatchObject([{ book: "fujian", severity: "suspicion", subject: "camera:c-r1" }, { severity: "suspicion", values: { what: "looped" } }]);
});

test("EXM-10 guard: theory rooms are static, so a short freeze there is none", () => {
  expect(fired("EXM-10", facts(here, inPart("theory"), frozen("frozen", 300)))).toEqual([]);
  expect(fired("EXM-10", facts(here, inPart("theory"), frozen("frozen", 700)))).toHaveLength(1);
  expect(fired("EXM-10", facts(here, inPart("practical"), frozen("frozen", 10)))).toEqual([]);
});

const record = (when: string, data: Partial<EventData<"supervision.record.submitted">>): FactLine => [when, "supervision.record.submitted", { recordId: "r-1", orgId: ORG, supervisorId: "sv-9", side: "external", form: "daily", ...data }];
const sent: FactLine = ["2026-02-10", "supervisor.dispatched", { supervisorId: "sv-9", dispatchId: "d-1", orgId: ORG, sessionIds: ["s-1"], side: "external" }];
const over: FactLine = ["2026-02-13 17:30", "supervision.ended", { dispatchId: "d-1", supervisorId: "sv-9", orgId: ORG }];

test("EXM-12 the external supervisor's form is red after five working days (AC-25)", () => {
  expect(fired("EXM-12", facts(here, sent, over))).toMatchObject([{ book: "fujian", severity: "red", subject: "dispatch:d-1", since: "2026-02-28 00:00", values: { dueDate: "2026-02-27", owedBy: "supervisor" } }]);
});

test("EXM-12 guard: the supervisor owes it and not the evaluator, and the fifth day is in time", () => {
  expect(fired("EXM-12", facts(here, sent, over, record("2026-02-27 23:59", { dispatchId: "d-1" })))).toEqual([]);
  expect(fired("EXM-12", facts(here, sent, over)).map(({ values }) => values.owedBy)).toEqual(["supervisor"]);
});

test("EXM-13 an internal score form that is missing after the house limit is amber", () => {
  expect(fired("EXM-13", facts(...held))).toMatchObject([{ book: "fujian", severity: "amber", subject: "session:s-1", since: "2026-11-21 00:00", values: { dueDate: "2026-11-20" } }]);
});

test("EXM-13 guard: there is no statutory number, so the limit is the authority's setting", () => {
  expect(fired("EXM-13", facts(...held), { settings: { "sla.form": 5 } })).toEqual([]);
  expect(fired("EXM-13", facts(...held, record("2026-11-19", { side: "internal", form: "internal-score", sessionId: "s-1" })))).toEqual([]);
});

const incident = (data: Partial<EventData<"incident.reported">>): FactLine => [`${DAY} 09:40`, "incident.reported", { orgId: ORG, sessionId: "s-1", what: "door closed to the supervisor", ...data }];
const cutOff = (cause: string): FactLine => [`${DAY} 09:50`, "stream.down", { orgId: ORG, roomId: "r1", cameraId: "c-r1", sessionId: "s-1", cause }];

test("EXM-14 a reported obstruction, or a stream cut on purpose, goes to a person", () => {
  expect(fired("EXM-14", facts(...held, incident({ obstruction: true }), cutOff("cut-on-purpose"))).map(({ severity, since }) => [severity, since])).toEqual([["review", `${DAY} 09:40`], ["review", `${DAY} 09:50`]]);
});

test("EXM-14 guard: an ordinary incident or a lost network is no obstruction", () => {
  expect(fired("EXM-14", facts(...held, incident({}), cutOff("network")))).toEqual([]);
});

const feeTable = (when: string): FactLine => [when, "org.fee_table.published", { orgId: ORG }];

test("EXM-15 an evaluator that files plans without a published fee table is amber until it publishes one", () => {
  expect(fired("EXM-15", facts(here, rooms))).toMatchObject([{ book: "xiamen", severity: "amber", since: "2026-10-20 00:00", cleared: null }]);
  expect(fired("EXM-15", facts(here, rooms, feeTable("2026-11-01 10:00")))).toMatchObject([{ cleared: "2026-11-01 10:00" }]);
});

test("EXM-15 guard: published before the first plan, or nothing planned yet, raises nothing", () => {
  expect(fired("EXM-15", facts(here, feeTable("2026-03-01"), rooms))).toEqual([]);
  expect(fired("EXM-15", facts(here))).toEqual([]);
});
