import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import type { Fact } from "../events/fact.ts";
import { evaluateDossier } from "./evaluate-dossier.ts";
import { RULEBOOKS } from "./load-rulebooks.ts";
import { CASE_SCENARIOS, type CaseScenario } from "./test-case-facts.ts";
import { ended, factOf, facts, filed, listed, local, ms, ORG, planned, session, started } from "./test-facts.ts";

const AS_OF = ms("2026-12-31 12:00");
const evaluate = (scenario: Pick<CaseScenario, "dossier">, list: readonly Fact[], asOfMs = AS_OF) => evaluateDossier({ dossier: scenario.dossier, facts: list, rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs });
const scenarios = CASE_SCENARIOS.filter(({ lines }) => lines.length <= 120);

test("the same facts in any order, said twice, or in several batches make the same obligations and findings", () => {
  const property = fc.property(fc.constantFrom(...scenarios), fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 1 })), fc.nat(5), (scenario, numbers, repeated) => {
    const list = facts(...scenario.lines);
    const said = [...list, ...list.slice(0, repeated)].map((fact) => ({ fact, at: Number(numbers.next().value) }));
    const shuffled = said.toSorted((a, b) => a.at - b.at).map(({ fact }) => structuredClone(fact));
    expect(evaluate(scenario, shuffled)).toEqual(evaluate(scenario, list));
  });
  fc.assert(property, { numRuns: 80 });
});

test("every decision has a key of its own, and keys come in order", () => {
  for (const scenario of CASE_SCENARIOS) {
    const { obligations, findings } = evaluate(scenario, facts(...scenario.lines));
    for (const decisions of [obligations, findings]) {
      const keys = decisions.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(keys.toSorted());
    }
  }
});

test("a rule's word does not change when it is asked again before the moment it named", () => {
  for (const scenario of CASE_SCENARIOS) {
    const list = facts(...scenario.lines);
    for (const asOf of ["2026-02-01 00:00", "2026-09-15 12:00", "2026-11-18 09:30"]) {
      const { reconsiderAtMs, ...first } = evaluate(scenario, list, ms(asOf));
      if (reconsiderAtMs === null) continue;
      expect(reconsiderAtMs).toBeGreaterThan(ms(asOf));
      const { obligations, findings } = evaluate(scenario, list, reconsiderAtMs - 1);
      expect({ obligations, findings }).toEqual(first);
    }
  }
});

test("a Xiamen evaluator is read with Xiamen's and Fujian's books, others with their own", () => {
  const books = (areaCode: string) => new Set(evaluate({ dossier: `org:${ORG}` }, facts(listed("2025-01-05", { areaCode }), planned("2026-02-10", [session("2026-03-10")]), started("2026-03-10 09:00"), ended("2026-03-10 11:00"))).obligations.map(({ rule }) => rule.rulebookId));
  expect(books("350200")).toEqual(new Set(["fujian", "xiamen"]));
  expect(books("350100")).toEqual(new Set(["fujian"]));
  expect(books("440300")).toEqual(new Set(["shenzhen"]));
  expect(books("210600")).toEqual(new Set(["liaoning"]));
  expect(books("110000")).toEqual(new Set());
});

test("a rulebook does not reach back before the day from which it is in force", () => {
  const early = facts(filed("2020-06-01 10:00"));
  expect(evaluate({ dossier: `org:${ORG}` }, early).obligations.filter(({ rule }) => rule.ruleId === "D07")).toEqual([]);
});

test("a setting counts as the nearest authority made it, whatever came later from farther away", () => {
  const change = (id: string, when: string, areaCode: string, value: string) => factOf(id, when, "rule.setting_changed", { areaCode, setting: "cutoff", value, reason: "counter hours" });
  const settings = [change("a", "2026-01-01", "350200", "17:00"), change("b", "2026-02-01", "350000", "18:00"), change("c", "2026-02-01", "440300", "12:00")];
  const { obligations } = evaluateDossier({ dossier: `org:${ORG}`, facts: facts(listed("2026-01-05"), planned("2026-02-10", [session("2026-03-10")])), rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: AS_OF, settings });
  expect(obligations.find(({ rule }) => rule.ruleId === "D01")?.cutoffMinutes).toBe(17 * 60);
});

