import { expect, test } from "vitest";
import { ended, facts, listed, ORG, planned, session, started, type FactLine } from "../test-facts.ts";
import { dueAndState, owed } from "../test-deadline.ts";

const xiamen = listed("2026-01-05");
const shenzhen = listed("2026-01-05", { areaCode: "440300" });
const batch = { orgId: ORG, batchId: "b-1" };
const held = (end = "2026-04-01 11:00"): FactLine[] => [planned("2026-02-10", [session("2026-04-01")]), started("2026-04-01 09:00"), ended(end)];
const posted = (when: string): FactLine => [when, "results.posted", batch];
const closed = (when: string): FactLine => [when, "results.closed", batch];
const reported = (when: string): FactLine => [when, "results.reported", batch];
const raised = (when: string, objectionId = "o-1"): FactLine => [when, "objection.raised", { ...batch, objectionId }];
const resolved = (when: string, objectionId = "o-1"): FactLine => [when, "objection.resolved", { ...batch, objectionId }];

test("D10 results are to be posted in time: a house limit of five working days, labelled as one", () => {
  const [posting] = owed("D10", facts(xiamen, ...held()), { asOf: "2026-04-20 09:00" });
  expect(posting).toMatchObject({ subject: "batch:b-1", due: "2026-04-09", state: "overdue", obligation: { severity: "sla", houseLimit: "sla.posting" } });
});

test("D10 guard: a batch with a session still to come has not ended, one that never took place holds it until its planned end", () => {
  const two = [planned("2026-02-10", [session("2026-04-01"), session("2026-04-03", { sessionId: "s-2" })]), started("2026-04-01 09:00"), ended("2026-04-01 11:00")];
  expect(owed("D10", facts(xiamen, ...two), { asOf: "2026-04-03 10:59" })).toEqual([]);
  expect(dueAndState("D10", facts(xiamen, ...two), { asOf: "2026-04-03 11:00" })).toEqual(["2026-04-09 due_soon"]);
  expect(dueAndState("D10", facts(xiamen, ...held(), posted("2026-04-02 09:00"), posted("2026-04-10 09:00")))).toEqual(["2026-04-09 met"]);
});

test("D11 results are public for five working days at least, the day of posting not counted", () => {
  const [publicity] = owed("D11", facts(xiamen, posted("2026-04-03 09:00")), { asOf: "2026-04-13 12:00" });
  expect(publicity).toMatchObject({ due: "2026-04-13", state: "running", obligation: { endsBefore: "2026-04-14", nature: "minimum-duration" } });
  expect(publicity?.obligation.countedDays).toEqual(["2026-04-07", "2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13"]);
});

test("D11 guard: where the authority counts the day of posting, the fifth day comes earlier (A6); posted again within it starts it anew, after it not", () => {
  expect(dueAndState("D11", facts(xiamen, posted("2026-04-03 09:00")), { settings: { "publicity.dayOne": "include" } })).toEqual(["2026-04-10 ended"]);
  expect(dueAndState("D11", facts(xiamen, posted("2026-04-03 09:00"), posted("2026-04-08 09:00")))).toEqual(["2026-04-15 ended"]);
  expect(dueAndState("D11", facts(xiamen, posted("2026-04-03 09:00"), closed("2026-04-14 09:00"), posted("2026-05-08 09:00")))).toEqual(["2026-04-13 ended"]);
  expect(dueAndState("D11", facts(xiamen, posted("2026-04-03 09:00"), posted("2026-04-14 09:00")))).toEqual(["2026-04-13 ended"]);
});

test("D12 results are due at the centre ten working days after the publicity", () => {
  const [filing] = owed("D12", facts(xiamen, posted("2026-04-03 09:00")), { asOf: "2026-04-28 00:00" });
  expect(filing).toMatchObject({ from: "2026-04-13", due: "2026-04-27", state: "overdue" });
  expect(filing?.obligation.countedDays).toHaveLength(10);
});

