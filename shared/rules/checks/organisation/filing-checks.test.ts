import { expect, test } from "vitest";
import { fired } from "../../test-check.ts";
import { amended, ended, facts, filed, listed, ORG, planned, session, started, WELDER } from "../../test-facts.ts";

const LIAONING = { areaCode: "210200" };

test("ORG-01 a session of a level that was not filed on its day is out of scope from the plan on", () => {
  const found = fired("ORG-01", facts(listed("2026-01-05"), planned("2026-02-24 15:00", [session("2026-03-16", { level: 2 })])));
  expect(found).toMatchObject([{ book: "xiamen", mode: "in-force", severity: "red", subject: "session:s-1", since: "2026-02-24 15:00", cleared: null, values: { level: 2, filed: `${WELDER} 3、4、5` } }]);
});

test("ORG-01 guard: the filing version of the session's day decides, and a plan that was put right raises nothing", () => {
  const wider = [{ occupation: WELDER, levels: [2, 3, 4, 5] }];
  const narrower = [{ occupation: WELDER, levels: [5] }];
  const change = (when: string, occupations: typeof wider) => [when, "org.scope.changed", { orgId: ORG, areaCode: "350200", evaluatorType: "E", occupations, validFrom: when.slice(0, 10) }] as const;
  const plan = planned("2026-02-24", [session("2026-03-16", { level: 2 })]);
  expect(fired("ORG-01", facts(listed("2026-01-05"), change("2026-03-01", wider), plan, change("2026-04-01", narrower)))).toEqual([]);
  expect(fired("ORG-01", facts(listed("2026-01-05"), plan, amended("2026-03-01", [session("2026-03-16", { level: 3 })])))).toEqual([]);
  expect(fired("ORG-01", facts(listed("2026-01-05"), plan, change("2026-04-01", wider)))).toHaveLength(1);
});

test("ORG-02 a site that was not filed is red for a social organisation and amber for an enterprise", () => {
  const plan = planned("2026-02-24", [session("2026-03-16", { siteId: "site-9" })]);
  expect(fired("ORG-02", facts(listed("2026-01-05", { evaluatorType: "T" }), plan))).toMatchObject([{ severity: "red", values: { site: "site-9", filed: "site-1" } }]);
  expect(fired("ORG-02", facts(listed("2026-01-05"), plan))).toMatchObject([{ severity: "amber" }]);
});

test("ORG-02 guard: a practical at the work post of an enterprise may be elsewhere, that of a social organisation may not", () => {
  const plan = planned("2026-02-24", [session("2026-03-16", { siteId: "quay-3", workplace: true, part: "practical" })]);
  expect(fired("ORG-02", facts(listed("2026-01-05"), plan))).toEqual([]);
  expect(fired("ORG-02", facts(listed("2026-01-05", { evaluatorType: "T" }), plan))).toHaveLength(1);
});

test("ORG-03 a site in another city than the evaluator's is outside its territory", () => {
  const found = fired("ORG-03", facts(filed("2026-01-02", { ...LIAONING, sites: [{ siteId: "site-1", areaCode: "210103" }] }), listed("2026-01-05", LIAONING), planned("2026-02-24", [session("2026-03-16")])));
  expect(found).toMatchObject([{ book: "liaoning", severity: "red", values: { siteArea: "210103", territory: "210200" } }]);
});

test("ORG-03 guard: a branch has its own territory, and a district lies in its city", () => {
  const plan = planned("2026-02-24", [session("2026-03-16")]);
  const site = (areaCode: string) => filed("2026-01-02", { ...LIAONING, sites: [{ siteId: "site-1", areaCode }] });
  expect(fired("ORG-03", facts(site("210103"), listed("2026-01-05", { ...LIAONING, territory: ["210200", "210100"] }), plan))).toEqual([]);
  expect(fired("ORG-03", facts(site("210203"), listed("2026-01-05", LIAONING), plan))).toEqual([]);
});

test("ORG-04 a session after the three years, or before the first day, is held without a valid qualification", () => {
  const plan = planned("2026-02-24", [session("2026-03-16")]);
  expect(fired("ORG-04", facts(listed("2023-03-15"), plan, started("2026-03-16 09:02")))).toMatchObject([{ severity: "red", since: "2026-03-16 09:02", values: { from: "2023-03-15", lastDay: "2026-03-15" } }]);
  expect(fired("ORG-04", facts(listed("2026-01-05", { validFrom: "2026-04-01" }), plan))).toMatchObject([{ since: "2026-03-16 09:00" }]);
});

