import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { ended, facts, listed, ORG, planned, session, started, type FactLine } from "../../test-facts.ts";

const here = listed("2022-01-04");
const held = [planned("2026-03-02", [session("2026-03-30")]), started("2026-03-30 09:00"), ended("2026-03-30 11:00")];
const sealed = (when: string, ...holds: EventData<"archive.sealed">["holds"]): FactLine => [when, "archive.sealed", { orgId: ORG, batchId: "b-1", holds }];

test("ARC-01 an archive that lacks a part after the house limit is amber until it is complete", () => {
  const lines = [here, ...held, sealed("2026-03-31 10:00", "data", "examiner-record")];
  expect(fired("ARC-01", facts(...lines), { asOf: "2026-03-31 23:59" })).toEqual([]);
  expect(fired("ARC-01", facts(...lines))).toMatchObject([{ severity: "amber", subject: "batch:b-1", since: "2026-04-01 00:00", cleared: null, values: { missingEn: "supervision report", dueDate: "2026-03-31" } }]);
  expect(fired("ARC-01", facts(...lines, sealed("2026-04-02 10:00", "supervision-report")))).toMatchObject([{ cleared: "2026-04-02 10:00", values: { missingEn: "supervision report" } }]);
});

test("ARC-01 guard: parts sealed one after another add up, and nothing is owed before the evaluation is over", () => {
  expect(fired("ARC-01", facts(here, ...held, sealed("2026-03-30 12:00", "data"), sealed("2026-03-31 10:00", "examiner-record", "supervision-report")))).toEqual([]);
  const two = planned("2026-03-02", [session("2026-03-30"), session("2026-12-01", { sessionId: "s-2" })]);
  expect(fired("ARC-01", facts(here, two, ...held.slice(1)))).toEqual([]);
});

const locked = (when: string, lockedUntil: string | null, data: Partial<EventData<"object.locked">> = {}): FactLine => [when, "object.locked", { objectKey: "footage/1", orgId: ORG, batchId: "b-1", sessionId: "s-1", medium: "video", lockedUntil, ...data }];

test("ARC-02 an object stored without a lock is red at once, and a lock that was not extended is red after the evaluation's end", () => {
  expect(fired("ARC-02", facts(here, locked("2026-03-30 09:10", null)))).toMatchObject([{ severity: "red", subject: "object:footage/1", since: "2026-03-30 09:10", cleared: null }]);
  expect(fired("ARC-02", facts(here, ...held, locked("2026-03-30 09:10", "2028-06-30")))).toMatchObject([{ since: "2026-04-01 00:00", cleared: null, values: { keptUntil: "2031-03-30", lockedUntil: "2028-06-30" } }]);
  expect(fired("ARC-02", facts(here, ...held, locked("2026-03-30 09:10", "2028-06-30"), locked("2026-04-03 10:00", "2031-03-31")))).toMatchObject([{ since: "2026-04-01 00:00", cleared: "2026-04-03 10:00" }]);
  const draft = [listed("2022-01-04", { areaCode: "440300" }), ...held, locked("2026-03-30", "2027-06-30")];
  expect(fired("ARC-02", facts(...draft))).toMatchObject([{ book: "shenzhen", mode: "shadow", values: { keptUntil: "2028-03-30" } }]);
});

test("ARC-02 guard: locked at write time and extended at the end is in order, and paper has no lock", () => {
  expect(fired("ARC-02", facts(here, ...held, locked("2026-03-30 09:10", "2026-06-30"), locked("2026-03-30 18:00", "2031-03-30")))).toEqual([]);
  expect(fired("ARC-02", facts(here, planned("2026-03-02", [session("2026-12-30")]), locked("2026-03-30 09:10", "2026-12-31")))).toEqual([]);
  expect(fired("ARC-02", facts(here, ...held, locked("2026-03-30", null, { medium: "paper" })))).toEqual([]);
});

