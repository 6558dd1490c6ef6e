import fc from "fast-check";
import { expect, test } from "vitest";
import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import { alertDays } from "./alert-ladder.ts";
import { OBLIGATION_STATES, type Obligation } from "./decision.ts";
import { evaluateDossier } from "./evaluate-dossier.ts";
import { RULEBOOKS } from "./load-rulebooks.ts";
import { countsAsOverdue, lateFromMs, STATE_WORDS, stateOf } from "./obligation-state.ts";
import { CASE_SCENARIOS } from "./test-case-facts.ts";
import { owed } from "./test-deadline.ts";
import { facts, listed, local, ms, ORG } from "./test-facts.ts";

const all = CASE_SCENARIOS.flatMap(({ dossier, lines }) => evaluateDossier({ dossier, facts: facts(...lines), rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: ms("2026-12-31 12:00") }).obligations);

const plan = (): Obligation => {
  const [first] = owed("D01", facts(listed("2026-01-05"), ["2026-01-20", "batch.announced", { orgId: ORG, batchId: "b-1", startDate: "2026-03-16" }]));
  if (first === undefined) throw new Error("a plan is owed");
  return first.obligation;
};

test("a plan goes from not due over due soon and due today to overdue, five working days ahead of its due day", () => {
  const at = (when: string) => stateOf(plan(), ms(when), shippedCalendar);
  expect(["2026-02-09 23:59", "2026-02-10 00:00", "2026-02-24 00:00", "2026-02-24 23:59:59", "2026-02-25 00:00"].map(at)).toEqual(["not_due", "due_soon", "due_today", "due_today", "overdue"]);
});

test("people are told five and two working days ahead and on the day; the annual report has dates of its own", () => {
  expect(alertDays(plan(), shippedCalendar)).toEqual(["2026-02-10", "2026-02-13", "2026-02-24"]);
  const [report] = owed("D14", facts(listed("2026-01-05")));
  expect(report === undefined ? [] : alertDays(report.obligation, shippedCalendar)).toEqual(["2026-12-01", "2026-12-15", "2026-12-25", "2026-12-30"]);
  expect(report?.state).toBe("not_due");
});

test("an authority may set its own leads", () => {
  const settings = { before: [1], after: [1], validity: [30], inactivity: [30], annual: ["12-29"], retention: [10] };
  expect(alertDays(plan(), shippedCalendar, settings)).toEqual(["2026-02-14", "2026-02-24"]);
  expect(stateOf(plan(), ms("2026-02-13 12:00"), shippedCalendar, settings)).toBe("not_due");
});

test("what was done or given up later does not count before", () => {
  const late = { ...plan(), metAtMs: ms("2026-03-01 09:00") };
  expect([stateOf(late, ms("2026-02-28 09:00"), shippedCalendar), stateOf(late, ms("2026-03-01 09:00"), shippedCalendar)]).toEqual(["overdue", "met_late"]);
  const given = { ...plan(), voidedAtMs: ms("2026-02-26 09:00") };
  expect([stateOf(given, ms("2026-02-25 09:00"), shippedCalendar), stateOf(given, ms("2026-02-26 09:00"), shippedCalendar)]).toEqual(["overdue", "void"]);
});

test("only clear duties of evaluators in rulebooks that bind count as overdue filings", () => {
  const asOfMs = ms("2026-03-01 12:00");
  const overdue = plan();
  expect(countsAsOverdue(overdue, asOfMs, shippedCalendar)).toBe(true);
  const others: Partial<Obligation>[] = [{ severity: "advisory" }, { severity: "sla" }, { owedBy: "authority" }, { owedBy: "supervisor" }, { rule: { ...overdue.rule, mode: "shadow" } }, { rule: { ...overdue.rule, mode: "record" } }, { metAtMs: ms("2026-02-28 12:00") }];
  expect(others.map((change) => countsAsOverdue({ ...overdue, ...change }, asOfMs, shippedCalendar))).toEqual(others.map(() => false));
});

test("the first moment of lateness is the next midnight in Shanghai", () => {
  expect(local(lateFromMs(plan()))).toBe("2026-02-25 00:00");
});

test("no period, record or shortest duration is ever overdue, and nothing turns back from overdue but by being done or given up", () => {
  const start = ms("2024-01-01 00:00");
  const moments = fc.tuple(fc.constantFrom(...all), fc.integer({ min: start, max: ms("2033-01-01 00:00") }), fc.integer({ min: 0, max: 400 * 86_400_000 }));
  fc.assert(fc.property(moments, ([obligation, atMs, laterMs]) => {
    const state = stateOf(obligation, atMs, shippedCalendar);
    if (obligation.nature === "period" || obligation.nature === "record" || obligation.nature === "minimum-duration") expect(state).not.toBe("overdue");
    if (state === "overdue") expect(["overdue", "met_late", "void"]).toContain(stateOf(obligation, atMs + laterMs, shippedCalendar));
    if (state === "met" || state === "met_late" || state === "ended") expect(stateOf(obligation, atMs + laterMs, shippedCalendar)).toBe(state);
  }), { numRuns: 400 });
});

test("every state has its words in both languages", () => {
  expect(OBLIGATION_STATES.filter((state) => STATE_WORDS[state].zh === "" || STATE_WORDS[state].en === "")).toEqual([]);
});
