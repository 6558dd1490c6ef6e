import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { ended, facts, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

const here = listed("2025-01-02");
const there = listed("2025-01-02", { areaCode: "210200" });
const batch = { orgId: ORG, batchId: "b-1" };
const exam = planned("2026-03-02", [session("2026-03-30", { part: "theory" }), session("2026-03-30", { sessionId: "s-2", part: "practical" })]);
const sat = { orgId: ORG, sessionId: "s-1", personId: "p-1" };
const scored = (when: string, data: Partial<EventData<"score.entered">> = {}): FactLine => [when, "score.entered", { ...batch, sessionId: "s-1", personId: "p-1", part: "theory", value: 75, by: "ex-1", ...data }];
const absent: FactLine = ["2026-03-30 09:30", "candidate.absent", sat];
const checkedIn = (when: string, sessionId = "s-1"): FactLine => [when, "candidate.checked_in", { ...sat, sessionId, roomId: "r1" }];
const changed = (when: string, data: Partial<EventData<"score.changed">> = {}): FactLine => [when, "score.changed", { ...batch, personId: "p-1", part: "theory", old: 55, new: 62, reason: "复核", ...data }];

test("SCO-01 a score for somebody marked absent is red since both are known", () => {
  expect(fired("SCO-01", facts(there, exam, absent, scored("2026-03-31 10:00")))).toMatchObject([{ severity: "red", subject: "person:p-1", since: "2026-03-31 10:00", cleared: null, values: { sessionId: "s-1", value: 75 } }]);
  expect(fired("SCO-01", facts(there, exam, absent, scored("2026-03-31 10:00"), changed("2026-04-01 09:00", { old: 75, new: 0 })))).toMatchObject([{ cleared: "2026-04-01 09:00" }]);
});

test("SCO-01 guard: late but seen, present at another sitting of the part, substituted, or scored 0", () => {
  const ask = (...lines: FactLine[]) => fired("SCO-01", facts(there, exam, absent, ...lines));
  expect(ask(checkedIn("2026-03-30 09:40"), scored("2026-03-31"))).toEqual([]);
  expect(ask(scored("2026-03-31", { value: 0 }))).toEqual([]);
  expect(ask(scored("2026-03-31", { substituted: true, evidence: ["doc-1"] }))).toEqual([]);
  const resit = planned("2026-03-02", [session("2026-03-30", { part: "theory" }), session("2026-04-02", { sessionId: "s-3", part: "theory" })]);
  expect(fired("SCO-01", facts(there, resit, absent, checkedIn("2026-04-02 08:50", "s-3"), ["2026-04-03", "score.entered", { ...batch, personId: "p-1", part: "theory", value: 70, by: "ex-1" }]))).toEqual([]);
});

test("SCO-02 a theory score that is older than the end of its session is red", () => {
  expect(fired("SCO-02", facts(there, exam, started("2026-03-30 09:00"), ended("2026-03-30 11:00"), scored("2026-03-30 10:30")))).toMatchObject([{ severity: "red", since: "2026-03-30 10:30", values: { limitAt: "2026-03-30 11:00", partEn: "theory" } }]);
  expect(fired("SCO-02", facts(there, exam, scored("2026-03-30 08:10", { sessionId: "s-2", part: "practical" })))).toMatchObject([{ values: { limitEn: "start" } }]);
});

test("SCO-02 guard: practicals are scored during the work, and whoever handed in may be marked", () => {
  expect(fired("SCO-02", facts(there, exam, started("2026-03-30 09:00", { sessionId: "s-2" }), scored("2026-03-30 09:50", { sessionId: "s-2", part: "practical" })))).toEqual([]);
  expect(fired("SCO-02", facts(there, exam, ["2026-03-30 10:10", "candidate.left", { ...sat, reason: "handed-in" }], scored("2026-03-30 10:30")))).toEqual([]);
  expect(fired("SCO-02", facts(there, exam, ended("2026-03-30 10:20"), scored("2026-03-30 10:30")))).toEqual([]);
});

const posted = (when: string, data: Partial<EventData<"results.posted">> = {}): FactLine => [when, "results.posted", { ...batch, complaintChannel: "12333", recheckChannel: "考务科", ...data }];
const closed = (when: string): FactLine => [when, "results.closed", batch];
const rechecked = (when: string, recheckId = "rc-1"): FactLine => [when, "score.recheck_recorded", { ...batch, recheckId, personId: "p-1" }];

test("SCO-03 a score changed after the posting without a re-check is red in both books that bind", () => {
  expect(fired("SCO-03", facts(here, posted("2026-04-03 09:00"), changed("2026-04-07 10:00"))).map(({ book, severity, since }) => [book, severity, since])).toEqual([
    ["fujian", "red", "2026-04-07 10:00"],
    ["xiamen", "red", "2026-04-07 10:00"],
  ]);
  expect(fired("SCO-03", facts(here, posted("2026-04-03"), changed("2026-04-07 10:00", { recheckId: "rc-1" }), rechecked("2026-04-08 10:00")))).toMatchObject([{ cleared: "2026-04-08 10:00" }, {}]);
});

test("SCO-03 guard: the re-check route exists, and changes before the posting are in order", () => {
  expect(fired("SCO-03", facts(here, posted("2026-04-03"), rechecked("2026-04-07 09:00"), changed("2026-04-07 10:00")))).toEqual([]);
  expect(fired("SCO-03", facts(here, changed("2026-04-02 10:00"), posted("2026-04-03")))).toEqual([]);
});

test("SCO-04 a publicity across Qingming that was closed on its fourth working day is red", () => {
  const found = fired("SCO-04", facts(here, posted("2026-04-03 09:00"), closed("2026-04-10 17:30")));
  expect(found).toMatchObject([{ severity: "red", subject: "batch:b-1", since: "2026-04-10 17:30", values: { lastDay: "2026-04-13", days: "2026-04-07, 2026-04-08, 2026-04-09, 2026-04-10, 2026-04-13" } }]);
  expect(fired("SCO-04", facts(listed("2025-01-02", { areaCode: "440300" }), posted("2026-04-03 09:00"), closed("2026-04-10")))).toMatchObject([{ book: "shenzhen", mode: "shadow" }]);
});

test("SCO-04 guard: five working days in full are enough, and what is still posted is not short", () => {
  expect(fired("SCO-04", facts(here, posted("2026-04-03 09:00"), closed("2026-04-14 00:00")))).toEqual([]);
  expect(fired("SCO-04", facts(here, posted("2026-04-03 09:00")))).toEqual([]);
});

test("SCO-05 a posting that names no channel is amber until it is posted again with both", () => {
  const bare: FactLine = ["2026-04-03 09:00", "results.posted", { ...batch, complaintChannel: "12333" }];
  expect(fired("SCO-05", facts(here, bare, posted("2026-04-07 09:00")))).toMatchObject([{ severity: "amber", since: "2026-04-03 09:00", cleared: "2026-04-07 09:00", values: { missingEn: "re-check channel" } }]);
});

test("SCO-05 guard: both channels named is enough", () => {
  expect(fired("SCO-05", facts(here, posted("2026-04-03 09:00")))).toEqual([]);
});

test("SCO-06 results that were not reported are overdue from the minute after the tenth working day, without an event", () => {
  const lines = [here, posted("2026-04-03 09:00"), closed("2026-04-14 09:00")];
  expect(fired("SCO-06", facts(...lines), { asOf: "2026-04-28 23:59" })).toEqual([]);
  expect(fired("SCO-06", facts(...lines))).toMatchObject([{ severity: "red", subject: "batch:b-1", since: "2026-04-29 00:00", cleared: null, values: { dueDate: "2026-04-28" } }]);
  expect(fired("SCO-06", facts(...lines, ["2026-05-06 10:00", "results.reported", batch]))).toMatchObject([{ cleared: "2026-05-06 10:00" }]);
});

test("SCO-06 guard: the clock restarts when the last objection is resolved", () => {
  const objected: FactLine[] = [
    ["2026-04-08", "objection.raised", { ...batch, objectionId: "o-1" }],
    ["2026-04-20 15:00", "objection.resolved", { ...batch, objectionId: "o-1" }],
  ];
  const lines = [here, posted("2026-04-03 09:00"), closed("2026-04-14 09:00")];
  expect(fired("SCO-06", facts(...lines, ...objected), { asOf: "2026-04-30 12:00" })).toEqual([]);
  expect(fired("SCO-06", facts(...lines, ...objected.slice(0, 1)))).toEqual([]);
  expect(fired("SCO-06", facts(...lines, ["2026-04-28 23:50", "results.reported", batch]))).toEqual([]);
});

const compiled = (passedIds: string[]): FactLine => ["2026-04-02", "result.compiled", { ...batch, areaCode: "350200", occupation: WELDER, candidates: 2, passed: passedIds.length, passedIds }];
const school = listed("2025-01-02", { evaluatorType: "S" });
const registeredAs = (relation: EventData<"candidate.registered">["relation"]): FactLine => ["2026-03-01", "candidate.registered", { orgId: ORG, personId: "p-1", batchId: "b-1", relation, occupation: WELDER, level: 4, evidence: [] }];

test("SCO-08 somebody who passed without a practical score is red, in one finding for the batch", () => {
  expect(fired("SCO-08", facts(here, exam, scored("2026-03-31"), compiled(["p-1"])))).toMatchObject([{ severity: "red", subject: "batch:b-1", since: "2026-04-02 00:00", cleared: null, values: { count: 1, people: "p-1", partsEn: "practical" } }]);
  expect(fired("SCO-08", facts(here, exam, scored("2026-03-31"), compiled(["p-1"]), scored("2026-04-03 10:00", { part: "practical" })))).toMatchObject([{ cleared: "2026-04-03 10:00" }]);
});

test("SCO-08 guard: a lawful route of the school's own student replaces the parts, and the filed norm says which are asked", () => {
  const routed = planned("2026-03-02", [session("2026-03-30")], { routes: ["integrated-course"] });
  expect(fired("SCO-08", facts(school, routed, registeredAs("own-student"), compiled(["p-1"])))).toEqual([]);
  expect(fired("SCO-08", facts(school, routed, registeredAs("public"), compiled(["p-1"])))).toHaveLength(1);
  const norm: FactLine = ["2026-01-05", "norm.filed", { orgId: ORG, occupation: WELDER, standardRef: "QB-7", kind: "enterprise", version: "1", levels: [4], parts: ["practical"] }];
  expect(fired("SCO-08", facts(here, exam, norm, scored("2026-03-31", { part: "practical" }), compiled(["p-1"])))).toEqual([]);
  expect(fired("SCO-08", facts(school, exam, scored("2026-03-31", { substituted: true }), scored("2026-03-31", { part: "practical" }), compiled(["p-1"])))).toEqual([]);
});

test("SCO-09 a theory score substituted without evidence, or for somebody from outside the school, is red", () => {
  expect(fired("SCO-09", facts(school, registeredAs("own-student"), scored("2026-03-31", { substituted: true })))).toMatchObject([{ severity: "red", values: { evidence: 0, relationEn: "own student" } }]);
  expect(fired("SCO-09", facts(school, registeredAs("public"), scored("2026-03-31", { substituted: true, evidence: ["doc-1"] })))).toMatchObject([{ values: { relationEn: "the public" } }]);
  expect(fired("SCO-09", facts(here, registeredAs("own-student"), scored("2026-03-31", { substituted: true, evidence: ["doc-1"] })))).toHaveLength(1);
});

test("SCO-09 guard: the school's own student with evidence may, and an unrecorded source is no proof of an outsider", () => {
  expect(fired("SCO-09", facts(school, registeredAs("own-student"), scored("2026-03-31", { substituted: true, evidence: ["doc-1"] })))).toEqual([]);
  expect(fired("SCO-09", facts(school, scored("2026-03-31", { substituted: true, evidence: ["doc-1"] })))).toEqual([]);
});