test("D12 guard: the clock waits for the last objection raised within the publicity, and starts at its resolution (A7)", () => {
  const objected = [xiamen, posted("2026-04-03 09:00"), raised("2026-04-08 09:00"), raised("2026-04-09 09:00", "o-2"), resolved("2026-04-10 09:00", "o-2")];
  expect(dueAndState("D12", facts(...objected))).toEqual(["- not_due"]);
  expect(owed("D12", facts(...objected, resolved("2026-04-20 09:00")))[0]).toMatchObject({ from: "2026-04-20", due: "2026-05-07" });
  expect(owed("D12", facts(xiamen, posted("2026-04-03 09:00"), raised("2026-04-08 09:00"), resolved("2026-04-09 09:00")))[0]?.from).toBe("2026-04-13");
  expect(owed("D12", facts(xiamen, posted("2026-04-03 09:00"), raised("2026-04-14 09:00")))[0]?.from).toBe("2026-04-13");
});

test("D12 guard: closed too early the minimum still counts, closed later the real end does; reported in time is met", () => {
  expect(owed("D12", facts(xiamen, posted("2026-04-03 09:00"), closed("2026-04-08 09:00")))[0]?.from).toBe("2026-04-13");
  expect(owed("D12", facts(xiamen, posted("2026-04-03 09:00"), closed("2026-04-17 09:00")))[0]?.from).toBe("2026-04-17");
  expect(dueAndState("D12", facts(xiamen, posted("2026-04-03 09:00"), reported("2026-04-27 23:59")))).toEqual(["2026-04-27 met"]);
  expect(dueAndState("D12", facts(xiamen, posted("2026-04-03 09:00"), reported("2026-04-28 00:00")))).toEqual(["2026-04-27 met_late"]);
});

test("D32 Shenzhen's publicity inside the enterprise takes five working days", () => {
  expect(owed("D32", facts(shenzhen, posted("2026-06-20 09:00")))[0]).toMatchObject({ due: "2026-06-26", obligation: { rule: { mode: "shadow" } } });
});

test("D32 guard: without a posting there is no publicity", () => {
  expect(owed("D32", facts(shenzhen, ...held()))).toEqual([]);
});

test("D33 Shenzhen's results are due fifteen working days after the publicity, in shadow", () => {
  expect(owed("D33", facts(shenzhen, posted("2026-06-20 09:00")))[0]).toMatchObject({ from: "2026-06-26", due: "2026-07-17", state: "overdue", obligation: { severity: "advisory" } });
});

test("D33 guard: an open objection stops Shenzhen's clock too", () => {
  expect(dueAndState("D33", facts(shenzhen, posted("2026-06-20 09:00"), raised("2026-06-22 09:00")))).toEqual(["- not_due"]);
});

const sealed = (when: string, holds: ("data" | "examiner-record" | "supervision-report")[]): FactLine => [when, "archive.sealed", { ...batch, holds }];

test("D13 the archive of a batch is to be complete within the house limit of one working day", () => {
  expect(owed("D13", facts(xiamen, ...held()), { asOf: "2026-04-03 09:00" })[0]).toMatchObject({ due: "2026-04-02", state: "overdue", obligation: { houseLimit: "sla.archive", severity: "sla" } });
});

test("D13 guard: three parts sealed one by one make it complete, two do not", () => {
  const parts = [sealed("2026-04-01 12:00", ["data"]), sealed("2026-04-02 12:00", ["examiner-record"])];
  expect(owed("D13", facts(xiamen, ...held(), ...parts))[0]?.state).toBe("overdue");
  expect(owed("D13", facts(xiamen, ...held(), ...parts, sealed("2026-04-02 18:00", ["supervision-report"])))[0]).toMatchObject({ state: "met", met: "2026-04-02 18:00" });
});

test("D16 paper is kept three years from the end of the evaluation and may be destroyed the day after", () => {
  const [paper] = owed("D16", facts(listed("2023-01-05"), planned("2023-05-01", [session("2023-06-15")]), started("2023-06-15 09:00"), ended("2023-06-15 17:00")), { asOf: "2026-06-15 18:00" });
  expect(paper).toMatchObject({ due: "2026-06-15", state: "due_today", obligation: { endsBefore: "2026-06-16", nature: "period" } });
});

