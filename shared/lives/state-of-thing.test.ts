import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENT_CATALOG } from "../events/event-catalog.ts";
import { LISTING_STATES } from "../protocol/filings/orgs.ts";
import { PLAN_STATES } from "../protocol/filings/plans.ts";
import { evaluateDossier } from "../rules/evaluate-dossier.ts";
import { RULEBOOKS } from "../rules/load-rulebooks.ts";
import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import { amended, approved, ended, facts, filed, listed, ms, ORG, planned, session, started, type FactLine } from "../rules/test-facts.ts";
import { factsOfThing } from "./facts-of-thing.ts";
import { lifeMoments } from "./life-moments.ts";
import { LIFE_KINDS, LIFE_TABLE, TIMED_EVENTS, type LifeKind } from "./life-table.ts";
import { mayHappen, stateOfThing, whyNot } from "./state-of-thing.ts";

const org = { orgId: ORG };
const filing = { ...org, filingId: "f-1" };
const batch = { ...org, batchId: "b-1" };

function statesOf(kind: LifeKind, ...lines: FactLine[]): string[] {
  return lines.map((_, index) => stateOfThing(kind, facts(...lines.slice(0, index + 1))).state);
}

test("an evaluator goes from application to directory, and out of it", () => {
  expect(statesOf("evaluator",
    filed("2026-01-05"),
    ["2026-01-10", "org.filing.accepted", filing],
    ["2026-02-10", "org.assessed", { ...filing, passed: true }],
    ["2026-02-12", "org.publicity.posted", filing],
    ["2026-02-28", "org.publicity.closed", filing],
    listed("2026-03-01"),
    ["2026-04-01", "org.suspended", { ...org, reason: "complaints" }],
    ["2026-05-01", "org.resumed", { ...org, reason: "put right" }],
    ["2026-06-01", "org.sanction.decided", { ...org, areaCode: "350200", sanction: "warned", ground: "other", decidedOn: "2026-06-01" }],
    ["2026-07-01", "org.stopped", { ...org, reason: "violation" }],
    ["2026-08-01", "org.sanction.decided", { ...org, areaCode: "350200", sanction: "cancelled", ground: "cheating", decidedOn: "2026-08-01" }],
  )).toEqual(["applied", "accepted", "assessed", "publicity", "publicised", "listed", "suspended", "listed", "listed", "stopped", "banned"]);
});

test("time alone ends a qualification and a ban: the moments come from the obligations", () => {
  const stateAt = (lines: FactLine[], asOf: string) => {
    const known = facts(...lines);
    const { obligations } = evaluateDossier({ dossier: `org:${ORG}`, facts: known, rulebooks: RULEBOOKS, calendar: shippedCalendar, asOfMs: ms(asOf) });
    return stateOfThing("evaluator", known, lifeMoments(obligations, ms(asOf))).state;
  };
  const old = [listed("2023-03-01")];
  expect([stateAt(old, "2026-03-01 23:59"), stateAt(old, "2026-03-02 00:00")]).toEqual(["listed", "expired"]);
  const barred: FactLine[] = [listed("2025-03-01"), ["2026-08-01 10:00", "org.sanction.decided", { ...org, areaCode: "350200", sanction: "cancelled", ground: "inactivity", decidedOn: "2026-08-01" }]];
  expect([stateAt(barred, "2028-08-01 12:00"), stateAt(barred, "2028-08-02 00:00")]).toEqual(["banned", "delisted"]);
  const renewed = [listed("2023-03-01"), listed("2026-02-20")];
  expect(stateAt(renewed, "2026-03-02 00:00")).toBe("listed");
});

test("a plan is received, returned, received again, approved and amended; a session follows its batch", () => {
  const plan = planned("2026-02-10", [session("2026-03-10")]);
  const returned: FactLine = ["2026-02-11", "plan.returned", { ...batch, reason: "no roster" }];
  expect(statesOf("plan", ["2026-02-01", "batch.announced", { ...batch, startDate: "2026-03-10" }], plan, returned, planned("2026-02-12", [session("2026-03-10")]), approved("2026-02-13"), amended("2026-02-20", [session("2026-03-11")]))).toEqual(["announced", "received", "returned", "received", "approved", "amended"]);
  expect(statesOf("session", plan, started("2026-03-10 09:00"), ended("2026-03-10 11:00"))).toEqual(["scheduled", "running", "ended"]);
  const cancelled: FactLine = ["2026-02-25", "batch.cancelled", { ...batch, reason: "too few" }];
  const about = factsOfThing("session", "s-1", facts(plan, planned("2026-02-10", [session("2026-03-10", { sessionId: "s-9" })], { batchId: "b-9" }), cancelled));
  expect(stateOfThing("session", about).state).toBe("cancelled");
});

