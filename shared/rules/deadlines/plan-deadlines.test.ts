import { expect, test } from "vitest";
import { amended, approved, facts, listed, ORG, planned, session, started, type FactLine } from "../test-facts.ts";
import { dueAndState, owed } from "../test-deadline.ts";

const enterprise = listed("2026-01-05 09:00");
const school = listed("2026-01-05 09:00", { evaluatorType: "S" });
const organisation = listed("2026-01-05 09:00", { evaluatorType: "T" });
const shenzhen = listed("2026-01-05 09:00", { areaCode: "440300" });
const jilin = listed("2026-01-05 09:00", { areaCode: "220000" });
const announced = (startDate: string): FactLine => ["2026-01-20 09:00", "batch.announced", { orgId: ORG, batchId: "b-1", startDate }];
const cancelled: FactLine = ["2026-02-20 09:00", "batch.cancelled", { orgId: ORG, batchId: "b-1", reason: "too few" }];

test("D01 an enterprise's plan is due on the fifteenth working day before the batch's earliest session, make-up Saturdays counted", () => {
  const [plan] = owed("D01", facts(enterprise, announced("2026-03-16")), { asOf: "2026-02-25 00:00" });
  expect(plan).toMatchObject({ subject: "batch:b-1", due: "2026-02-24", state: "overdue" });
  expect(plan?.obligation.countedDays).toEqual([
    "2026-03-13", "2026-03-12", "2026-03-11", "2026-03-10", "2026-03-09", "2026-03-06", "2026-03-05", "2026-03-04", "2026-03-03", "2026-03-02", "2026-02-28", "2026-02-27", "2026-02-26", "2026-02-25", "2026-02-24",
  ]);
  expect(plan?.obligation.rule).toMatchObject({ rulebookId: "xiamen", mode: "in-force", sources: ["XM-010", "XM-098"] });
});

test("D01 guard: a plan filed on the due day at 23:59, a cancelled batch, a school and a test session are not overdue", () => {
  const plan = planned("2026-02-24 23:59", [session("2026-03-16")]);
  expect(dueAndState("D01", facts(enterprise, plan))).toEqual(["2026-02-24 met"]);
  expect(dueAndState("D01", facts(enterprise, announced("2026-03-16"), cancelled))).toEqual(["2026-02-24 void"]);
  expect(owed("D01", facts(school, announced("2026-03-16")))).toEqual([]);
  expect(owed("D01", facts(enterprise, ["2026-03-01 09:00", "session.scheduled", { ...session("2026-03-16"), orgId: ORG, batchId: "b-9", test: true }]))).toEqual([]);
});

test("D02 a school's plan is due on the tenth working day before, even if the batch begins on a holiday", () => {
  expect(dueAndState("D02", facts(school, announced("2026-10-08")), { asOf: "2026-09-18 00:00" })).toEqual(["2026-09-17 overdue"]);
  expect(dueAndState("D02", facts(school, announced("2026-06-20")), { asOf: "2026-06-05 08:00" })).toEqual(["2026-06-05 due_today"]);
});

test("D02 guard: the school's earliest session decides, not the date that the plan states, and an enterprise has no such line", () => {
  const plan = planned("2026-09-16 10:00", [session("2026-10-12"), session("2026-10-08", { sessionId: "s-2" })], { startDate: "2026-10-20" });
  expect(dueAndState("D02", facts(school, plan))).toEqual(["2026-09-17 met"]);
  expect(owed("D02", facts(enterprise, plan))).toEqual([]);
});

test("D03 a school past the fifteen-day line of the annex is amber, never a breach", () => {
  const [line] = owed("D03", facts(school, announced("2026-10-08")), { asOf: "2026-09-12 10:00" });
  expect(line).toMatchObject({ due: "2026-09-10", state: "overdue" });
  expect(line?.obligation.severity).toBe("advisory");
});

test("D03 guard: a school that files fifteen working days ahead has met the annex's line too", () => {
  expect(dueAndState("D03", facts(school, planned("2026-09-10 10:00", [session("2026-10-08")])))).toEqual(["2026-09-10 met"]);
});

test("D04 a social training organisation owes its plan fifteen working days ahead", () => {
  expect(dueAndState("D04", facts(organisation, announced("2026-03-16")), { asOf: "2026-03-01 10:00" })).toEqual(["2026-02-24 overdue"]);
});

test("D04 guard: a returned plan is owed again, and filed again unchanged it keeps its first receipt", () => {
  const first = planned("2026-02-20 09:00", [session("2026-03-16")]);
  const returned: FactLine = ["2026-02-22 09:00", "plan.returned", { orgId: ORG, batchId: "b-1", reason: "no roster" }];
  expect(dueAndState("D04", facts(organisation, first, returned), { asOf: "2026-02-23 09:00" })).toEqual(["2026-02-24 due_soon"]);
  expect(dueAndState("D04", facts(organisation, first, returned, planned("2026-02-26 09:00", [session("2026-03-16")])))).toEqual(["2026-02-24 met"]);
  expect(dueAndState("D04", facts(organisation, first, returned, planned("2026-02-26 09:00", [session("2026-03-16", { siteId: "site-2" })])))).toEqual(["2026-02-24 met_late"]);
});

