import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { facts, filed, listed, ORG, session, planned, started, ended, WELDER, type FactLine } from "../../test-facts.ts";

type Capacity = NonNullable<EventData<"org.filing.submitted">["capacity"]>;

const apply = (evaluatorType: "E" | "S" | "T", areaCode: string, capacity: Capacity) => facts(filed("2026-01-02", { evaluatorType, areaCode, capacity }));
const judged = (evaluatorType: "E" | "S" | "T", areaCode: string, capacity: Capacity) =>
  fired("ORG-07", apply(evaluatorType, areaCode, capacity)).map(({ severity, values }) => [values.measure, values.value, severity]);

test("ORG-07 one below the bound is found as hard or as soft as the text of the place says (AC-44)", () => {
  expect(judged("E", "350200", { insured: 299, occupationHeadcount: { [WELDER]: 49 }, workstationsByOccupation: { [WELDER]: 9 }, examinersByOccupation: { [WELDER]: 2 }, managers: 2 })).toEqual([
    ["examinersByOccupation", 2, "red"],
    ["insured", 299, "amber"],
    ["managers", 2, "red"],
    ["occupationHeadcount", 49, "red"],
    ["workstationsByOccupation", 9, "red"],
  ]);
  expect(judged("T", "350200", { areaM2: 199.9, yearsActive: 4, personTimes: 9999, participantPercent: 29.9 })).toEqual([
    ["areaM2", 199.9, "red"],
    ["participantPercent", 29.9, "red"],
    ["personTimes", 9999, "red"],
    ["yearsActive", 4, "red"],
  ]);
  expect(judged("E", "440300", { insured: 299, applicantsByOccupation: { [WELDER]: 49 } })).toEqual([["applicantsByOccupation", 49, "amber"], ["insured", 299, "red"]]);
  expect(fired("ORG-07", apply("E", "440300", { insured: 299 }))).toMatchObject([{ mode: "shadow" }]);
});

test("ORG-07 guard: the bounds themselves pass, what was not reported is not 0, and 50 people mean two things in two cities", () => {
  const bounds = { insured: 300, occupationHeadcount: { [WELDER]: 50 }, workstationsByOccupation: { [WELDER]: 10 }, examinersByOccupation: { [WELDER]: 3 }, managers: 3 };
  expect(judged("E", "350200", bounds)).toEqual([]);
  expect(judged("T", "350200", { areaM2: 200, yearsActive: 5, personTimes: 10_000, participantPercent: 30 })).toEqual([]);
  expect(judged("E", "350200", {})).toEqual([]);
  expect(judged("E", "350200", { applicantsByOccupation: { [WELDER]: 49 } })).toEqual([]);
  expect(judged("E", "440300", { occupationHeadcount: { [WELDER]: 49 } })).toEqual([]);
});

test("ORG-07 clears when a later report reaches the bound, or when the application is refused", () => {
  const short = filed("2026-01-02", { capacity: { insured: 299 } });
  expect(fired("ORG-07", facts(short, ["2026-02-01", "org.headcount.reported", { orgId: ORG, insured: 300, asOf: "2026-02-01" }]))).toMatchObject([{ since: "2026-01-02 00:00", cleared: "2026-02-01 00:00" }]);
  expect(fired("ORG-07", facts(short, ["2026-01-10", "org.filing.refused", { orgId: ORG, filingId: "f-1", reason: "r" }]))).toMatchObject([{ cleared: "2026-01-10 00:00" }]);
});

const social = (when: string, orgId: string, data: Partial<EventData<"org.listed">> = {}): FactLine => listed(when, { orgId, evaluatorType: "T", ...data });
const crowd = (...lines: FactLine[]) => fired("ORG-08", facts(...lines), { dossier: `occupation:350200:${WELDER}` });

test("ORG-08 the third social organisation for one occupation is amber until one leaves the list", () => {
  expect(crowd(social("2026-01-05", "a"), social("2026-01-06", "b"), social("2026-02-01", "c"))).toMatchObject([{ severity: "amber", subject: "evaluator:c", since: "2026-02-01 00:00", cleared: null, values: { count: 3, orgs: "a、b、c" } }]);
  const leaves: FactLine = ["2026-03-01 10:00", "org.delisted", { orgId: "a", areaCode: "350200", reason: "r", occupations: [{ occupation: WELDER, levels: [3] }], entirely: true }];
  expect(crowd(social("2026-01-05", "a"), social("2026-01-06", "b"), social("2026-02-01", "c"), leaves)).toMatchObject([{ cleared: "2026-03-01 10:00" }]);
});