test("ORG-04 guard: the end that the listing states wins, the last day is valid and a renewal counts", () => {
  const plan = planned("2026-02-24", [session("2026-03-16")]);
  expect(fired("ORG-04", facts(listed("2023-03-16"), plan))).toEqual([]);
  expect(fired("ORG-04", facts(listed("2023-01-05", { validTo: "2026-12-31" }), plan))).toEqual([]);
  expect(fired("ORG-04", facts(listed("2023-01-05"), listed("2026-01-06"), plan))).toEqual([]);
});

test("ORG-05 a session by an evaluator that is on no list, or no longer, is red", () => {
  const plan = planned("2026-02-24", [session("2026-03-16")]);
  expect(fired("ORG-05", facts(filed("2026-01-02"), plan))).toMatchObject([{ severity: "red", since: "2026-03-16 09:00", values: { stateEn: "never listed" } }]);
  const delisted = ["2026-03-01", "org.delisted", { orgId: ORG, areaCode: "350200", reason: "r" }] as const;
  expect(fired("ORG-05", facts(listed("2025-01-05"), plan, delisted))).toMatchObject([{ values: { stateEn: "delisted" } }]);
});

test("ORG-05 guard: there is no grace while the listing is pending unless the authority sets one", () => {
  const assessed = ["2026-03-10", "org.assessed", { orgId: ORG, filingId: "f-1", passed: true }] as const;
  const pending = facts(filed("2026-01-02"), assessed, planned("2026-02-24", [session("2026-03-16")]));
  expect(fired("ORG-05", pending)).toHaveLength(1);
  expect(fired("ORG-05", pending, { settings: { "listing.graceDays": 10 } })).toEqual([]);
  expect(fired("ORG-05", pending, { settings: { "listing.graceDays": 5 } })).toHaveLength(1);
});

test("ORG-06 an operator or most of the staff of another body are a suspicion", () => {
  const staff = (personId: string, employerId: string) => ["2026-03-10", "roster.set", { orgId: ORG, sessionId: "s-1", role: "examiner", personId, employerId }] as const;
  const found = fired("ORG-06", facts(listed("2026-01-05"), planned("2026-02-24", [session("2026-03-16")]), staff("p-1", "other"), staff("p-2", "other"), staff("p-3", ORG), started("2026-03-16 09:00", { operatorId: "other" })));
  expect(found.map(({ severity, values }) => [severity, values.whatEn, values.count])).toEqual([["suspicion", "operator's account", 1], ["suspicion", "staff", 2]]);
});

test("ORG-06 guard: a venue with a lease and one hired examiner among three are common, and it is never red", () => {
  const staff = (personId: string, employerId: string) => ["2026-03-10", "roster.set", { orgId: ORG, sessionId: "s-1", role: "examiner", personId, employerId }] as const;
  const site = (rented: boolean) => filed("2026-01-02", { sites: [{ siteId: "site-1", ownerId: "landlord", rented }] });
  const rest = [listed("2026-01-05"), planned("2026-02-24", [session("2026-03-16")]), staff("p-1", "other"), staff("p-2", ORG), staff("p-3", ORG)] as const;
  expect(fired("ORG-06", facts(site(true), ...rest))).toEqual([]);
  expect(fired("ORG-06", facts(site(false), ...rest))).toMatchObject([{ severity: "suspicion", values: { whatEn: "site", other: "landlord" } }]);
});

test("ORG-13 a body filed with the province starts before the site passed its assessment", () => {
  const late = ["2026-03-20", "site.assessed", { orgId: ORG, siteId: "site-1", passedOn: "2026-03-20" }] as const;
  const found = fired("ORG-13", facts(filed("2026-01-02", { evaluatorType: "T", provinceFiled: true }), listed("2026-01-05", { evaluatorType: "T" }), planned("2026-02-24", [session("2026-03-16")]), started("2026-03-16 09:00"), late));
  expect(found).toMatchObject([{ severity: "red", since: "2026-03-16 09:00", cleared: null, values: { passedAt: "2026-03-20 00:00" } }]);
});

test("ORG-13 guard: bodies of the city need no such assessment, and one passed on the day is enough", () => {
  const rest = [listed("2026-01-05", { evaluatorType: "T" }), planned("2026-02-24", [session("2026-03-16")]), started("2026-03-16 09:00"), ended("2026-03-16 11:00")] as const;
  const passed = ["2026-03-16 08:00", "site.assessed", { orgId: ORG, siteId: "site-1", passedOn: "2026-03-16" }] as const;
  expect(fired("ORG-13", facts(filed("2026-01-02", { evaluatorType: "T" }), ...rest))).toEqual([]);
  expect(fired("ORG-13", facts(filed("2026-01-02", { evaluatorType: "T", sectorBranch: true }), passed, ...rest))).toEqual([]);
});
