import { expect, test } from "vitest";
import { dossiersOfEvent } from "../events/event-catalog.ts";
import type { DossierKey } from "../events/dossier-key.ts";
import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import cases from "./worked-cases.json" with { type: "json" };
import { countsAsOverdue, stateOf } from "./obligation-state.ts";
import type { Obligation } from "./decision.ts";
import { evaluateDossier, type Evaluation } from "./evaluate-dossier.ts";
import { supervisorStateOn } from "./history/supervisors.ts";
import { RULEBOOKS } from "./load-rulebooks.ts";
import { CASE_SCENARIOS } from "./test-case-facts.ts";
import { facts, local, ms } from "./test-facts.ts";

const ids = (caseId: string) => CASE_SCENARIOS.filter((scenario) => scenario.caseId === caseId);

/** `dossier`: where it is not the evaluator's own that answers. */
function evaluate(caseId: string, asOf: string, variant = "", dossier: DossierKey | null = null): Evaluation {
  const scenario = CASE_SCENARIOS.find((each) => each.caseId === caseId && each.variant === variant);
  if (scenario === undefined) throw new Error(`no events for ${caseId}${variant}`);
  const key = dossier ?? scenario.dossier;
  const known = facts(...scenario.lines).filter((fact) => dossiersOfEvent(fact.type, fact.data).includes(key));
  return evaluateDossier({ dossier: key, facts: known, rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: ms(asOf), orgAreas: new Map([[scenario.dossier.slice("org:".length), "350200"]]) });
}

function only(evaluation: Evaluation, ruleId: string): Obligation {
  const [obligation, ...others] = evaluation.obligations.filter(({ rule }) => rule.ruleId === ruleId);
  if (obligation === undefined || others.length > 0) throw new Error(`expected one obligation of ${ruleId}, got ${others.length + (obligation === undefined ? 0 : 1)}`);
  return obligation;
}

const findings = (evaluation: Evaluation, checkId: string) => evaluation.findings.filter(({ rule }) => rule.ruleId === checkId);
const state = (obligation: Obligation, asOf: string) => stateOf(obligation, ms(asOf), shippedCalendar);

test("every worked case has its events", () => {
  expect(cases).toHaveLength(24);
  expect(cases.filter(({ id }) => ids(id).length === 0).map(({ id }) => id)).toEqual([]);
});

test("AC-01 the make-up Saturday after Spring Festival is counted", () => {
  const plan = only(evaluate("AC-01", "2026-02-24 12:00"), "D01");
  expect(plan.dueDate).toBe("2026-02-24");
  expect(plan.countedDays).toContain("2026-02-28");
  expect([state(plan, "2026-02-24 23:59:59"), state(plan, "2026-02-25 00:00")]).toEqual(["due_today", "overdue"]);
});

test("AC-03 and AC-08 a school's ten days around National Day and Dragon Boat", () => {
  expect(only(evaluate("AC-03", "2026-09-01 12:00"), "D02").dueDate).toBe("2026-09-17");
  expect(only(evaluate("AC-08", "2026-06-01 12:00"), "D02").dueDate).toBe("2026-06-05");
});

test("AC-06 Shenzhen's draft is computed and never counts on the wall", () => {
  const plan = only(evaluate("AC-06", "2026-05-01 12:00"), "D31");
  expect(plan).toMatchObject({ dueDate: "2026-04-17", rule: { mode: "shadow" } });
  expect(countsAsOverdue(plan, ms("2026-05-01 12:00"), shippedCalendar)).toBe(false);
  expect(findings(evaluate("AC-06", "2026-05-01 12:00"), "EXM-01").every(({ rule }) => rule.mode === "shadow")).toBe(true);
});

test("AC-11 the last day ends at 24:00 in Shanghai, whatever the zone of what is stored", () => {
  const states = ids("AC-11").map(({ variant }) => state(only(evaluate("AC-11", "2026-09-20 12:00", variant), "D02"), "2026-09-20 12:00"));
  expect(states).toEqual(["met", "met_late", "met_late", "met"]);
  const late = only(evaluate("AC-11", "2026-09-18 00:00", "b"), "D02");
  expect([state(late, "2026-09-17 23:59:59"), state(late, "2026-09-18 00:00")]).toEqual(["due_today", "overdue"]);
});

test("AC-12 a school between the two lines is in time, with an amber line that the wall does not count", () => {
  const evaluation = evaluate("AC-12", "2026-09-14 12:00");
  expect(only(evaluation, "D02")).toMatchObject({ dueDate: "2026-09-17", severity: "breach" });
  expect(state(only(evaluation, "D02"), "2026-09-14 12:00")).toBe("met");
  const line = only(evaluation, "D03");
  expect(line).toMatchObject({ dueDate: "2026-09-10", severity: "advisory" });
  expect(state(line, "2026-09-14 12:00")).toBe("met_late");
  expect(countsAsOverdue(line, ms("2026-09-13 12:00"), shippedCalendar)).toBe(false);
  expect(findings(evaluation, "EXM-01").map(({ severity, values }) => [severity, values["dueDate"]])).toEqual([["amber", "2026-09-10"]]);
});