test("D05 a session that starts before the plan is approved is late for good, with both times kept", () => {
  const [gate] = owed("D05", facts(enterprise, planned("2026-02-24 15:00", [session("2026-03-16")]), started("2026-03-16 09:00"), approved("2026-03-16 10:20")));
  expect(gate).toMatchObject({ subject: "session:s-1", state: "met_late", met: "2026-03-16 10:20" });
  expect(dueAndState("D05", facts(enterprise, planned("2026-02-24 15:00", [session("2026-03-16")]), started("2026-03-16 09:00")))).toEqual(["2026-03-16 overdue"]);
});

test("D05 guard: approved before the start, not started at all, or cancelled is no breach", () => {
  const plan = planned("2026-02-20 15:00", [session("2026-03-16")]);
  expect(dueAndState("D05", facts(enterprise, plan, approved("2026-03-16 08:59:59"), started("2026-03-16 09:00")))).toEqual(["2026-03-16 met"]);
  expect(dueAndState("D05", facts(enterprise, plan))).toEqual(["- not_due"]);
  expect(dueAndState("D05", facts(enterprise, plan), { asOf: "2026-03-15 12:00" })).toEqual(["2026-03-16 not_due"]);
  expect(dueAndState("D05", facts(enterprise, plan, cancelled))).toEqual(["- void"]);
});

test("D06 a body filed with the province may not start before the bureau assessed the place", () => {
  const filing: FactLine = ["2026-01-02 09:00", "org.filing.submitted", { orgId: ORG, filingId: "f-1", name: "Sector branch", evaluatorType: "T", areaCode: "350200", occupations: [{ occupation: "焊工", levels: [4] }], sites: [], docs: [], sectorBranch: true }];
  const plan = planned("2026-02-20 15:00", [session("2026-03-16")]);
  expect(dueAndState("D06", facts(filing, organisation, plan, started("2026-03-16 09:00")))).toEqual(["2026-03-16 overdue"]);
  const passed: FactLine = ["2026-03-10 09:00", "site.assessed", { orgId: ORG, siteId: "site-1", passedOn: "2026-03-09" }];
  expect(dueAndState("D06", facts(filing, organisation, plan, passed, started("2026-03-16 09:00")))).toEqual(["2026-03-16 met"]);
});

test("D06 guard: a body filed in Xiamen itself needs no such assessment", () => {
  expect(owed("D06", facts(organisation, planned("2026-02-20 15:00", [session("2026-03-16")]), started("2026-03-16 09:00")))).toEqual([]);
});

test("D31 Shenzhen's ten working days are shown in shadow", () => {
  const [plan] = owed("D31", facts(shenzhen, announced("2026-05-06")), { asOf: "2026-04-30 10:00" });
  expect(plan).toMatchObject({ due: "2026-04-17", state: "overdue" });
  expect(plan?.obligation.rule.mode).toBe("shadow");
});

test("D31 guard: Shenzhen's draft reads no plan of Xiamen", () => {
  expect(owed("D31", facts(enterprise, announced("2026-05-06")))).toEqual([]);
});

test("D40 Jilin asks for an application before the exam, without a number of days", () => {
  const [application] = owed("D40", facts(jilin, announced("2026-05-06")));
  expect(application).toMatchObject({ due: null, state: "no_clock" });
  expect(application?.obligation.rule.mode).toBe("record");
});

test("D40 guard: an application that came is shown as made", () => {
  const applied: FactLine = ["2026-04-20 09:00", "exam.application", { orgId: ORG, batchId: "b-1", startDate: "2026-05-06" }];
  expect(dueAndState("D40", facts(jilin, announced("2026-05-06"), applied))).toEqual(["- met"]);
});

test("an amended plan with an earlier start, another occupation, level or site counts as filed when it was amended; people swapped do not (A43)", () => {
  const plan = planned("2026-02-10 09:00", [session("2026-03-18")]);
  const metAfter = (changed: Parameters<typeof session>[1], day = "2026-03-18") => owed("D01", facts(enterprise, plan, amended("2026-03-05 09:00", [session(day, changed)])))[0]?.met;
  expect(metAfter({}, "2026-03-16")).toBe("2026-03-05 09:00");
  expect(metAfter({ occupation: "电工" })).toBe("2026-03-05 09:00");
  expect(metAfter({ level: 3 })).toBe("2026-03-05 09:00");
  expect(metAfter({ siteId: "site-2" })).toBe("2026-03-05 09:00");
  expect(metAfter({}, "2026-03-25")).toBe("2026-02-10 09:00");
  const people = facts(enterprise, plan, amended("2026-03-05 09:00", [session("2026-03-18")], { examiners: ["p-7"] }));
  expect(dueAndState("D01", people)).toEqual(["2026-02-26 met"]);
  expect(owed("D01", people, { settings: { "amend.earlierStart": false } })[0]?.met).toBe("2026-02-10 09:00");
});

test("a counter that closes at 17:30 ends the last day then, where the authority says so (A5)", () => {
  const at = (time: string) => dueAndState("D01", facts(enterprise, planned(`2026-02-24 ${time}`, [session("2026-03-16")])), { settings: { cutoff: "17:30" } });
  expect(at("17:30")).toEqual(["2026-02-24 met"]);
  expect(at("17:30:01")).toEqual(["2026-02-24 met_late"]);
});

test("N full days between filing and start are asked where the authority reads it so (A1)", () => {
  expect(dueAndState("D01", facts(enterprise, announced("2026-03-16")), { settings: { "lead.mode": "full-days" } })).toEqual(["2026-02-14 overdue"]);
});
