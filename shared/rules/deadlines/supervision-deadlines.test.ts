import { expect, test } from "vitest";
import { ended, facts, listed, ORG, planned, session, started, type FactLine } from "../test-facts.ts";
import { dueAndState, owed } from "../test-deadline.ts";

const org = listed("2026-01-05");
const liaoning = listed("2026-01-05", { areaCode: "210100" });
const supervisor = { dossier: "supervisor:x-1" } as const;
const dispatched = (side: "internal" | "external" = "external"): FactLine => ["2026-02-10 09:00", "supervisor.dispatched", { supervisorId: "x-1", dispatchId: "d-1", orgId: ORG, sessionIds: ["s-1", "s-2"], side }];
const record = (when: string, data: { sessionId?: string; dispatchId?: string; complete?: boolean } = { dispatchId: "d-1" }): FactLine => [when, "supervision.record.submitted", { recordId: "r-1", orgId: ORG, supervisorId: "x-1", side: "external", form: "daily", ...data }];

test("D24 the external supervisor's form is due five working days after the task, make-up Saturday counted", () => {
  const over: FactLine = ["2026-02-13 17:30", "supervision.ended", { dispatchId: "d-1", supervisorId: "x-1", orgId: ORG }];
  const [form] = owed("D24", facts(org, dispatched(), over), { asOf: "2026-02-28 00:00" });
  expect(form).toMatchObject({ subject: "dispatch:d-1", due: "2026-02-27", state: "overdue", obligation: { owedBy: "supervisor" } });
  expect(form?.obligation.countedDays).toEqual(["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]);
});

test("D24 guard: the task ends with its last session; earlier forms are fine; internal and refused dispatches owe none", () => {
  const first = ended("2026-03-10 11:00");
  const second = ended("2026-03-12 11:00", { sessionId: "s-2" });
  expect(owed("D24", facts(org, dispatched(), first))).toEqual([]);
  expect(dueAndState("D24", facts(org, dispatched(), first, second, record("2026-03-12 10:00")))).toEqual(["2026-03-19 met"]);
  expect(dueAndState("D24", facts(org, dispatched(), first, second, record("2026-03-19 23:59", { sessionId: "s-2" })))).toEqual(["2026-03-19 met"]);
  expect(dueAndState("D24", facts(org, dispatched(), first, second, record("2026-03-13", { dispatchId: "d-9" })))).toEqual(["2026-03-19 overdue"]);
  expect(owed("D24", facts(org, dispatched("internal"), first, second))).toEqual([]);
  expect(owed("D24", facts(org, dispatched(), ["2026-02-11", "dispatch.refused", { dispatchId: "d-1", supervisorId: "x-1", reason: "ill" }], first, second))).toEqual([]);
});

const held: FactLine[] = [planned("2026-02-10", [session("2026-03-10")]), started("2026-03-10 09:00"), ended("2026-03-10 11:00")];

test("D25 the internal score form has the house limit of two working days, amber only", () => {
  expect(owed("D25", facts(org, ...held), { asOf: "2026-03-13 00:00" })[0]).toMatchObject({ subject: "session:s-1", due: "2026-03-12", state: "overdue", obligation: { severity: "sla", houseLimit: "sla.form" } });
});

test("D25 guard: the form of this session answers it, another session's does not", () => {
  const form = (sessionId: string): FactLine => ["2026-03-11", "supervision.record.submitted", { recordId: "r-2", orgId: ORG, supervisorId: "i-1", side: "internal", form: "internal-score", sessionId }];
  expect(dueAndState("D25", facts(org, ...held, form("s-1")))).toEqual(["2026-03-12 met"]);
  expect(dueAndState("D25", facts(org, ...held, form("s-2")))).toEqual(["2026-03-12 overdue"]);
});

const appointed = (appointedOn: string, termTo?: string): FactLine => [appointedOn, "supervisor.appointed", { supervisorId: "x-1", areaCode: "350200", side: "external", appointedOn, ...(termTo === undefined ? {} : { termTo }) }];

test("D26 a supervisor's term from a leap day ends on the last day of February three years later", () => {
  expect(owed("D26", facts(appointed("2024-02-29")), { ...supervisor, asOf: "2027-02-28 12:00" })[0]).toMatchObject({ due: "2027-02-28", state: "due_today", obligation: { endsBefore: "2027-03-01" } });
  expect(dueAndState("D26", facts(appointed("2024-02-29")), { ...supervisor, asOf: "2027-03-01 00:00" })).toEqual(["2027-02-28 ended"]);
});

test("D26 guard: the end on the paper wins, a new appointment is a term of its own, an early end is one without fault", () => {
  expect(dueAndState("D26", facts(appointed("2024-03-01", "2027-12-31")), supervisor)).toEqual(["2027-12-31 running"]);
  expect(dueAndState("D26", facts(appointed("2022-03-01"), appointed("2025-03-01")), supervisor)).toEqual(["2025-03-01 ended", "2028-03-01 running"]);
  const left: FactLine = ["2026-06-30", "supervisor.term_end", { supervisorId: "x-1", endedOn: "2026-06-30" }];
  expect(dueAndState("D26", facts(appointed("2024-03-01"), left), supervisor)).toEqual(["2027-03-01 void"]);
});

const barred = (ground: "cancelled" | "lapsed"): FactLine => ["2026-05-01", "supervisor.barred", { supervisorId: "x-1", decidedOn: "2026-05-01", ground }];

test("D29 a supervisor whose card was cancelled is barred without end", () => {
  expect(owed("D29", facts(appointed("2024-03-01"), barred("cancelled")), { ...supervisor, asOf: "2060-01-01 00:00" })[0]).toMatchObject({ due: null, state: "running" });
});

test("D29 guard: a term that lapsed bars nobody (A47)", () => {
  expect(owed("D29", facts(appointed("2024-03-01"), barred("lapsed")), supervisor)).toEqual([]);
});

const opinion = (form: "letter" | "order", dueOn?: string): FactLine => ["2026-04-01 10:00", "opinion.issued", { opinionId: "op-1", orgId: ORG, form, ...(dueOn === undefined ? {} : { dueOn }) }];
const answered = (when: string): FactLine => [when, "rectification.received", { opinionId: "op-1", orgId: ORG }];

test("D27 the report on an opinion letter is due on the day that the authority entered", () => {
  expect(dueAndState("D27", facts(org, opinion("letter", "2026-05-06")), { asOf: "2026-05-07 00:00" })).toEqual(["2026-05-06 overdue"]);
});

test("D27 guard: without a date there is no clock, and a report in time answers it", () => {
  expect(dueAndState("D27", facts(org, opinion("letter")))).toEqual(["- no_clock"]);
  expect(dueAndState("D27", facts(org, opinion("letter", "2026-05-06"), answered("2026-05-06 23:59")))).toEqual(["2026-05-06 met"]);
});

test("D47 an order to put things right is due on its own date, in an order or in a decision", () => {
  expect(dueAndState("D47", facts(liaoning, opinion("order", "2026-05-06")), { asOf: "2026-05-07 00:00" })).toEqual(["2026-05-06 overdue"]);
  const decided: FactLine = ["2026-04-01", "org.sanction.decided", { orgId: ORG, areaCode: "210100", sanction: "rectify", ground: "other", decidedOn: "2026-04-01", rectifyBy: "2026-04-20" }];
  expect(dueAndState("D47", facts(liaoning, decided))).toEqual(["2026-04-20 overdue"]);
});

test("D47 guard: a letter is not an order, and an order without a date has no clock", () => {
  expect(owed("D47", facts(liaoning, opinion("letter", "2026-05-06")))).toEqual([]);
  expect(dueAndState("D47", facts(liaoning, opinion("order")))).toEqual(["- no_clock"]);
  expect(dueAndState("D47", facts(liaoning, opinion("order", "2026-05-06"), answered("2026-05-01")))).toEqual(["2026-05-06 met"]);
});

const violation: FactLine = ["2026-04-01 10:00", "violation.found", { orgId: ORG, violationId: "v-1", what: "answers handed out" }];

test("D46 a violation asks to stop at once: both times are kept", () => {
  const stopped: FactLine = ["2026-04-01 10:20", "org.stopped", { orgId: ORG, reason: "violation" }];
  expect(owed("D46", facts(liaoning, violation, stopped))[0]).toMatchObject({ subject: "record:v-1", from: "2026-04-01", met: "2026-04-01 10:20", state: "met" });
});

test("D46 guard: at once is no number of days, so the record has no clock and an earlier stop does not answer it", () => {
  const before: FactLine = ["2026-03-01 10:20", "org.stopped", { orgId: ORG, reason: "other" }];
  expect(dueAndState("D46", facts(liaoning, before, violation))).toEqual(["- no_clock"]);
});

const notice = (issuedOn: string): FactLine => [issuedOn, "org.rule_published", { areaCode: "210000", noticeId: "n-1", issuedOn }];
const area = { dossier: "area:210000" } as const;

test("D43 fifteen days in Liaoning's notice are calendar days", () => {
  expect(owed("D43", facts(notice("2026-09-30")), { ...area, asOf: "2026-10-10 00:00" })[0]).toMatchObject({ due: "2026-10-15", state: "running", obligation: { countedDays: [], rule: { mode: "record" } } });
});

test("D43 guard: a notice of another province starts no such clock, and a one-off that is over is ended, not overdue", () => {
  expect(owed("D43", facts(["2026-09-30", "org.rule_published", { areaCode: "350200", noticeId: "n-1", issuedOn: "2026-09-30" }]), { dossier: "area:350200" })).toEqual([]);
  expect(dueAndState("D43", facts(notice("2024-09-30")), area)).toEqual(["2024-10-15 ended"]);
});

test("D44 the report of October 2024 is kept as a record with its notice", () => {
  expect(owed("D44", facts(notice("2024-09-30")), area)[0]).toMatchObject({ due: "2024-10-15", state: "ended", obligation: { rule: { mode: "record" } } });
});

test("D44 guard: a later notice does not ask for the report of 2024", () => {
  expect(owed("D44", facts(notice("2026-09-30")), area)).toEqual([]);
});

test("D41 Jilin's windows of 2019 are records of the enterprises that took part", () => {
  expect(dueAndState("D41", facts(listed("2019-08-15", { areaCode: "220000" })))).toEqual(["2019-10-31 ended", "2019-12-31 ended"]);
});

test("D41 guard: an enterprise listed later has no part in them", () => {
  expect(owed("D41", facts(listed("2020-03-01", { areaCode: "220000" })))).toEqual([]);
});
