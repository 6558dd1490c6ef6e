import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "../calendar/local-date.ts";
import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import { ALERT_LADDERS, Obligation } from "../rules/decision.ts";
import { stateOf } from "../rules/obligation-state.ts";
import { overdueSpan, stateAt, stateStepsOf } from "./state-steps.ts";

const START_MS = Date.UTC(2026, 0, 5);
const moment = fc.integer({ min: 0, max: 400 * 24 * 60 }).map((minutes) => START_MS + minutes * 60_000);
const day = fc.integer({ min: 0, max: 400 }).map((days) => addDays("2026-01-05", days));

const obligation = fc
  .record({
    nature: fc.constantFrom(...Obligation.shape.nature.options),
    ladder: fc.constantFrom(...ALERT_LADDERS),
    triggerDate: fc.option(day),
    dueDate: fc.option(day),
    cutoffMinutes: fc.option(fc.constantFrom(1050, 0, 1439)),
    gateMs: fc.option(moment),
    metAtMs: fc.option(moment),
    voidedAtMs: fc.option(moment),
    endsBefore: fc.option(day),
  })
  .map((given): Obligation => ({
    key: "k",
    rule: { ruleId: "D01", rulebookId: "xiamen", rulebookVersion: "1", sources: [], mode: "in-force", readings: [] },
    dossier: "org:a",
    orgId: "a",
    subject: { kind: "batch", id: "b" },
    factIds: [],
    severity: "breach",
    owedBy: "evaluator",
    owedTo: "centre",
    countedDays: [],
    provisional: false,
    houseLimit: null,
    ...given,
  }));

test("the stored steps of an obligation give the state that the rules give, at any moment", () => {
  fc.assert(
    fc.property(obligation, moment, (given, atMs) => {
      expect(stateAt(stateStepsOf(given, shippedCalendar), atMs)).toBe(stateOf(given, atMs, shippedCalendar));
    }),
    { numRuns: 3000 },
  );
});

test("an obligation is overdue once at most, and the span says from when to when", () => {
  fc.assert(
    fc.property(obligation, moment, (given, atMs) => {
      const steps = stateStepsOf(given, shippedCalendar);
      const span = overdueSpan(steps);
      const overdue = span !== null && span.fromMs <= atMs && (span.toMs === null || atMs < span.toMs);
      expect(overdue).toBe(stateAt(steps, atMs) === "overdue");
    }),
    { numRuns: 3000 },
  );
});