test("D16 guard: the last session of the batch starts the clock, never the first", () => {
  const two = [planned("2023-05-01", [session("2023-06-10"), session("2023-06-15", { sessionId: "s-2" })]), ended("2023-06-10 17:00"), ended("2023-06-15 17:00", { sessionId: "s-2" })];
  expect(owed("D16", facts(listed("2023-01-05"), ...two))[0]?.from).toBe("2023-06-15");
});

test("D17 footage and data are kept five years in Xiamen", () => {
  expect(owed("D17", facts(xiamen, ...held()))[0]).toMatchObject({ due: "2031-04-01", state: "running", obligation: { endsBefore: "2031-04-02" } });
});

test("D17 guard: nothing counts while the evaluation goes on, and a period is never overdue", () => {
  expect(owed("D17", facts(xiamen, planned("2026-02-10", [session("2026-04-01")]), started("2026-04-01 09:00")))).toEqual([]);
  expect(dueAndState("D17", facts(xiamen, ...held()), { asOf: "2031-04-02 00:00" })).toEqual(["2031-04-01 ended"]);
  expect(dueAndState("D17", facts(xiamen, ...held()), { asOf: "2031-01-03 00:00" })).toEqual(["2031-04-01 due_soon"]);
});

const on = (day: string): FactLine[] => [planned(`${day.slice(0, 4)}-01-10`, [session(day)]), started(`${day} 09:00`), ended(`${day} 11:00`)];

test("D34 Shenzhen keeps all media two years: from a leap day to the last of February", () => {
  expect(owed("D34", facts(listed("2024-01-05", { areaCode: "440300" }), ...on("2024-02-29")))[0]).toMatchObject({ due: "2026-02-28", obligation: { endsBefore: "2026-03-01" } });
});

test("D34 guard: across 29 February 2028 the corresponding day counts, not 730 days", () => {
  expect(owed("D34", facts(shenzhen, ...on("2026-03-01")))[0]).toMatchObject({ due: "2028-03-01", obligation: { endsBefore: "2028-03-02" } });
});

test("D42 Jilin names no period: five years as the platform's policy, as record", () => {
  expect(owed("D42", facts(listed("2026-01-05", { areaCode: "220000" }), ...held()))[0]).toMatchObject({ due: "2031-04-01", obligation: { houseLimit: "retention.default", severity: "record", rule: { mode: "record" } } });
});

test("D42 guard: no evaluation, nothing to keep", () => {
  expect(owed("D42", facts(listed("2026-01-05", { areaCode: "220000" }), planned("2026-02-10", [session("2026-04-01")])), { asOf: "2026-03-30 00:00" })).toEqual([]);
});

const liaoning = listed("2026-01-05", { areaCode: "210100" });

test("D48 Liaoning names no period for the material of the whole process: five years as policy", () => {
  expect(owed("D48", facts(liaoning, ...held()))[0]).toMatchObject({ due: "2031-04-01", obligation: { houseLimit: "retention.default" } });
});

test("D48 guard: a session that ended outside every batch is kept as well", () => {
  expect(owed("D48", facts(liaoning, started("2026-04-01 09:00"), ended("2026-04-01 11:00")))[0]?.subject).toBe("session:s-1");
});

const sent = (when: string, system: string): FactLine => [when, "outbound.sent", { system, orgId: ORG, thing: "s-1", state: "uploaded" }];

test("D45 every exam is to be entered on two platforms, with a limit that the texts at hand do not name", () => {
  expect(dueAndState("D45", facts(liaoning, ...held()))).toEqual(["- no_clock"]);
});

test("D45 guard: it is met when the second platform has it; twice on one platform is one", () => {
  expect(dueAndState("D45", facts(liaoning, ...held(), sent("2026-04-02", "S01"), sent("2026-04-03", "S01")))).toEqual(["- no_clock"]);
  expect(owed("D45", facts(liaoning, ...held(), sent("2026-04-02", "S01"), sent("2026-04-03", "S02")))[0]).toMatchObject({ state: "met", met: "2026-04-03 00:00" });
});
