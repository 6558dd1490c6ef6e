import { expect, test } from "vitest";
import { ended, facts, filed, listed, ms, ORG, planned, session, started, type FactLine } from "../test-facts.ts";
import { dueAndState, owed } from "../test-deadline.ts";
import { banAt } from "./bans.ts";
import { RULEBOOKS } from "../load-rulebooks.ts";
import type { EventData } from "../../events/event-catalog.ts";
import type { RuleContext } from "../rule-context.ts";
import { shippedCalendar } from "../../calendar/shipped-calendar.ts";

const held = [planned("2026-02-10", [session("2026-03-10")]), started("2026-03-10 09:00"), ended("2026-03-10 11:00")] as const;
const delisted = (when: string): FactLine => [when, "org.delisted", { orgId: ORG, areaCode: "350200", reason: "asked for" }];
const report = (when: string, year: number): FactLine => [when, "org.annual_report.received", { orgId: ORG, year }];
type Ground = EventData<"org.sanction.decided">["ground"];
const cancelled = (decidedOn: string, ground: Ground, areaCode = "350200"): FactLine => [`${decidedOn} 10:00`, "org.sanction.decided", { orgId: ORG, areaCode, sanction: "cancelled", ground, decidedOn }];
const check = (when: string, complete = true): FactLine => [when, "supervision.record.submitted", { recordId: "r-1", orgId: ORG, supervisorId: "x-1", side: "external", form: "special", mode: "remote", complete }];

test("D09 a qualification ends on the corresponding day three years later", () => {
  const [period] = owed("D09", facts(listed("2024-02-29")), { asOf: "2026-11-22 12:00" });
  expect(period).toMatchObject({ from: "2024-02-29", due: "2027-02-28", state: "due_soon", obligation: { endsBefore: "2027-03-01", nature: "period" } });
  expect(dueAndState("D09", facts(listed("2024-02-29")), { asOf: "2027-03-01 00:00" })).toEqual(["2027-02-28 ended"]);
});

test("D09 guard: the end that the listing states wins over the computed one", () => {
  expect(dueAndState("D09", facts(listed("2024-02-29", { validTo: "2027-12-31" })))).toEqual(["2027-12-31 running"]);
});

test("D14 the annual report is due on 30 December, which never moves", () => {
  expect(dueAndState("D14", facts(listed("2026-01-05")), { asOf: "2026-12-31 00:00" })).toEqual(["2026-12-30 overdue"]);
  expect(dueAndState("D14", facts(listed("2026-01-05"), report("2026-12-31 00:01", 2026)), { asOf: "2027-01-02 00:00" })).toEqual(["2026-12-30 met_late", "2027-12-30 not_due"]);
});

test("D14 guard: 23:59 of the last day is in time; listed after it or delisted before it, nothing is owed", () => {
  expect(dueAndState("D14", facts(listed("2026-01-05"), report("2026-12-30 23:59", 2026)), { asOf: "2026-12-31 12:00" })).toEqual(["2026-12-30 met"]);
  expect(owed("D14", facts(listed("2026-12-31")), { asOf: "2026-12-31 12:00" })).toEqual([]);
  expect(dueAndState("D14", facts(listed("2026-01-05"), delisted("2026-06-01 10:00")), { asOf: "2026-12-31 12:00" })).toEqual(["2026-12-30 void"]);
  expect(dueAndState("D14", facts(listed("2026-01-05"), report("2026-03-01", 2025)), { asOf: "2026-12-31 12:00" })).toEqual(["2026-12-30 overdue"]);
});

test("D15 the undated yearly report is a record of each year", () => {
  expect(dueAndState("D15", facts(listed("2025-03-01")))).toEqual(["- no_clock", "- no_clock"]);
});

test("D15 guard: the dated report serves the undated duty too, so that nobody owes two", () => {
  expect(dueAndState("D15", facts(listed("2026-03-01"), report("2026-11-01", 2026)))).toEqual(["- met"]);
});

