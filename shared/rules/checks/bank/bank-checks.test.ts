import { expect, test } from "vitest";
import { fired } from "../../test-check.ts";
import { facts, listed, planned, session, WELDER, ORG, type FactLine } from "../../test-facts.ts";

const bank = { orgId: ORG, occupation: WELDER, level: 3, version: "v1" };
const registered = (when: string, counts: Partial<Record<"theoryItems" | "theorySets" | "practicalSets" | "reviewQuestions" | "level", number>>): FactLine => [when, "bank.registered", { ...bank, ...counts }];
const updated = (when: string, counts: Partial<Record<"theoryItems" | "theorySets" | "practicalSets" | "reviewQuestions", number>>): FactLine => [when, "bank.updated", { ...bank, ...counts }];
const school = listed("2025-01-02", { evaluatorType: "S" });

test("BNK-01 a bank with too few theory items and too few sets is amber since it was registered, and clears when it grows", () => {
  const [first] = fired("BNK-01", facts(listed("2025-01-02"), registered("2026-03-02 10:00", { theoryItems: 1199, theorySets: 9 })));
  expect(first).toMatchObject({ book: "xiamen", severity: "amber", subject: "bank:焊工/3", since: "2026-03-02 10:00", cleared: null, values: { items: 1199, sets: 9 } });
  const grown = facts(listed("2025-01-02"), registered("2026-03-02 10:00", { theoryItems: 1199, theorySets: 9 }), updated("2026-05-06 09:00", { theoryItems: 1250 }));
  expect(fired("BNK-01", grown)).toMatchObject([{ since: "2026-03-02 10:00", cleared: "2026-05-06 09:00" }]);
});

test("BNK-01 guard: 1,200 items raise nothing, 1,199 with ten sets are only worth knowing, and an unreported number is not 0", () => {
  const ask = (counts: Parameters<typeof registered>[1]) => fired("BNK-01", facts(listed("2025-01-02"), registered("2026-03-02", counts)));
  expect(ask({ theoryItems: 1200, theorySets: 3 })).toEqual([]);
  expect(ask({ theoryItems: 1199, theorySets: 10 })).toMatchObject([{ severity: "info" }]);
  expect(ask({ practicalSets: 10 })).toEqual([]);
});

test("BNK-01 an update that leaves a number out keeps the one that was reported before", () => {
  const lines = [listed("2025-01-02"), registered("2026-03-02", { theoryItems: 900, theorySets: 2 }), updated("2026-04-01", { practicalSets: 12 })];
  expect(fired("BNK-01", facts(...lines))).toMatchObject([{ since: "2026-03-02 00:00", cleared: null, values: { items: 900 } }]);
});

test("BNK-02 fewer than ten practical sets is amber", () => {
  expect(fired("BNK-02", facts(listed("2025-01-02"), registered("2026-03-02", { practicalSets: 9 })))).toMatchObject([{ severity: "amber", values: { sets: 9, minSets: 10 } }]);
});

test("BNK-02 guard: ten sets are enough and sets that nobody reported are not judged", () => {
  expect(fired("BNK-02", facts(listed("2025-01-02"), registered("2026-03-02", { practicalSets: 10 })))).toEqual([]);
  expect(fired("BNK-02", facts(listed("2025-01-02"), registered("2026-03-02", { theoryItems: 900 })))).toEqual([]);
});

test("BNK-03 nine review questions at level 2 are red", () => {
  expect(fired("BNK-03", facts(listed("2025-01-02"), registered("2026-03-02", { level: 2, reviewQuestions: 9 })))).toMatchObject([{ severity: "red", subject: "bank:焊工/2", values: { questions: 9 } }]);
});

test("BNK-03 guard: ten questions are enough, and levels 5 to 3 have no review", () => {
  expect(fired("BNK-03", facts(listed("2025-01-02"), registered("2026-03-02", { level: 1, reviewQuestions: 10 })))).toEqual([]);
  expect(fired("BNK-03", facts(listed("2025-01-02"), registered("2026-03-02", { level: 3, reviewQuestions: 0 })))).toEqual([]);
});

test("BNK-01 BNK-02 BNK-03 the worked case of the question bank comes out as written", () => {
  const lines = [
    listed("2025-01-02"),
    registered("2026-03-02", { level: 3, theoryItems: 1200, practicalSets: 10 }),
    registered("2026-03-02", { level: 4, theoryItems: 1199, theorySets: 10 }),
    registered("2026-03-02", { level: 5, theoryItems: 1199, theorySets: 9 }),
    registered("2026-03-02", { level: 2, theoryItems: 1200, reviewQuestions: 9 }),
  ];
  const told = ["BNK-01", "BNK-02", "BNK-03"].flatMap((id) => fired(id, facts(...lines)).map(({ subject, severity }) => `${id} ${subject} ${severity}`));
  expect(told).toEqual(["BNK-01 bank:焊工/4 info", "BNK-01 bank:焊工/5 amber", "BNK-03 bank:焊工/2 red"]);
});