const asked = (when: string): FactLine => [when, "object.delete_asked", { objectKey: "box/7", orgId: ORG, by: "档案室" }];
const box = (data: Partial<EventData<"object.locked">> = {}): FactLine => locked("2023-06-15 18:00", null, { objectKey: "box/7", medium: "paper", evaluationEndedOn: "2023-06-15", ...data });
const inBox = { dossier: "object:box/7", orgAreas: { [ORG]: "350200" } } as const;

test("ARC-03 paper of 2023-06-15 asked for on its last day is refused, three calendar years later", () => {
  expect(fired("ARC-03", facts(box(), asked("2026-06-15 18:00")), inBox)).toMatchObject([{ book: "xiamen", severity: "refused", subject: "object:box/7", since: "2026-06-15 18:00", values: { keptUntil: "2026-06-15", held: false } }]);
  expect(fired("ARC-03", facts(box({ lockedUntil: "2026-08-31" }), asked("2026-06-16 09:00")), inBox)).toMatchObject([{ values: { keptUntil: "2026-08-31" } }]);
});

const hold = (when: string, type: "hold.set" | "hold.released", caseId: string): FactLine => [when, type, { objectKey: "box/7", caseId, reason: "投诉核查" }];

test("ARC-03 a hold wins over the date, until each case has released it", () => {
  const lines = [box(), hold("2026-05-06", "hold.set", "c-1"), hold("2026-05-07", "hold.set", "c-2"), hold("2026-06-01", "hold.released", "c-1")];
  expect(fired("ARC-03", facts(...lines, asked("2026-06-16 09:00")), inBox)).toMatchObject([{ severity: "refused", values: { held: true, whyEn: "under hold (投诉核查)" } }]);
});

test("ARC-03 guard: from the first midnight after the last day, without a hold, it is for a person to confirm", () => {
  expect(fired("ARC-03", facts(box(), asked("2026-06-16 00:00")), inBox)).toEqual([]);
  expect(fired("ARC-03", facts(box(), hold("2026-05-06", "hold.set", "c-1"), hold("2026-06-01", "hold.released", "c-1"), asked("2026-06-16 09:00")), inBox)).toEqual([]);
  expect(fired("ARC-03", facts(box(), asked("2026-06-16 09:00"), hold("2026-07-01", "hold.set", "c-1")), inBox)).toEqual([]);
});

const pulled = (when: string, got: string): FactLine => [when, "object.pulled", { objectKey: "footage/1", orgId: ORG, expectedSha256: "a".repeat(64), gotSha256: got.repeat(64) }];

test("ARC-04 an object that comes back with another digest is red", () => {
  expect(fired("ARC-04", facts(here, pulled("2026-05-06 10:00", "b")))).toMatchObject([{ book: "fujian", severity: "red", subject: "object:footage/1", since: "2026-05-06 10:00", cleared: null }, { book: "xiamen" }]);
});

test("ARC-04 guard: matching pulls raise nothing, and a fault of the transfer clears with the next one", () => {
  expect(fired("ARC-04", facts(here, pulled("2026-05-06", "a")))).toEqual([]);
  expect(fired("ARC-04", facts(here, pulled("2026-05-06", "b"), pulled("2026-05-06 10:30", "a")))).toMatchObject([{ cleared: "2026-05-06 10:30" }, {}]);
});

const viewed = (data: Partial<EventData<"footage.viewed">> = {}): FactLine => ["2026-04-02 19:40", "footage.viewed", { objectKey: "footage/1", sessionId: "s-1", orgId: ORG, by: "临时账号", ...data }];

test("ARC-05 footage viewed with neither a case nor a dispatch is red, each time", () => {
  expect(fired("ARC-05", facts(here, viewed(), viewed({ by: "another" })))).toMatchObject([{ book: "fujian", severity: "red", subject: "session:s-1", since: "2026-04-02 19:40" }, { values: { by: "another" } }]);
});

test("ARC-05 guard: the centre's live view is logged and not barred, and a case or a dispatch is reason enough", () => {
  expect(fired("ARC-05", facts(here, viewed({ liveInCentre: true })))).toEqual([]);
  expect(fired("ARC-05", facts(here, viewed({ caseId: "c-1" }), viewed({ dispatchId: "d-1" })))).toEqual([]);
});
