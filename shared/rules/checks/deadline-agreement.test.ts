import { expect, test } from "vitest";
import { addDays, startOfDayMs } from "../../calendar/local-date.ts";
import { shippedCalendar } from "../../calendar/shipped-calendar.ts";
import { evaluateDossier } from "../evaluate-dossier.ts";
import { RULEBOOKS } from "../load-rulebooks.ts";
import { lateFromMs, stateOf } from "../obligation-state.ts";
import { ended, facts, listed, ms, ORG, planned, session, started, type FactLine } from "../test-facts.ts";

/** Checks that speak of a duty which is also a deadline, by rulebook. */
const PAIRS = [
  ["SCO-06", "D12", "350200"],
  ["SCO-06", "D33", "440300"],
  ["ARC-01", "D13", "350200"],
  ["SUP-04", "D27", "350200"],
  ["SUP-04", "D47", "210200"],
] as const;

const batch = { orgId: ORG, batchId: "b-1" };
const story: FactLine[] = [
  planned("2026-03-02", [session("2026-03-30")]),
  started("2026-03-30 09:00"),
  ended("2026-03-30 11:00"),
  ["2026-04-03 09:00", "results.posted", batch],
  ["2026-04-08", "objection.raised", { ...batch, objectionId: "o-1" }],
  ["2026-04-01", "opinion.issued", { opinionId: "op-1", orgId: ORG, form: "order", dueOn: "2026-04-15" }],
  ["2026-04-14 09:00", "results.closed", batch],
  ["2026-04-16", "objection.resolved", { ...batch, objectionId: "o-1" }],
];
const late: FactLine[] = [
  ["2026-04-20 10:00", "rectification.received", { opinionId: "op-1", orgId: ORG }],
  ["2026-05-20 10:00", "results.reported", batch],
  ["2026-05-20 10:00", "archive.sealed", { ...batch, holds: ["data", "examiner-record", "supervision-report"] }],
];

test("SCO-06 ARC-01 SUP-04 a check and its deadline say the same on every day: fired while overdue, cleared when met late", () => {
  for (const [checkId, deadlineId, areaCode] of PAIRS) {
    const wrong: string[] = [];
    let overdue = 0;
    const rulebooks = RULEBOOKS.map((book) => ({ ...book, checks: book.checks.filter(({ id }) => id === checkId) }));
    for (const lines of [story, [...story, ...late]]) {
      for (let day = "2026-03-31"; day <= "2026-06-10"; day = addDays(day, 1)) {
        const asOfMs = startOfDayMs(day);
        const known = facts(listed("2025-01-02", { areaCode }), ...lines).filter((fact) => fact.atMs <= asOfMs);
        const { obligations, findings } = evaluateDossier({ dossier: `org:${ORG}`, facts: known, rulebooks, calendar: shippedCalendar, asOfMs });
        const owed = obligations.filter(({ rule }) => rule.ruleId === deadlineId);
        const states = owed.map((obligation) => stateOf(obligation, asOfMs, shippedCalendar));
        const fired = findings.filter(({ rule }) => rule.ruleId === checkId);
        const told = fired.map(({ clearedMs, sinceMs }) => `${clearedMs === null ? "overdue" : "met_late"} ${sinceMs}`);
        const meant = owed.flatMap((obligation, index) => (states[index] === "overdue" || states[index] === "met_late" ? [`${states[index]} ${lateFromMs(obligation)}`] : []));
        overdue += meant.length;
        if (told.join() !== meant.join()) wrong.push(`${checkId} ${deadlineId} ${day}: ${told.join()} is not ${meant.join()}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(overdue).toBeGreaterThan(0);
  }
});

test("ARC-02 SCO-04 what is asked of a lock and of a publicity is the last day that the deadline counts", () => {
  const lock: FactLine = ["2026-03-30 09:10", "object.locked", { objectKey: "footage/1", orgId: ORG, batchId: "b-1", medium: "video", lockedUntil: "2026-12-31" }];
  const short: FactLine = ["2026-04-07 09:00", "results.closed", batch];
  for (const [areaCode, retention, publicity] of [["350200", "D17", "D11"], ["440300", "D34", "D32"]] as const) {
    const known = facts(listed("2025-01-02", { areaCode }), ...story.filter(([, type]) => type !== "results.closed"), lock, short);
    const { obligations, findings } = evaluateDossier({ dossier: `org:${ORG}`, facts: known, rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: ms("2026-06-01") });
    const dueOf = (id: string) => obligations.find(({ rule }) => rule.ruleId === id)?.dueDate;
    const valuesOf = (id: string) => findings.find(({ rule }) => rule.ruleId === id)?.values;
    expect(valuesOf("ARC-02")?.["keptUntil"]).toBe(dueOf(retention));
    expect(valuesOf("SCO-04")?.["lastDay"]).toBe(dueOf(publicity));
    expect(dueOf(retention)).toBeDefined();
  }
});