test("D18 an enterprise that nobody checked in the calendar year is the authority's debt on 31 December", () => {
  const [quota] = owed("D18", facts(listed("2025-06-01")), { asOf: "2026-01-01 00:00" });
  expect(quota).toMatchObject({ subject: "year:2025", due: "2025-12-31", state: "overdue", obligation: { owedBy: "authority", nature: "quota" } });
});

test("D18 guard: a completed check counts, on site or remote, an unfinished one does not, and schools are not in the count", () => {
  expect(dueAndState("D18", facts(listed("2026-01-05"), check("2026-05-06 10:00")))).toEqual(["2026-12-31 met"]);
  expect(dueAndState("D18", facts(listed("2026-01-05"), check("2026-05-06 10:00", false)))).toEqual(["2026-12-31 not_due"]);
  expect(owed("D18", facts(listed("2026-01-05", { evaluatorType: "S" })))).toEqual([]);
});

test("D19 one year without an evaluation ends on the corresponding day, and a planned session does not save it", () => {
  const quiet = facts(listed("2025-11-20"), planned("2026-10-30", [session("2026-11-25")]));
  expect(dueAndState("D19", quiet, { asOf: "2026-11-20 23:59" })).toEqual(["2026-11-20 due_today"]);
  expect(dueAndState("D19", quiet, { asOf: "2026-11-21 00:00" })).toEqual(["2026-11-20 overdue"]);
});

test("D19 guard: an evaluation moves the clock; ninety days ahead people are told; a delisted body owes nothing", () => {
  expect(dueAndState("D19", facts(listed("2025-11-20"), ...held))).toEqual(["2027-03-10 not_due"]);
  expect(dueAndState("D19", facts(listed("2025-11-20")), { asOf: "2026-08-22 00:00" })).toEqual(["2026-11-20 due_soon"]);
  expect(dueAndState("D19", facts(listed("2025-11-20"), delisted("2026-10-01")))).toEqual(["2026-11-20 void"]);
});

function banOf(lines: FactLine[], when: string, areaCode = "350200") {
  const rulebook = RULEBOOKS.find((book) => book.areaCode === areaCode) ?? RULEBOOKS[0];
  if (rulebook === undefined) throw new Error("no rulebook");
  const context: RuleContext = { dossier: `org:${ORG}`, facts: facts(...lines), rulebook, areaCode, setting: () => "", calendar: shippedCalendar, asOfMs: ms(when), reached: () => true };
  return banAt(context, ms(when))?.ruleId ?? null;
}

test("D20 a body cancelled for inactivity may apply again after two years, counted from the decision", () => {
  const lines = [listed("2025-11-20"), cancelled("2026-12-01", "inactivity")];
  expect(owed("D20", facts(...lines), { asOf: "2026-12-02 00:00" })[0]).toMatchObject({ due: "2028-12-01", state: "running", obligation: { endsBefore: "2028-12-02" } });
  expect(banOf(lines, "2028-12-01 23:59")).toBe("D20");
});

test("D20 guard: the day after the ban an application is taken; a warning bans nobody; another area's decision is that area's", () => {
  const lines = [listed("2025-11-20"), cancelled("2026-12-01", "conditions-lost")];
  expect(banOf(lines, "2028-12-02 00:00")).toBe(null);
  expect(banOf(lines, "2026-11-30 12:00")).toBe(null);
  const warned: FactLine = ["2026-10-01", "org.sanction.decided", { orgId: ORG, areaCode: "350200", sanction: "warned", ground: "inactivity", decidedOn: "2026-10-01" }];
  expect(owed("D20", facts(listed("2025-11-20"), warned))).toEqual([]);
  expect(owed("D20", facts(listed("2025-11-20"), cancelled("2026-10-01", "inactivity", "440300")))).toEqual([]);
});