test("AC-13 started without approval stays red after the approval, with both times", () => {
  const evaluation = evaluate("AC-13", "2026-03-16 12:00");
  expect(state(only(evaluation, "D01"), "2026-03-16 12:00")).toBe("met");
  const gate = only(evaluation, "D05");
  expect([local(gate.gateMs), local(gate.metAtMs), state(gate, "2026-03-16 12:00")]).toEqual(["2026-03-16 09:00", "2026-03-16 10:20", "met_late"]);
  const [red] = findings(evaluation, "EXM-03");
  expect(red).toMatchObject({ severity: "red", sinceMs: ms("2026-03-16 09:00"), clearedMs: null, values: { startedAt: "2026-03-16 09:00", approvedAt: "2026-03-16 10:20" } });
});

test("AC-15 a window in 2027 is provisional until that year's schedule is loaded", () => {
  expect(only(evaluate("AC-15", "2027-01-04 12:00"), "D01")).toMatchObject({ dueDate: "2027-03-08", provisional: true });
});

test("AC-17 and AC-20 publicity across Qingming and from a holiday Saturday, then ten working days", () => {
  expect(only(evaluate("AC-17", "2026-04-05 12:00"), "D11").dueDate).toBe("2026-04-13");
  expect(only(evaluate("AC-17", "2026-04-05 12:00"), "D12").dueDate).toBe("2026-04-27");
  expect(only(evaluate("AC-20", "2026-06-21 12:00"), "D11").dueDate).toBe("2026-06-26");
  expect(only(evaluate("AC-20", "2026-06-21 12:00"), "D12").dueDate).toBe("2026-07-10");
});

test("AC-23 and AC-25 the centre's notice and the external supervisor's form across Spring Festival", () => {
  expect(only(evaluate("AC-23", "2026-02-10 12:00"), "D07")).toMatchObject({ dueDate: "2026-02-27", owedBy: "authority" });
  const form = only(evaluate("AC-25", "2026-02-20 12:00"), "D24");
  expect(form).toMatchObject({ dueDate: "2026-02-27", owedBy: "supervisor", countedDays: ["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"] });
});

test("AC-28 the annual line is 30 December, in 2027 too", () => {
  const states = ids("AC-28").map(({ variant }) => evaluate("AC-28", "2027-01-02 12:00", variant).obligations.filter(({ rule }) => rule.ruleId === "D14"));
  expect(states.map(([first]) => (first === undefined ? null : state(first, "2027-01-02 12:00")))).toEqual(["met", "met_late", "met_late"]);
  expect(states.map(([, second]) => second?.dueDate)).toEqual(["2027-12-30", "2027-12-30", "2027-12-30"]);
});

test("AC-29 fifteen days in a campaign are calendar days", () => {
  expect(only(evaluate("AC-29", "2026-10-01 12:00"), "D43")).toMatchObject({ dueDate: "2026-10-15", triggerDate: "2026-09-30" });
});

test("AC-30, AC-32 and AC-34 the last kept day counts in full", () => {
  expect(only(evaluate("AC-30", "2026-06-16 12:00"), "D16")).toMatchObject({ dueDate: "2026-06-15", endsBefore: "2026-06-16" });
  expect(only(evaluate("AC-32", "2026-01-01 12:00"), "D34")).toMatchObject({ dueDate: "2026-02-28", endsBefore: "2026-03-01" });
  expect(only(evaluate("AC-34", "2026-04-01 12:00"), "D34")).toMatchObject({ dueDate: "2028-03-01", endsBefore: "2028-03-02" });
});

test("AC-30 a destruction asked on the last kept day is refused, one on the next is left to a person", () => {
  const refused = findings(evaluate("AC-30", "2026-06-17 12:00", "", "object:case-ac-30-box-1"), "ARC-03");
  expect(refused.map(({ severity, sinceMs }) => [severity, local(sinceMs)])).toEqual([["refused", "2026-06-15 18:00"]]);
});

test("AC-38 ten of twelve sessions were supervised in full by a valid internal supervisor", () => {
  const red = findings(evaluate("AC-38", "2026-11-30 12:00"), "EXM-07");
  expect(red.map(({ severity, subject }) => `${severity} ${subject.id}`)).toEqual(["red case-ac-38-s11", "red case-ac-38-s12"]);
  expect(Math.round(((12 - red.length) / 12) * 1000) / 10).toBe(83.3);
});

test("AC-38 one form is missing of twelve, amber and without statutory days", () => {
  const forms = evaluate("AC-38", "2026-11-30 12:00").obligations.filter(({ rule }) => rule.ruleId === "D25");
  expect(forms).toHaveLength(12);
  expect(forms.filter(({ metAtMs }) => metAtMs === null).map(({ severity, houseLimit }) => [severity, houseLimit])).toEqual([["sla", "sla.form"]]);
});