test("results wait for the last objection; reported over an open one is an oddity and changes nothing", () => {
  const raised = (when: string, objectionId: string): FactLine => [when, "objection.raised", { ...batch, objectionId }];
  const resolved = (when: string, objectionId: string): FactLine => [when, "objection.resolved", { ...batch, objectionId }];
  const posted: FactLine = ["2026-04-03", "results.posted", batch];
  const reported: FactLine = ["2026-04-27", "results.reported", batch];
  expect(statesOf("results", posted, raised("2026-04-04", "o-1"), raised("2026-04-05", "o-2"), resolved("2026-04-06", "o-1"), resolved("2026-04-07", "o-2"), ["2026-04-14", "results.closed", batch], reported, ["2026-05-06", "batch.recognised", batch])).toEqual(["posted", "objected", "objected", "objected", "settled", "closed", "reported", "recognised"]);
  const early = stateOfThing("results", facts(posted, raised("2026-04-04", "o-1"), reported));
  expect(early.state).toBe("objected");
  expect(early.oddities).toMatchObject([{ event: "results.reported", state: "objected" }]);
});

test("a certificate, a supervision record and an annual report have their lives too", () => {
  const number = { ...org, number: "S0001" };
  const issued: FactLine = ["2026-05-01", "cert.issued", { ...number, personId: "p-1", occupation: "焊工", level: 4, sessionIds: ["s-1"], issuedBy: ORG }];
  expect(statesOf("certificate", issued, ["2026-05-02", "cert.uploaded", { ...number, target: "national" }], ["2026-05-03", "cert.receipt", { ...number, target: "national", receiptId: "r-1" }], ["2026-06-01", "cert.voided", { ...number, reason: "fraud" }], ["2026-06-02", "cert.withdrawn", { ...number, target: "national" }])).toEqual(["issued", "uploaded", "confirmed", "voided", "withdrawn"]);
  expect(statesOf("supervision-record", ["2026-05-01", "supervision.record.submitted", { ...org, recordId: "r-1", supervisorId: "x-1", side: "external", form: "daily" }], ["2026-05-05", "supervision.result.published", { ...org, recordId: "r-1" }])).toEqual(["submitted", "published"]);
  const due = [{ atMs: ms("2026-12-31 00:00"), event: "report.due" as const }];
  const report = (when: string) => facts([when, "org.annual_report.received", { ...org, year: 2026 }]);
  expect([stateOfThing("annual-report", [], due).state, stateOfThing("annual-report", report("2026-12-30 23:59"), due).state, stateOfThing("annual-report", report("2026-12-31 00:01"), due).state]).toEqual(["overdue", "received", "received-late"]);
});

test("whatever order facts come in, and however often, the state is the same", () => {
  const known = facts(filed("2026-01-05"), ["2026-01-10", "org.filing.accepted", filing], listed("2026-03-01"), ["2026-04-01", "org.suspended", { ...org, reason: "complaints" }], ["2026-05-01", "org.resumed", { ...org, reason: "put right" }], ["2026-06-01", "org.delisted", { ...org, areaCode: "350200", reason: "asked for" }]);
  fc.assert(fc.property(fc.shuffledSubarray(known, { minLength: known.length }), fc.shuffledSubarray(known), (order, again) => {
    expect(stateOfThing("evaluator", [...order, ...again])).toEqual(stateOfThing("evaluator", known));
  }), { numRuns: 40 });
});

test("buttons and server read one table: what may not happen is told with the states in which it may", () => {
  expect(mayHappen("plan", "received", "plan.approved")).toBe(true);
  expect(mayHappen("plan", "cancelled", "plan.approved")).toBe(false);
  expect(mayHappen("evaluator", "banned", "org.filing.submitted")).toBe(false);
  expect(mayHappen("supervision-record", "submitted", "supervision.record.edit_asked")).toBe(false);
  expect(mayHappen("results", "posted", "objection.resolved")).toBe(false);
  expect(whyNot("plan", "received", "plan.approved")).toBeNull();
  expect(whyNot("plan", "approved", "plan.approved")).toEqual({ zh: "认定实施计划现为“已批准”；仅在“已收到”、“已变更”时可以进行。", en: "The plan is “approved” now; this may be done while it is “received”, “amended”." });
  expect(whyNot("plan", "approved", "cert.issued")?.en).toBe("This does not apply to a plan.");
});

test("the states that the directory and a plan's page speak of are those of the table", () => {
  expect([...LISTING_STATES].toSorted()).toEqual(Object.keys(LIFE_TABLE.evaluator.states).toSorted());
  expect([...PLAN_STATES].toSorted()).toEqual(Object.keys(LIFE_TABLE.plan.states).toSorted());
});

test("the table names only states it has, events that exist, and every state can be reached", () => {
  const types = new Set<string>([...Object.keys(EVENT_CATALOG), ...TIMED_EVENTS]);
  for (const kind of LIFE_KINDS) {
    const { start, states, steps } = LIFE_TABLE[kind];
    const rows = Object.values(steps).flatMap((row) => Object.entries(row ?? {}));
    expect(Object.keys(steps).filter((event) => !types.has(event.split(":")[0] ?? ""))).toEqual([]);
    expect(rows.flat().filter((state) => !(state in states))).toEqual([]);
    const reached = new Set([start]);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const [from, next] of rows) if (reached.has(from)) reached.add(next);
    }
    expect([...reached].toSorted()).toEqual(Object.keys(states).toSorted());
  }
});
