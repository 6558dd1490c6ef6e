import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { ended, facts, filed, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

const card = (when: string, personId: string, data: Partial<EventData<"staff.card.issued">> = {}): FactLine => [when, "staff.card.issued", { orgId: ORG, personId, role: "examiner", occupation: WELDER, validFrom: when.slice(0, 10), ...data }];

test("PER-06 fewer than three valid examiners for an occupation are red from the day a card lapses", () => {
  const only = { occupations: [{ occupation: WELDER, levels: [4] }] };
  const cards = [card("2025-01-06", "p-1"), card("2025-01-06", "p-2"), card("2025-01-06", "p-3", { validTo: "2026-02-10" })];
  expect(fired("PER-06", facts(listed("2025-01-05", only), ...cards))).toMatchObject([{ severity: "red", since: "2026-02-11 00:00", cleared: null, values: { occupation: WELDER, count: 2, min: 3 } }]);
  expect(fired("PER-06", facts(listed("2025-01-05", only), ...cards, card("2026-03-01", "p-4")))).toMatchObject([{ cleared: "2026-03-01 00:00" }]);
  expect(fired("PER-06", facts(listed("2025-01-05", only), card("2025-01-06", "p-1"), planned("2026-02-24 15:00", [session("2026-03-16")])))).toMatchObject([{ since: "2026-02-24 15:00", values: { count: 1 } }]);
});

test("PER-06 guard: it is counted by organisation and not by room, and cards that are still being entered raise nothing", () => {
  const cards = [card("2025-01-06", "p-1"), card("2025-01-07", "p-2"), card("2025-01-08", "p-3")];
  const roster: FactLine = ["2026-03-10", "roster.set", { orgId: ORG, sessionId: "s-1", role: "examiner", personId: "p-1" }];
  expect(fired("PER-06", facts(listed("2025-01-05"), ...cards, planned("2026-02-24", [session("2026-03-16")]), roster))).toEqual([]);
  expect(fired("PER-06", facts(listed("2025-01-05"), card("2025-01-06", "p-1")))).toEqual([]);
  expect(fired("PER-06", facts(listed("2025-01-05"), planned("2026-02-24", [session("2026-03-16")])))).toEqual([]);
});

const dispatched = (when: string, data: Partial<EventData<"supervisor.dispatched">> = {}): FactLine => [when, "supervisor.dispatched", { supervisorId: "sv-1", dispatchId: "d-1", orgId: ORG, sessionIds: ["s-1"], side: "external", personId: "p-1", ...data }];
const rostered = (when: string, role: EventData<"roster.set">["role"], personId: string, sessionId = "s-1"): FactLine => [when, "roster.set", { orgId: ORG, sessionId, role, personId }];
const batch = [listed("2025-01-05"), planned("2026-02-24", [session("2026-03-16"), session("2026-03-17", { sessionId: "s-2" })])] as const;

test("PER-07 an external supervisor who also examines in the session is red, an internal one who invigilates too", () => {
  expect(fired("PER-07", facts(...batch, dispatched("2026-03-01"), rostered("2026-03-05 10:00", "examiner", "p-1")))).toMatchObject([{ book: "fujian", severity: "red", subject: "session:s-1", since: "2026-03-05 10:00", values: { personId: "p-1", otherEn: "examiner" } }]);
  const onSite: FactLine = ["2026-03-16 08:40", "supervisor.onsite_checkin", { orgId: ORG, sessionId: "s-1", supervisorId: "p-2" }];
  expect(fired("PER-07", facts(...batch, rostered("2026-03-05", "invigilator", "p-2"), onSite))).toMatchObject([{ since: "2026-03-16 08:40", values: { dutyEn: "internal supervisor", otherEn: "invigilator" } }]);
});

test("PER-07 guard: other sessions are allowed unless the authority widens the rule, and two people are told apart by id", () => {
  const other = facts(...batch, dispatched("2026-03-01"), rostered("2026-03-05", "examiner", "p-1", "s-2"), rostered("2026-03-05", "examiner", "p-9"));
  expect(fired("PER-07", other)).toEqual([]);
  expect(fired("PER-07", other, { settings: { "avoid.scope": "batch" } })).toHaveLength(1);
  expect(fired("PER-07", facts(...batch, dispatched("2026-03-01"), ["2026-03-02", "dispatch.refused", { dispatchId: "d-1", supervisorId: "sv-1", reason: "ill" }], rostered("2026-03-05", "examiner", "p-1")))).toEqual([]);
});

const appointed = (appointedOn: string, data: Partial<EventData<"supervisor.appointed">> = {}): FactLine => [appointedOn, "supervisor.appointed", { supervisorId: "sv-1", areaCode: "350000", side: "external", appointedOn, ...data }];
const supervisor = { dossier: "supervisor:sv-1" } as const;
const toLeapDays = dispatched("2027-02-20", { sessionIds: ["s-1", "s-2"], sessionDays: { "s-1": "2027-02-28", "s-2": "2027-03-01" } });

test("PER-08 a term from a leap day ends on 28 February: the session of 1 March is red (AC-42)", () => {
  const found = fired("PER-08", facts(appointed("2024-02-29"), toLeapDays), { ...supervisor, asOf: "2027-02-21" });
  expect(found).toMatchObject([{ book: "fujian", severity: "red", subject: "session:s-2", since: "2027-02-20 00:00", values: { day: "2027-03-01", stateEn: "the term has ended" } }]);
});

test("PER-08 a suspension before the session, a bar and a missing card are each told", () => {
  const suspended: FactLine = ["2026-03-10 10:00", "supervisor.suspended", { supervisorId: "sv-1", from: "2026-03-10", reason: "r" }];
  const sent = dispatched("2026-03-01", { sessionDays: { "s-1": "2026-03-16" } });
  expect(fired("PER-08", facts(appointed("2025-02-01"), sent, suspended), supervisor)).toMatchObject([{ since: "2026-03-10 10:00", values: { stateEn: "suspended" } }]);
  const barred: FactLine = ["2026-02-01", "supervisor.barred", { supervisorId: "sv-1", decidedOn: "2026-02-01", ground: "cancelled" }];
  expect(fired("PER-08", facts(appointed("2025-02-01"), barred, sent), supervisor)).toMatchObject([{ since: "2026-03-01 00:00", values: { stateEn: "barred" } }]);
  const joined: FactLine = ["2026-03-16 08:50", "supervisor.joined", { supervisorId: "sv-1", orgId: ORG, sessionId: "s-1", side: "external", mode: "on-site" }];
  expect(fired("PER-08", facts(joined), { ...supervisor, orgAreas: { [ORG]: "350200" } }).map(({ values }) => values.stateEn)).toEqual(["no appointment or card"]);
});

test("PER-08 guard: the session's day decides and not the day of the draw, and a term that lapsed bars nobody from a new one", () => {
  const early = dispatched("2026-01-10", { sessionDays: { "s-1": "2026-03-16" } });
  expect(fired("PER-08", facts(early, appointed("2026-03-01")), supervisor)).toEqual([]);
  const lapsed: FactLine = ["2026-02-01", "supervisor.barred", { supervisorId: "sv-1", decidedOn: "2026-02-01", ground: "lapsed" }];
  expect(fired("PER-08", facts(appointed("2022-02-01"), lapsed, appointed("2026-03-01"), early), supervisor)).toEqual([]);
  expect(fired("PER-08", facts(appointed("2024-02-29"), dispatched("2027-02-20", { sessionDays: { "s-1": "2027-02-28" } })), { ...supervisor, asOf: "2027-03-10" })).toEqual([]);
});

const joins = (when: string): FactLine => [when, "supervisor.joined", { supervisorId: "sv-1", orgId: ORG, sessionId: "s-1", side: "external", mode: "remote" }];

test("PER-09 joining a session as supervisor without a dispatch is refused and logged, also when the dispatch comes later", () => {
  expect(fired("PER-09", facts(appointed("2025-02-01"), joins("2026-03-16 09:10"), dispatched("2026-03-16 10:00")), supervisor)).toMatchObject([{ severity: "refused", subject: "session:s-1", since: "2026-03-16 09:10", cleared: null }]);
});

test("PER-09 guard: a dispatched supervisor joins, and the centre's own watching is no join", () => {
  expect(fired("PER-09", facts(appointed("2025-02-01"), dispatched("2026-03-10"), joins("2026-03-16 09:10")), supervisor)).toEqual([]);
  const own: FactLine = ["2026-03-16 08:45", "supervisor.joined", { supervisorId: "sv-1", orgId: ORG, sessionId: "s-1", side: "internal", mode: "on-site" }];
  expect(fired("PER-09", facts(appointed("2025-02-01", { side: "internal" }), own), supervisor)).toEqual([]);
  const watched: FactLine = ["2026-03-16 09:20", "footage.viewed", { orgId: ORG, sessionId: "s-1", by: "centre desk 3", liveInCentre: true }];
  expect(fired("PER-09", facts(listed("2025-01-05"), watched))).toEqual([]);
});

const checkIn = (when: string, personId: string, data: Partial<EventData<"candidate.checked_in">> = {}): FactLine => [when, "candidate.checked_in", { orgId: ORG, sessionId: "s-1", personId, roomId: "r1", ...data }];

test("PER-10 an id or a face that does not match, or a swap during the exam, is a suspicion and never red", () => {
  const looks = (...lines: FactLine[]) => fired("PER-10", facts(...batch, ...lines)).map(({ severity, values }) => [severity, values.whatEn]);
  expect(looks(checkIn("2026-03-16 08:50", "p-1", { idMatch: false }))).toEqual([["suspicion", "the id does not match"]]);
  expect(looks(checkIn("2026-03-16 08:50", "p-1", { idMatch: true, faceScore: 0.31 }))).toEqual([["suspicion", "the face does not match"]]);
  const swap: FactLine = ["2026-03-16 10:00", "candidate.swap_suspected", { orgId: ORG, sessionId: "s-1", personId: "p-1", roomId: "r1", observation: "seat 12", score: 0.8, threshold: 0.7 }];
  expect(looks(checkIn("2026-03-16 08:50", "p-1", { idMatch: true }), swap)).toEqual([["suspicion", "perhaps another person during the exam (seat 12)"]]);
});

test("PER-10 guard: a person judges: a second look that matches clears it, and a score below its threshold says nothing", () => {
  const again = fired("PER-10", facts(...batch, checkIn("2026-03-16 08:50", "p-1", { idMatch: false }), checkIn("2026-03-16 08:55", "p-1", { idMatch: true, faceScore: 0.9 })));
  expect(again).toMatchObject([{ severity: "suspicion", cleared: "2026-03-16 08:55" }]);
  const weak: FactLine = ["2026-03-16 10:00", "candidate.swap_suspected", { orgId: ORG, sessionId: "s-1", personId: "p-2", roomId: "r1", observation: "x", score: 0.5, threshold: 0.7 }];
  expect(fired("PER-10", facts(...batch, checkIn("2026-03-16 08:50", "p-2", { idMatch: true, faceScore: 0.65, faceThreshold: 0.6 }), weak))).toEqual([]);
});

const heads = (when: string, count: number, data: Partial<EventData<"room.headcount">> = {}): FactLine => [when, "room.headcount", { orgId: ORG, sessionId: "s-1", roomId: "r1", heads: count, ...data }];
const three = [checkIn("2026-03-16 08:50", "p-1"), checkIn("2026-03-16 08:51", "p-2"), checkIn("2026-03-16 08:52", "p-3")] as const;
const left = (when: string, personId: string, reason: "handed-in" | "break"): FactLine => [when, "candidate.left", { orgId: ORG, sessionId: "s-1", personId, reason }];

test("PER-11 fewer heads than checked-in candidates for longer than a break is a suspicion", () => {
  const found = fired("PER-11", facts(...batch, ...three, heads("2026-03-16 09:05", 3), heads("2026-03-16 09:20", 2), heads("2026-03-16 09:40", 2), heads("2026-03-16 10:00", 3)));
  expect(found).toMatchObject([{ book: "xiamen", severity: "suspicion", subject: "room:r1", since: "2026-03-16 09:20", cleared: "2026-03-16 10:00", values: { heads: 2, expected: 3, missing: 1 } }]);
});

test("PER-11 guard: toilet breaks, early hand-in and unsure counts raise nothing", () => {
  const quiet = (...lines: FactLine[]) => expect(fired("PER-11", facts(...batch, ...three, ...lines))).toEqual([]);
  quiet(heads("2026-03-16 09:20", 2), heads("2026-03-16 09:30", 3));
  quiet(left("2026-03-16 09:50", "p-1", "handed-in"), heads("2026-03-16 09:55", 2), heads("2026-03-16 10:30", 2));
  quiet(left("2026-03-16 09:18", "p-1", "break"), heads("2026-03-16 09:20", 2), heads("2026-03-16 09:32", 2), heads("2026-03-16 09:40", 3));
  quiet(heads("2026-03-16 09:20", 1, { score: 0.4, threshold: 0.6 }), heads("2026-03-16 09:50", 1, { score: 0.4, threshold: 0.6 }));
  quiet(ended("2026-03-16 10:50"), heads("2026-03-16 10:45", 1));
});

const person = { dossier: "person:p-1", orgAreas: { a: "210200", b: "210100" } } as const;
const seen = (when: string, orgId: string, sessionId: string, roomId = "r1"): FactLine => checkIn(when, "p-1", { orgId, sessionId, roomId, siteId: `${orgId}-site` });
const gone = (when: string, orgId: string, sessionId: string): FactLine => [when, "candidate.left", { orgId, sessionId, personId: "p-1", reason: "handed-in" }];

test("PER-12 one person who signs in with two evaluators at once is red in the person's own dossier", () => {
  const found = fired("PER-12", facts(seen("2026-03-16 08:50", "a", "s-a"), gone("2026-03-16 10:50", "a", "s-a"), seen("2026-03-16 09:30", "b", "s-b"), gone("2026-03-16 10:00", "b", "s-b")), person);
  expect(found).toMatchObject([{ book: "liaoning", severity: "red", subject: "person:p-1", since: "2026-03-16 09:30", values: { evaluators: "a、b", minutes: 30 } }]);
});

test("PER-12 guard: clocks of two sites may differ, a seat may change in one session, and nobody is assumed to stay for hours", () => {
  const quiet = (...lines: FactLine[]) => expect(fired("PER-12", facts(...lines), person)).toEqual([]);
  quiet(seen("2026-03-16 08:50", "a", "s-a"), gone("2026-03-16 10:01", "a", "s-a"), seen("2026-03-16 10:00", "b", "s-b"), gone("2026-03-16 11:00", "b", "s-b"));
  quiet(seen("2026-03-16 08:50", "a", "s-a", "r1"), seen("2026-03-16 08:55", "a", "s-a", "r2"));
  quiet(seen("2026-03-16 08:50", "a", "s-a"), seen("2026-03-16 09:40", "b", "s-b"));
});

const derelict = (when: string, personId: string, violation = false): FactLine => [when, "staff.dereliction.recorded", { orgId: ORG, personId, what: "late", violation }];

test("PER-13 a violation or the second dereliction calls for action, in shadow", () => {
  const place = listed("2025-01-05", { areaCode: "440300" });
  expect(fired("PER-13", facts(place, derelict("2026-03-01", "p-1"), derelict("2026-04-01", "p-1")))).toMatchObject([{ mode: "shadow", severity: "review", subject: "person:p-1", since: "2026-04-01 00:00", values: { count: 2 } }]);
  expect(fired("PER-13", facts(place, derelict("2026-03-01", "p-2", true)))).toMatchObject([{ since: "2026-03-01 00:00", values: { violations: 1 } }]);
});

test("PER-13 guard: one dereliction each of two people is no case, and losing the card ends it", () => {
  const place = listed("2025-01-05", { areaCode: "440300" });
  expect(fired("PER-13", facts(place, derelict("2026-03-01", "p-1"), derelict("2026-04-01", "p-2")))).toEqual([]);
  const taken: FactLine = ["2026-05-01", "staff.card.expired", { orgId: ORG, personId: "p-1", role: "examiner" }];
  expect(fired("PER-13", facts(place, derelict("2026-03-01", "p-1", true), taken))).toMatchObject([{ cleared: "2026-05-01 00:00" }]);
});

const compiled = (data: Partial<EventData<"result.compiled">>): FactLine => ["2026-03-20", "result.compiled", { orgId: ORG, batchId: "b-1", areaCode: "440300", candidates: 20, passed: 18, ...data }];

test("PER-14 somebody who passed in spite of a safety veto is told in shadow", () => {
  expect(fired("PER-14", facts(filed("2025-01-02", { areaCode: "440300" }), compiled({ vetoedIds: ["p-1"], passedIds: ["p-1", "p-2"] })))).toMatchObject([{ mode: "shadow", severity: "red", subject: "person:p-1", since: "2026-03-20 00:00" }]);
});

test("PER-14 guard: the text gives no period, so a setting does; who did not pass is no case", () => {
  const place = filed("2025-01-02", { areaCode: "440300" });
  const old = facts(place, started("2026-03-16 09:00"), compiled({ vetoedIds: ["p-1"], vetoedOn: { "p-1": "2023-01-01" } }));
  expect(fired("PER-14", old)).toHaveLength(1);
  expect(fired("PER-14", old, { settings: { "safetyVeto.years": 2 } })).toEqual([]);
  expect(fired("PER-14", facts(place, compiled({ vetoedIds: ["p-1"], passedIds: ["p-2"] })))).toEqual([]);
});