test("ORG-08 guard: schools and enterprises do not count, nor does who left the list or let it lapse", () => {
  expect(crowd(social("2026-01-05", "a"), social("2026-01-06", "b"), listed("2026-02-01", { orgId: "c" }), listed("2026-02-02", { orgId: "d", evaluatorType: "S" }))).toEqual([]);
  expect(crowd(social("2022-01-05", "a"), social("2026-01-06", "b"), social("2026-02-01", "c"))).toEqual([]);
  const dropped: FactLine = ["2026-01-20", "org.scope.changed", { orgId: "a", areaCode: "350200", evaluatorType: "T", occupations: [{ occupation: "钳工", levels: [4] }], removed: [{ occupation: WELDER, levels: [3] }], validFrom: "2026-01-20" }];
  expect(crowd(social("2026-01-05", "a"), social("2026-01-06", "b"), dropped, social("2026-02-01", "c"))).toEqual([]);
  expect(crowd(social("2026-01-05", "a"), social("2026-01-06", "a"), social("2026-02-01", "c"))).toEqual([]);
});

test("ORG-09 a year without an evaluation is red from the day after, warned of 90, 60 and 30 days ahead (AC-40)", () => {
  const idle = facts(listed("2025-11-20"));
  expect(fired("ORG-09", idle, { asOf: "2026-11-21 00:00" })).toMatchObject([{ severity: "red", since: "2026-11-21 00:00", values: { lastDay: "2026-11-20" } }]);
  expect(fired("ORG-09", idle, { asOf: "2026-11-20 23:59" })).toMatchObject([{ severity: "amber", since: "2026-08-22 00:00", values: { warning: 30 } }]);
  expect(fired("ORG-09", idle, { asOf: "2026-09-25" })).toMatchObject([{ severity: "amber", values: { warning: 60 } }]);
  expect(fired("ORG-09", idle, { asOf: "2026-08-21 23:59" })).toEqual([]);
});

test("ORG-09 guard: a planned session does not count, one that ended starts the year anew", () => {
  const planOnly = facts(listed("2025-11-20"), planned("2026-10-30", [session("2026-11-25")]));
  expect(fired("ORG-09", planOnly, { asOf: "2026-11-22" })).toMatchObject([{ severity: "red" }]);
  const held = facts(listed("2025-11-20"), planned("2026-02-10", [session("2026-03-10")]), started("2026-03-10 09:00"), ended("2026-03-10 11:00"));
  expect(fired("ORG-09", held, { asOf: "2026-11-22" })).toEqual([]);
  expect(fired("ORG-09", held, { asOf: "2027-03-11" })).toMatchObject([{ severity: "red", since: "2027-03-11 00:00" }]);
});

const cancelled = (areaCode: string, ground: "inactivity" | "cheating"): FactLine => ["2026-12-01", "org.sanction.decided", { orgId: ORG, areaCode, sanction: "cancelled", ground, decidedOn: "2026-12-01" }];

test("ORG-10 an application up to the last day of the ban is refused (AC-40)", () => {
  const again = (when: string) => fired("ORG-10", facts(cancelled("350200", "inactivity"), filed(when)), { asOf: "2030-01-01" });
  expect(again("2028-12-01 17:00")).toMatchObject([{ severity: "refused", subject: "filing:f-1", since: "2028-12-01 17:00", values: { decidedOn: "2026-12-01", lastDay: "2028-12-01", deadline: "D20" } }]);
  expect(fired("ORG-10", facts(cancelled("350200", "cheating"), filed("2029-12-01")), { asOf: "2030-01-01" })).toMatchObject([{ values: { lastDay: "2029-12-01", deadline: "D21" } }]);
});

test("ORG-10 guard: the day after the ban is open, and a ban of another jurisdiction bars nothing here", () => {
  expect(fired("ORG-10", facts(cancelled("350200", "inactivity"), filed("2028-12-02")), { asOf: "2030-01-01" })).toEqual([]);
  expect(fired("ORG-10", facts(cancelled("440300", "cheating"), filed("2027-01-10")), { asOf: "2030-01-01" })).toEqual([]);
});

const report = (when: string, year = 2026): FactLine => [when, "org.annual_report.received", { orgId: ORG, year }];

test("ORG-11 the report of the year is overdue from 31 December, and stays told when it comes late", () => {
  expect(fired("ORG-11", facts(listed("2026-01-05")), { asOf: "2026-12-31 00:00" })).toMatchObject([{ severity: "red", since: "2026-12-31 00:00", cleared: null, values: { year: "2026", dueDate: "2026-12-30" } }]);
  expect(fired("ORG-11", facts(listed("2026-01-05"), report("2026-12-31 00:01")), { asOf: "2027-01-01" })).toMatchObject([{ cleared: "2026-12-31 00:01" }]);
});

test("ORG-11 guard: 30 December itself is in time, and before it nothing is overdue", () => {
  expect(fired("ORG-11", facts(listed("2026-01-05"), report("2026-12-30 23:59")), { asOf: "2027-01-01" })).toEqual([]);
  expect(fired("ORG-11", facts(listed("2026-01-05")), { asOf: "2026-12-30 23:59" })).toEqual([]);
});

test("ORG-12 a main business of training is refused in Xiamen, a scope with consulting in Shenzhen", () => {
  expect(fired("ORG-12", facts(filed("2026-01-02", { mainBusiness: ["职业技能培训"] })))).toMatchObject([{ book: "xiamen", severity: "refused", values: { found: "职业技能培训" } }]);
  expect(fired("ORG-12", facts(filed("2026-01-02", { areaCode: "440300", mainBusiness: ["制造"], businessScope: ["制造", "企业管理咨询"] })))).toMatchObject([{ book: "shenzhen", severity: "refused", mode: "shadow" }]);
});

