import { expect, test } from "vitest";
import { addDays, startOfDayMs } from "../../calendar/local-date.ts";
import { shippedCalendar } from "../../calendar/shipped-calendar.ts";
import { evaluateDossier } from "../evaluate-dossier.ts";
import { RULEBOOKS } from "../load-rulebooks.ts";
import { lateFromMs, stateOf } from "../obligation-state.ts";
import { ended, facts, filed, listed, ms, ORG, planned, session, started, type FactLine } from "../test-facts.ts";

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

interface Pair {
  checkId: string;
  deadlineId: string;
  /** Every third day from and to. */
  from: string;
  to: string;
}

/** Anchors whose rows give other rows their length: the years of validity, the days of publicity. */
const ASKED_BY_OTHERS: ReadonlySet<string> = new Set(["qualification", "results-publicity"]);

/** Days on which a check and its deadline tell different things, and how often the deadline was overdue or met late. */
function compare({ checkId, deadlineId, from, to }: Pair, lines: readonly FactLine[]): { wrong: string[]; overdue: number } {
  const wrong: string[] = [];
  let overdue = 0;
  const rulebooks = RULEBOOKS.map((book) => ({ ...book, deadlines: book.deadlines.filter(({ id, anchor }) => id === deadlineId || ASKED_BY_OTHERS.has(anchor)), checks: book.checks.filter(({ id }) => id === checkId) }));
  for (let day = from; day <= to; day = addDays(day, 3)) {
    const asOfMs = startOfDayMs(day);
    const known = facts(...lines).filter((fact) => fact.atMs <= asOfMs);
    const { obligations, findings } = evaluateDossier({ dossier: `org:${ORG}`, facts: known, rulebooks, calendar: shippedCalendar, asOfMs });
    const owed = obligations.filter(({ rule }) => rule.ruleId === deadlineId);
    // A check may speak of several deadlines and names the one it means; what is amber before the due day is a warning.
    const fired = findings.filter(({ rule, values, severity, sinceMs }) => rule.ruleId === checkId && (values["deadline"] ?? deadlineId) === deadlineId && (severity !== "amber" || owed.some((each) => lateFromMs(each) === sinceMs)));
    const told = fired.map(({ clearedMs, sinceMs }) => `${clearedMs === null ? "overdue" : "met_late"} ${sinceMs}`).toSorted();
    const meant = owed.flatMap((obligation) => {
      const state = stateOf(obligation, asOfMs, shippedCalendar);
      return state === "overdue" || state === "met_late" ? [`${state} ${lateFromMs(obligation)}`] : [];
    });
    overdue += meant.length;
    if (told.join() !== meant.toSorted().join()) wrong.push(`${checkId} ${deadlineId} ${day}: ${told.join()} is not ${meant.join()}`);
  }
  return { wrong, overdue };
}

function expectAgreement(pair: Pair, told: readonly FactLine[], later: readonly FactLine[]): void {
  const [open, done] = [compare(pair, told), compare(pair, [...told, ...later])];
  expect([...open.wrong, ...done.wrong]).toEqual([]);
  expect(open.overdue).toBeGreaterThan(0);
}

test("SCO-06 ARC-01 SUP-04 a check and its deadline say the same on every day: fired while overdue, cleared when met late", () => {
  for (const [checkId, deadlineId, areaCode] of PAIRS) {
    expectAgreement({ checkId, deadlineId, from: "2026-03-31", to: "2026-06-10" }, [listed("2025-01-02", { areaCode }), ...story], late);
  }
});

/** The pairs of organisations and exam affairs, with the type of evaluator. */
const YEAR_PAIRS = [
  ["EXM-01", "D01", "350200", "E"],
  ["EXM-01", "D02", "350200", "S"],
  ["EXM-01", "D03", "350200", "S"],
  ["EXM-01", "D04", "350200", "T"],
  ["EXM-01", "D31", "440300", "E"],
  ["ORG-09", "D19", "350200", "E"],
  ["ORG-09", "D36", "440300", "E"],
  ["ORG-11", "D14", "350200", "E"],
  ["ORG-15", "D07", "350200", "E"],
  ["ORG-15", "D30", "440300", "E"],
  ["ORG-16", "D18", "350200", "E"],
  ["EXM-12", "D24", "350200", "E"],
  ["EXM-13", "D25", "350200", "E"],
] as const;
const yearLate: FactLine[] = [
  ["2026-01-20", "org.annual_report.received", { orgId: ORG, year: 2025 }],
  planned("2026-03-20 10:00", [session("2026-03-30")]),
  ["2026-04-20", "org.filing.accepted", { orgId: ORG, filingId: "f-1" }],
  ["2026-04-20", "org.assessed", { orgId: ORG, filingId: "f-1", passed: true }],
  ["2026-04-20", "supervision.record.submitted", { recordId: "r-1", orgId: ORG, supervisorId: "sv-9", side: "external", form: "daily", dispatchId: "d-1" }],
  ["2026-04-20", "supervision.record.submitted", { recordId: "r-2", orgId: ORG, supervisorId: "sv-1", side: "internal", form: "internal-score", sessionId: "s-1" }],
];

test("EXM-01 EXM-12 EXM-13 ORG-09 ORG-11 ORG-15 ORG-16 say the same as their deadlines through a year and more", () => {
  for (const [checkId, deadlineId, areaCode, evaluatorType] of YEAR_PAIRS) {
    const told: FactLine[] = [
      filed("2026-02-06 16:40", { areaCode, evaluatorType }),
      listed("2025-03-20", { areaCode, evaluatorType }),
      ["2026-02-01", "batch.announced", { orgId: ORG, batchId: "b-1", startDate: "2026-03-30", sessions: [session("2026-03-30")] }],
      ["2026-03-10", "supervisor.dispatched", { supervisorId: "sv-9", dispatchId: "d-1", orgId: ORG, sessionIds: ["s-1"], side: "external" }],
      started("2026-03-30 09:00"),
      ended("2026-03-30 11:00"),
    ];
    expectAgreement({ checkId, deadlineId, from: "2025-12-20", to: "2027-04-10" }, told, yearLate);
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
