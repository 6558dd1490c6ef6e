import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { amended, ended, facts, iso, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

const here = listed("2025-01-02");
const there = listed("2025-01-02", { areaCode: "210200" });
const exam = planned("2026-03-02", [session("2026-03-30")]);
const hash = (digit: string) => digit.repeat(64);
const paper = { orgId: ORG, paperId: "A", sessionId: "s-1" };
const assembled = (when: string, data: Partial<EventData<"paper.assembled">> = {}): FactLine => [when, "paper.assembled", { orgId: ORG, paperId: "A", occupation: WELDER, level: 4, bankVersion: "v1", itemHash: hash("a"), ...data }];
const banked = (when: string, version: string, counts: { theorySets?: number } = {}): FactLine => [when, "bank.registered", { orgId: ORG, occupation: WELDER, level: 4, version, ...counts }];
const unsealed = (when: string, data: Partial<EventData<"paper.unsealed">> = {}): FactLine => [when, "paper.unsealed", { ...paper, roomId: "r1", ...data }];

test("PAP-01 a paper unsealed more than half an hour before the start is red", () => {
  expect(fired("PAP-01", facts(here, exam, unsealed("2026-03-30 08:29", { by: "p-2" })))).toMatchObject([{ severity: "red", subject: "paper:A", since: "2026-03-30 08:29", values: { minutes: 30, startsAt: "2026-03-30 09:00", by: "p-2" } }]);
  expect(fired("PAP-01", facts(here, exam, unsealed("2026-03-30 08:45")), { settings: { "paper.unsealWindowMinutes": 10 } })).toHaveLength(1);
});

test("PAP-01 guard: on the limit is not early, and the start as last arranged counts", () => {
  expect(fired("PAP-01", facts(here, exam, unsealed("2026-03-30 08:30")))).toEqual([]);
  const earlier = amended("2026-03-20", [session("2026-03-30", { startsAt: iso("2026-03-30 08:00") })]);
  expect(fired("PAP-01", facts(here, exam, earlier, unsealed("2026-03-30 07:40")))).toEqual([]);
  const postponed = amended("2026-03-30 08:50", [session("2026-03-30", { startsAt: iso("2026-03-30 14:00"), endsAt: iso("2026-03-30 16:00") })]);
  expect(fired("PAP-01", facts(here, exam, unsealed("2026-03-30 08:40"), postponed))).toEqual([]);
});

test("PAP-02 a paper from no bank, or from a version that was not registered by then, is red", () => {
  expect(fired("PAP-02", facts(here, banked("2026-01-05", "v1"), assembled("2026-03-20", { bankVersion: null })))).toMatchObject([{ book: "xiamen", severity: "red", subject: "paper:A" }]);
  expect(fired("PAP-02", facts(there, banked("2026-03-25", "v2"), assembled("2026-03-20", { bankVersion: "v2" })))).toMatchObject([{ book: "liaoning" }]);
});

test("PAP-02 guard: any version that was registered by then will do", () => {
  expect(fired("PAP-02", facts(here, banked("2026-01-05", "v1"), banked("2026-02-05", "v2"), assembled("2026-03-20")))).toEqual([]);
});

const daily = ["2026-03-30", "2026-03-31", "2026-04-01"].map((day, index) => session(day, { sessionId: `s-${index + 1}` }));
const used = (when: string, sessionId: string, paperId: string): FactLine => unsealed(when, { sessionId, paperId });

test("PAP-03 the same questions under another name again within few sessions are amber", () => {
  const lines = [here, planned("2026-03-02", daily), assembled("2026-03-20"), assembled("2026-03-20", { paperId: "B" }), used("2026-03-30 08:50", "s-1", "A"), used("2026-03-31 08:50", "s-2", "B")];
  expect(fired("PAP-03", facts(...lines))).toMatchObject([{ severity: "amber", subject: "paper:B", values: { before: "s-1", sessionId: "s-2", distance: 1, limit: 10 } }]);
});

test("PAP-03 guard: rooms and sessions at the same hour count once, and few sets make it unavoidable", () => {
  const twin = session("2026-03-30", { sessionId: "s-2", rooms: ["r2"] });
  expect(fired("PAP-03", facts(here, planned("2026-03-02", [session("2026-03-30"), twin]), assembled("2026-03-20"), used("2026-03-30 08:50", "s-1", "A"), used("2026-03-30 08:50", "s-2", "A")))).toEqual([]);
  const one = [here, banked("2026-01-05", "v1", { theorySets: 1 }), planned("2026-03-02", daily), assembled("2026-03-20"), used("2026-03-30 08:50", "s-1", "A"), used("2026-03-31 08:50", "s-2", "A")];
  expect(fired("PAP-03", facts(...one))).toEqual([]);
});

const printed = (count: number): FactLine => ["2026-03-28", "paper.printed", { ...paper, count }];
const collected = (when: string, count: number, data: Partial<EventData<"paper.collected">> = {}): FactLine => [when, "paper.collected", { ...paper, count, ...data }];

test("PAP-04 papers that did not come back are red two hours after the end, and clear when they are found", () => {
  const lines = [here, exam, printed(30), started("2026-03-30 09:00"), ended("2026-03-30 11:00"), collected("2026-03-30 11:10", 28)];
  expect(fired("PAP-04", facts(...lines))).toMatchObject([{ severity: "red", since: "2026-03-30 13:00", cleared: null, values: { printed: 30, collected: 28, missing: 2 } }]);
  expect(fired("PAP-04", facts(...lines, collected("2026-03-31 10:00", 2)))).toMatchObject([{ cleared: "2026-03-31 10:00" }]);
  expect(fired("PAP-04", facts(...lines), { asOf: "2026-03-30 12:59" })).toEqual([]);
});

test("PAP-04 guard: spoilt papers on record count, counted in or apart, and rooms are added up", () => {
  const lines = [here, exam, printed(30), started("2026-03-30 09:00"), ended("2026-03-30 11:00")];
  expect(fired("PAP-04", facts(...lines, collected("2026-03-30 11:10", 15, { roomId: "r1" }), collected("2026-03-30 11:20", 14, { roomId: "r2", spoilt: 1 })))).toEqual([]);
  expect(fired("PAP-04", facts(...lines, collected("2026-03-30 11:10", 30, { spoilt: 1 })))).toEqual([]);
  expect(fired("PAP-04", facts(here, exam, printed(30)))).toEqual([]);
});

const scanned = (when: string, personId: string, digit: string, sheetAt?: string): FactLine => [when, "answer.scanned", { orgId: ORG, sessionId: "s-1", personId, sha256: hash(digit), ...(sheetAt === undefined ? {} : { sheetAt: iso(sheetAt) }) }];

test("PAP-05 a sheet dated after the end, and one sheet of two people, are suspicions and never red", () => {
  const found = fired("PAP-05", facts(there, exam, ended("2026-03-30 11:00"), scanned("2026-03-30 15:00", "p-1", "1", "2026-03-30 11:40"), scanned("2026-03-30 15:01", "p-2", "2"), scanned("2026-03-30 15:02", "p-3", "2")));
  expect(found).toMatchObject([
    { severity: "suspicion", subject: "person:p-1", values: { whatEn: "dated after the end" } },
    { severity: "suspicion", subject: "session:s-1", values: { detail: "p-2, p-3" } },
  ]);
});

test("PAP-05 guard: a scan may be later than its sheet, one person may be scanned twice, and a session that ran late ended late", () => {
  const scans = [scanned("2026-03-31 15:00", "p-1", "1", "2026-03-30 10:55"), scanned("2026-03-31 15:01", "p-2", "2"), scanned("2026-03-31 15:05", "p-2", "2"), scanned("2026-03-31 15:05", "p-4", "4", "2026-03-30 11:20")];
  expect(fired("PAP-05", facts(there, exam, ended("2026-03-30 11:30"), ...scans))).toEqual([]);
});

const handed = (data: Partial<EventData<"paper.handed_over">>): FactLine => ["2026-03-29 16:00", "paper.handed_over", { ...paper, ...data }];

test("PAP-06 a hand-over without a giver, or without a receiver or store, breaks the custody", () => {
  expect(fired("PAP-06", facts(here, exam, handed({ by: "p-1" })))).toMatchObject([{ severity: "amber", values: { missingEn: "receiver or store" } }]);
  expect(fired("PAP-06", facts(here, exam, handed({ store: "保密室" })))).toMatchObject([{ values: { missingEn: "giver" } }]);
});

test("PAP-06 guard: from a person into the store, or from hand to hand, is complete", () => {
  expect(fired("PAP-06", facts(here, exam, handed({ by: "p-1", store: "保密室" })))).toEqual([]);
  expect(fired("PAP-06", facts(here, exam, handed({ by: "p-1", to: "p-2" })))).toEqual([]);
});

const marked = (when: string, by: string): FactLine => [when, "marking.started", { orgId: ORG, sessionId: "s-1", by }];
const card = (data: Partial<EventData<"staff.card.issued">> = {}): FactLine => ["2026-01-02", "staff.card.issued", { orgId: ORG, personId: "p-7", role: "examiner", validFrom: "2026-01-02", validTo: "2026-12-31", ...data }];

test("PAP-07 marking by somebody on no list of examiners is amber, once per session", () => {
  const found = fired("PAP-07", facts(here, exam, card({ personId: "p-8" }), marked("2026-03-30 14:00", "p-7"), ["2026-03-30 16:00", "marking.finished", { orgId: ORG, sessionId: "s-1", by: "p-7" }]));
  expect(found.map(({ book, severity, subject, since }) => [book, severity, subject, since])).toEqual([
    ["fujian", "amber", "person:p-7", "2026-03-30 14:00"],
    ["xiamen", "amber", "person:p-7", "2026-03-30 14:00"],
  ]);
});

test("PAP-07 guard: the evaluator's roster or a valid card of the occupation is enough, an expired one is not", () => {
  const roster: FactLine = ["2026-03-01", "roster.set", { orgId: ORG, role: "examiner", personId: "p-7", batchId: "b-1", occupation: WELDER }];
  expect(fired("PAP-07", facts(here, exam, roster, marked("2026-03-30 14:00", "p-7")))).toEqual([]);
  expect(fired("PAP-07", facts(here, exam, card(), marked("2026-03-30 14:00", "p-7")))).toEqual([]);
  expect(fired("PAP-07", facts(here, exam, card({ validTo: "2026-02-28" }), marked("2026-03-30 14:00", "p-7")))).not.toEqual([]);
  expect(fired("PAP-07", facts(here, exam, card({ occupation: "电工" }), marked("2026-03-30 14:00", "p-7")))).not.toEqual([]);
});