test("ORG-12 guard: a scope that mentions consulting is no obstacle in Xiamen, and neither is the business of a training organisation", () => {
  expect(fired("ORG-12", facts(filed("2026-01-02", { mainBusiness: ["制造"], businessScope: ["制造", "企业管理咨询"] })))).toEqual([]);
  expect(fired("ORG-12", facts(filed("2026-01-02", { evaluatorType: "T", mainBusiness: ["职业技能培训"] })))).toEqual([]);
});

const advert = (wording: string, data: Partial<EventData<"org.advert.reported">> = {}): FactLine => ["2026-03-01", "org.advert.reported", { orgId: ORG, wording, ...data }];

test("ORG-14 restricted words or a logo in publicity go to a person", () => {
  expect(fired("ORG-14", facts(listed("2026-01-05", { evaluatorType: "T" }), advert("包过，发职业资格证书")))).toMatchObject([{ severity: "review", values: { terms: "职业资格" } }]);
  expect(fired("ORG-14", facts(listed("2026-01-05", { evaluatorType: "T" }), advert("焊工班招生", { usesLogo: true })))).toMatchObject([{ values: { logos: 1 } }]);
});

test("ORG-14 guard: quoting a rule is not advertising", () => {
  const listing = listed("2026-01-05", { evaluatorType: "T" });
  expect(fired("ORG-14", facts(listing, advert("依据《国家职业资格目录》说明；按规定不得使用“职业资格”字样。")))).toEqual([]);
  expect(fired("ORG-14", facts(listing, advert("职业资格", { quotesRule: true })))).toEqual([]);
});

const accepted = (when: string): FactLine => [when, "org.filing.accepted", { orgId: ORG, filingId: "f-1" }];

test("ORG-15 the authority's notice after the tenth working day, or a publicity cut short, is red on its own side", () => {
  const late = fired("ORG-15", facts(filed("2026-02-06 16:40"), accepted("2026-02-28 09:00")));
  expect(late).toMatchObject([{ severity: "red", subject: "filing:f-1", since: "2026-02-28 00:00", cleared: "2026-02-28 09:00", values: { dueDate: "2026-02-27", owedBy: "authority" } }]);
  const short = facts(filed("2026-01-05"), accepted("2026-01-06"), ["2026-04-03 09:00", "org.publicity.posted", { orgId: ORG, filingId: "f-1" }], ["2026-04-10 09:00", "org.publicity.closed", { orgId: ORG, filingId: "f-1" }]);
  expect(fired("ORG-15", short)).toMatchObject([{ since: "2026-04-10 09:00", values: { dueDate: "2026-04-13" } }]);
  expect(fired("ORG-15", facts(filed("2026-03-02", { areaCode: "440300" })))).toMatchObject([{ book: "shenzhen", mode: "shadow", values: { dueDate: "2026-03-27" } }]);
});

test("ORG-15 guard: it is no overdue item of the evaluator, and done on the last day it is in time", () => {
  expect(fired("ORG-15", facts(filed("2026-02-06 16:40"), accepted("2026-02-27 23:59")))).toEqual([]);
  const found = fired("ORG-15", facts(filed("2026-02-06 16:40")));
  expect(found.map(({ values }) => values.owedBy)).toEqual(["authority"]);
});

const check = (when: string, complete = true): FactLine => [when, "supervision.record.submitted", { recordId: "r-1", orgId: ORG, supervisorId: "sv-1", side: "external", form: "daily", complete }];

test("ORG-16 an enterprise without a check is amber from 1 October and red from 1 January", () => {
  expect(fired("ORG-16", facts(listed("2026-01-05")), { asOf: "2026-10-01 00:00" })).toMatchObject([{ severity: "amber", subject: "year:2026", since: "2026-10-01 00:00" }]);
  expect(fired("ORG-16", facts(listed("2026-01-05")), { asOf: "2027-01-01 00:00" })).toMatchObject([{ severity: "red", since: "2027-01-01 00:00" }]);
  expect(fired("ORG-16", facts(listed("2026-01-05"), check("2026-10-20 10:00")), { asOf: "2027-01-02" })).toMatchObject([{ severity: "amber", cleared: "2026-10-20 10:00" }]);
});

test("ORG-16 guard: only completed checks count, only enterprises are owed one, and before October nobody asks", () => {
  expect(fired("ORG-16", facts(listed("2026-01-05"), check("2026-06-01")), { asOf: "2027-01-02" })).toEqual([]);
  expect(fired("ORG-16", facts(listed("2026-01-05"), check("2026-06-01", false)), { asOf: "2027-01-02" })).toHaveLength(1);
  expect(fired("ORG-16", facts(listed("2026-01-05", { evaluatorType: "S" })), { asOf: "2027-01-02" })).toEqual([]);
  expect(fired("ORG-16", facts(listed("2026-01-05")), { asOf: "2026-09-30 23:59" })).toEqual([]);
});