test("AC-40 a year without evaluation, the ban after it, and the return", () => {
  const quiet = only(evaluate("AC-40", "2026-11-21 00:00", "a"), "D19");
  expect(quiet).toMatchObject({ dueDate: "2026-11-20", endsBefore: "2026-11-21" });
  expect([state(quiet, "2026-08-21 12:00"), state(quiet, "2026-08-22 12:00"), state(quiet, "2026-11-20 23:59"), state(quiet, "2026-11-21 00:00")]).toEqual(["not_due", "due_soon", "due_today", "overdue"]);
  expect(only(evaluate("AC-40", "2026-12-02 12:00", "a"), "D20")).toMatchObject({ dueDate: "2028-12-01", endsBefore: "2028-12-02", nature: "period" });
  expect(only(evaluate("AC-40", "2026-11-21 12:00", "b"), "D19").dueDate).toBe("2027-03-10");
  const [inactive] = findings(evaluate("AC-40", "2026-11-30 12:00", "a"), "ORG-09");
  expect([inactive?.severity, local(inactive?.sinceMs), inactive?.clearedMs]).toEqual(["red", "2026-11-21 00:00", null]);
  const refused = findings(evaluate("AC-40", "2028-12-03 12:00", "c"), "ORG-10");
  expect(refused.map(({ severity, subject }) => [severity, subject.id])).toEqual([["refused", "case-ac-40c-f1"]]);
});

test("AC-42 a supervisor may supervise on the last day of the term and not on the next, whenever drawn", () => {
  expect(only(evaluate("AC-42", "2027-02-20 12:00"), "D26")).toMatchObject({ dueDate: "2027-02-28" });
  const known = facts(...(ids("AC-42")[0]?.lines ?? []));
  expect(["2027-02-28", "2027-03-01"].map((day) => supervisorStateOn(known, "case-ac-42-x1", day))).toEqual(["valid", "term-ended"]);
});

test("AC-44 the bounds themselves pass; one below is as hard as the text of the place says", () => {
  const found = (variant: string) => findings(evaluate("AC-44", "2026-03-10 12:00", variant), "ORG-07").map(({ severity, values }) => `${values["measure"]} ${severity}`);
  expect(["a", "c", "e"].flatMap(found)).toEqual([]);
  expect(found("b").toSorted()).toEqual(["examinersByOccupation red", "insured amber", "managers red", "occupationHeadcount red", "workstationsByOccupation red"]);
  expect(found("d").toSorted()).toEqual(["areaM2 red", "examinersByOccupation red", "managers red"]);
  expect(found("f").toSorted()).toEqual(["applicantsByOccupation amber", "examinersByOccupation red", "insured red", "workstationsByOccupation red"]);
  expect(findings(evaluate("AC-44", "2026-03-10 12:00", "f"), "ORG-07").every(({ rule }) => rule.mode === "shadow")).toBe(true);
});

test("AC-46 more people than the occupation has is amber, within the whole headcount not red, and four outsiders are named", () => {
  const evaluation = evaluate("AC-46", "2026-11-20 12:00");
  expect(findings(evaluation, "PER-02").map(({ severity, values }) => [severity, values["count"], values["headcount"]])).toEqual([["amber", 95, 80]]);
  expect(findings(evaluation, "PER-01")).toHaveLength(4);
});

test("AC-48 the question bank: 1,200 is enough, ten sets make up for items, nine review questions are red", () => {
  const evaluation = evaluate("AC-48", "2026-02-02 12:00");
  const found = ["BNK-01", "BNK-02", "BNK-03"].flatMap((id) => findings(evaluation, id)).map(({ rule, severity, subject }) => `${rule.ruleId} ${severity} ${subject.id}`);
  expect(found.toSorted()).toEqual(["BNK-01 amber 焊工/5", "BNK-01 info 焊工/4", "BNK-03 red 焊工/2"]);
});

test("AC-49 two of three rooms live, 229 of 360 minutes recorded, and a camera in no plan", () => {
  const evaluation = evaluate("AC-49", "2026-11-18 12:00");
  const live = findings(evaluation, "EXM-05").map(({ severity, subject, values }) => [severity, subject.id, values["lateMinutes"], values["liveRooms"], values["rooms"]]);
  expect(live).toEqual([["red", "r2", 7, 2, 3], ["red", "r3", null, 2, 3]]);
  const gaps = findings(evaluation, "EXM-06").map(({ severity, subject, values }) => [severity, subject.id, values["recordedMinutes"], values["gapMinutes"]]);
  expect(gaps).toEqual([["red", "r2", 109, 4], ["red", "r3", 0, 120]]);
  expect(Math.round(((120 + 109 + 0) / 360) * 1000) / 10).toBe(63.6);
  expect(findings(evaluation, "EXM-09").map(({ severity, subject }) => `${severity} ${subject.id}`)).toEqual(["red case-ac-49-r9"]);
});