test("a reading that the authority chose changes the row: schools' lines, day of receipt, start of keeping, a draft that was confirmed", () => {
  const ask = (areaCode: string, list: readonly Fact[], setting: string, value: string) => {
    const settings = [factOf("office/1", "2026-01-01", "rule.setting_changed", { areaCode, setting, value, reason: "decided" })];
    return evaluateDossier({ dossier: `org:${ORG}`, facts: list, rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: AS_OF, settings }).obligations;
  };
  const school = facts(listed("2026-01-05", { evaluatorType: "S" }), planned("2026-09-12", [session("2026-10-08")]));
  const lines = (value: string) => ask("350200", school, "D02/D03", value).filter(({ rule }) => /D0[23]/.test(rule.ruleId)).map(({ rule, severity }) => `${rule.ruleId} ${severity}`);
  expect([lines("10/15"), lines("10"), lines("15"), lines("whatever")]).toEqual([["D02 breach", "D03 advisory"], ["D02 breach"], ["D03 breach"], ["D02 breach", "D03 advisory"]]);
  const applied = facts(filed("2026-03-02 16:00", { areaCode: "440300" }));
  expect(ask("440300", applied, "dayOne", "exclude").find(({ rule }) => rule.ruleId === "D30")?.dueDate).toBe("2026-03-30");
  expect(ask("440300", applied, "status", "in-force").find(({ rule }) => rule.ruleId === "D30")?.rule.mode).toBe("in-force");
  const sealed = facts(listed("2026-01-05"), planned("2026-02-10", [session("2026-03-10")]), started("2026-03-10 09:00"), ended("2026-03-10 11:00"), ["2026-03-12 10:00", "archive.sealed", { orgId: ORG, batchId: "b-1", holds: ["data", "examiner-record", "supervision-report"] }]);
  expect(ask("350200", sealed, "retention.start", "archive").find(({ rule }) => rule.ruleId === "D17")?.triggerDate).toBe("2026-03-12");
});

test("what was retracted makes no obligation", () => {
  const [listing, plan] = facts(listed("2026-01-05"), planned("2026-02-10", [session("2026-03-10")]));
  if (listing === undefined || plan === undefined) throw new Error("two facts were made");
  const retracted = factOf("authority/1", "2026-02-11", "fact.retracted", { source: "test", eventId: plan.id.slice("test/".length), reason: "sent by mistake" }) as Fact;
  const { obligations } = evaluate({ dossier: `org:${ORG}` }, [retracted, plan, listing]);
  expect(obligations.filter(({ rule }) => rule.ruleId === "D01")).toEqual([]);
});

test("nothing is void before the moment that makes it so, and nothing is done before it happened", () => {
  for (const scenario of CASE_SCENARIOS) {
    const list = facts(...scenario.lines);
    const asOfMs = Math.max(...list.map(({ atMs }) => atMs));
    const early = evaluate(scenario, list, asOfMs).obligations.filter(({ voidedAtMs, metAtMs }) => (voidedAtMs ?? 0) > asOfMs || (metAtMs ?? 0) > asOfMs);
    expect(early.map(({ key }) => key)).toEqual([]);
  }
});

test("silence is noticed: a dossier without a new fact asks to be read again at the session's planned start", () => {
  const { reconsiderAtMs } = evaluate({ dossier: `org:${ORG}` }, facts(listed("2026-01-05"), planned("2026-02-10", [session("2026-03-10")])), ms("2026-03-10 08:00"));
  expect(local(reconsiderAtMs)).toBe("2026-03-10 09:00");
});

test("the process's zone changes nothing: UTC, New York and Shanghai decide alike", { timeout: 60_000 }, () => {
  const file = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    const { CASE_SCENARIOS } = await import(${file("./test-case-facts.ts")});
    const { facts } = await import(${file("./test-facts.ts")});
    const { evaluateDossier } = await import(${file("./evaluate-dossier.ts")});
    const { RULEBOOKS } = await import(${file("./load-rulebooks.ts")});
    const { shippedCalendar } = await import(${file("../calendar/shipped-calendar.ts")});
    const answers = CASE_SCENARIOS.map(({ dossier, lines }) => evaluateDossier({ dossier, facts: facts(...lines), rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: ${AS_OF} }));
    process.stdout.write(new Date(2026, 0, 1).toISOString() + "\\n" + JSON.stringify(answers));`;
  const run = (zone: string) => execFileSync(process.execPath, ["--input-type=module", "-e", script], { env: { PATH: "", TZ: zone }, encoding: "utf8", maxBuffer: 64_000_000 }).split("\n");
  const [utc, newYork, shanghai] = ["UTC", "America/New_York", "Asia/Shanghai"].map(run);
  expect(new Set([utc?.[0], newYork?.[0], shanghai?.[0]]).size).toBe(3);
  expect(newYork?.[1]).toBe(utc?.[1]);
  expect(shanghai?.[1]).toBe(utc?.[1]);
  expect(JSON.parse(utc?.[1] ?? "[]")).toEqual(CASE_SCENARIOS.map((scenario) => evaluate(scenario, facts(...scenario.lines))));
});

test("what ends only later has not ended yet: it stands open, and is asked again on the day", () => {
  const asOf = ms("2026-11-22 12:00");
  const { obligations, findings, reconsiderAtMs } = evaluate({ dossier: `org:${ORG}` }, facts(listed("2025-01-05")), asOf);
  const inactive = obligations.find(({ rule }) => rule.ruleId === "D19");
  expect(inactive).toMatchObject({ dueDate: "2026-01-05", metAtMs: null, voidedAtMs: null });
  expect(findings.find(({ rule }) => rule.ruleId === "ORG-09")).toMatchObject({ clearedMs: null });
  expect(reconsiderAtMs).toBeGreaterThan(asOf);
  const afterTerm = evaluate({ dossier: `org:${ORG}` }, facts(listed("2025-01-05")), ms("2028-01-07 12:00"));
  expect(afterTerm.obligations.find(({ rule }) => rule.ruleId === "D19")?.voidedAtMs).toBe(ms("2028-01-06"));
});