const norm = (when: string, data: Partial<Extract<FactLine, readonly [string, "norm.filed", unknown]>[2]>): FactLine => [when, "norm.filed", { orgId: ORG, occupation: WELDER, standardRef: "QB-7", kind: "enterprise", version: "1", levels: [3, 4], ...data }];

test("BNK-04 a school that tests by an enterprise's own norm is red", () => {
  expect(fired("BNK-04", facts(school, norm("2026-02-02", {})))).toMatchObject([{ book: "xiamen", severity: "red", values: { kindEn: "enterprise" } }]);
  const trainer = listed("2025-01-02", { evaluatorType: "T", areaCode: "210200" });
  expect(fired("BNK-04", facts(trainer, norm("2026-02-02", { kind: "sector" })))).toMatchObject([{ book: "liaoning" }]);
});

test("BNK-04 guard: an occupation without a national standard, and an enterprise, may have a norm of their own", () => {
  expect(fired("BNK-04", facts(school, norm("2026-02-02", { kind: "none" })))).toEqual([]);
  expect(fired("BNK-04", facts(school, norm("2026-02-02", { nationalStandardExists: false })))).toEqual([]);
  expect(fired("BNK-04", facts(listed("2025-01-02"), norm("2026-02-02", {})))).toEqual([]);
  expect(fired("BNK-04", facts(school, norm("2026-02-02", { kind: "national" })))).toEqual([]);
});

test("BNK-05 a norm declared to be below the national standard is red until a better version is filed", () => {
  expect(fired("BNK-05", facts(listed("2025-01-02"), norm("2026-02-02", { belowNational: true }), norm("2026-04-02", { belowNational: false, version: "2" })))).toMatchObject([{ severity: "red", since: "2026-02-02 00:00", cleared: "2026-04-02 00:00" }]);
  expect(fired("BNK-05", facts(listed("2025-01-02"), norm("2026-02-02", { filed: false })))).toHaveLength(1);
  expect(fired("BNK-05", facts(listed("2025-01-02", { areaCode: "440300" }), norm("2026-02-02", { belowNational: true })))).toMatchObject([{ book: "shenzhen", mode: "shadow", severity: "red" }]);
});

test("BNK-05 guard: only declarations are judged, and a national standard needs no filing", () => {
  expect(fired("BNK-05", facts(listed("2025-01-02"), norm("2026-02-02", {})))).toEqual([]);
  expect(fired("BNK-05", facts(listed("2025-01-02"), norm("2026-02-02", { kind: "national", filed: false })))).toEqual([]);
});

const setter: FactLine = ["2026-03-01", "roster.set", { orgId: ORG, role: "paper-setter", personId: "p-setter" }];
const accessed = (when: string, by: string): FactLine => [when, "bank.accessed", { orgId: ORG, occupation: WELDER, level: 4, by, purpose: "组卷" }];
const exam = planned("2026-03-02", [session("2026-03-30")]);

test("BNK-06 access by somebody off the list, or just before the exam, is a suspicion in one finding per person", () => {
  const found = fired("BNK-06", facts(listed("2025-01-02"), setter, exam, accessed("2026-03-10 10:00", "p-visitor"), accessed("2026-03-30 08:20", "p-setter")));
  expect(found.filter(({ book }) => book === "xiamen")).toMatchObject([
    { severity: "suspicion", subject: "bank:焊工/4/p-setter", since: "2026-03-30 08:20", values: { unlisted: 0, late: 1, minutes: 120 } },
    { severity: "suspicion", subject: "bank:焊工/4/p-visitor", since: "2026-03-10 10:00", values: { unlisted: 1, late: 0 } },
  ]);
});

test("BNK-06 guard: a listed paper setter well before the exam, and before another occupation's exam, is passed over", () => {
  expect(fired("BNK-06", facts(listed("2025-01-02"), setter, exam, accessed("2026-03-25 10:00", "p-setter")))).toEqual([]);
  const other = planned("2026-03-02", [session("2026-03-30", { occupation: "电工" })]);
  expect(fired("BNK-06", facts(listed("2025-01-02"), setter, other, accessed("2026-03-30 08:20", "p-setter")))).toEqual([]);
});

test("BNK-07 a bank that nobody updated for a year is worth knowing, without an event, until it is updated", () => {
  const lines = [listed("2025-01-02"), registered("2025-03-02", { theoryItems: 1300 })];
  expect(fired("BNK-07", facts(...lines))).toMatchObject([{ severity: "info", since: "2026-03-02 00:00", cleared: null }]);
  expect(fired("BNK-07", facts(...lines, updated("2026-05-02", { theoryItems: 1310 })))).toMatchObject([{ cleared: "2026-05-02 00:00" }]);
});

test("BNK-07 guard: within the year, and after one update, nothing is said", () => {
  expect(fired("BNK-07", facts(listed("2025-01-02"), registered("2025-12-02", {})))).toEqual([]);
  expect(fired("BNK-07", facts(listed("2025-01-02"), registered("2025-03-02", {}), updated("2025-04-02", {})))).toEqual([]);
});