test("D21 cheating bars for three years in Xiamen", () => {
  const lines = [listed("2025-11-20"), cancelled("2026-10-01", "fabrication")];
  expect(dueAndState("D21", facts(...lines))).toEqual(["2029-10-01 running"]);
  expect(banOf(lines, "2029-10-01 12:00")).toBe("D21");
});

test("D21 guard: inactivity is not cheating", () => {
  expect(owed("D21", facts(listed("2025-11-20"), cancelled("2026-10-01", "inactivity")))).toEqual([]);
});

test("D22 a school that filed in the spring of 2021 is shown with the one-off date, as a record", () => {
  const [row] = owed("D22", facts(filed("2021-04-20 10:00", { evaluatorType: "S" })));
  expect(row).toMatchObject({ due: "2021-04-30", state: "met", obligation: { rule: { mode: "record" }, severity: "record" } });
});

test("D22 guard: later years and other types know nothing of it, and it never counts as overdue", () => {
  expect(owed("D22", facts(filed("2022-04-20 10:00", { evaluatorType: "S" })))).toEqual([]);
  expect(owed("D22", facts(filed("2021-04-20 10:00")))).toEqual([]);
});

const shenzhen = listed("2024-06-01", { areaCode: "440300" });

test("D35 after the first year the Shenzhen authority owes an evaluation every year", () => {
  expect(dueAndState("D35", facts(shenzhen))).toEqual(["2026-06-01 overdue", "2027-06-01 not_due"]);
});

test("D35 guard: nothing is owed in the first year, and a completed evaluation answers its own year", () => {
  expect(owed("D35", facts(listed("2026-01-05", { areaCode: "440300" })))).toEqual([]);
  expect(dueAndState("D35", facts(shenzhen, check("2026-05-30 10:00")))).toEqual(["2026-06-01 met", "2027-06-01 not_due"]);
});

test("D36 Shenzhen's year of inactivity is computed in shadow", () => {
  expect(owed("D36", facts(listed("2025-11-01", { areaCode: "440300" })))[0]).toMatchObject({ due: "2026-11-01", state: "overdue", obligation: { rule: { mode: "shadow" }, severity: "advisory" } });
});

test("D36 guard: a session that ended moves Shenzhen's clock", () => {
  expect(dueAndState("D36", facts(listed("2025-11-01", { areaCode: "440300" }), ...held))).toEqual(["2027-03-10 not_due"]);
});

test("D37 Shenzhen's two years' ban is shown in shadow", () => {
  const lines = [shenzhen, cancelled("2026-10-01", "inactivity", "440300")];
  expect(owed("D37", facts(...lines))[0]).toMatchObject({ due: "2028-10-01", obligation: { rule: { mode: "shadow" } } });
  expect(banOf(lines, "2028-10-01 12:00", "440300")).toBe("D37");
});

test("D37 guard: Xiamen's decision starts no ban in Shenzhen", () => {
  expect(owed("D37", facts(shenzhen, cancelled("2026-10-01", "inactivity", "350200")))).toEqual([]);
});

test("D38 cheating bars for five years in Shenzhen's draft", () => {
  expect(dueAndState("D38", facts(shenzhen, cancelled("2026-10-01", "cheating", "440300")))).toEqual(["2031-10-01 running"]);
});

test("D38 guard: lost conditions are Shenzhen's two years, not its five", () => {
  expect(owed("D38", facts(shenzhen, cancelled("2026-10-01", "conditions-lost", "440300")))).toEqual([]);
});

test("D28 training of internal supervisors is a record of each year, without an interval", () => {
  const training: FactLine = ["2026-05-01", "training.held", { orgId: ORG, year: 2026, heldOn: "2026-05-01" }];
  expect(dueAndState("D28", facts(listed("2025-03-01"), training))).toEqual(["- no_clock", "- met"]);
});

test("D28 guard: no number in the text, so nobody is ever late with it", () => {
  expect(dueAndState("D28", facts(listed("2026-03-01")), { asOf: "2029-01-01 00:00" })).not.toContain("overdue");
});
