import { addDays } from "../calendar/local-date.ts";
import type { DossierKey } from "../events/dossier-key.ts";
import type { EventData } from "../events/event-catalog.ts";
import { filed, iso, listed, planned, session, WELDER, type FactLine } from "./test-facts.ts";

/** One situation of a worked case as the events that an evaluator or the authority would send. */
export interface CaseScenario {
  caseId: string;
  /** Which of the case's variants: "a", "b" … ; "" where there is one. */
  variant: string;
  /** Where its obligations and findings appear. */
  dossier: DossierKey;
  lines: readonly FactLine[];
}

/** Every scenario has ids of its own, so that all can be posted into one platform. */
function scenario(caseId: string, variant: string, build: (orgId: string) => FactLine[]): CaseScenario {
  const orgId = `case-${caseId}${variant}`.toLowerCase();
  return { caseId, variant, dossier: `org:${orgId}`, lines: build(orgId) };
}

type Evaluator = Partial<EventData<"org.listed">>;

const announced = (orgId: string, when: string, startDate: string): FactLine => [when, "batch.announced", { orgId, batchId: `${orgId}-b1`, startDate }];
const one = (orgId: string, day: string) => session(day, { sessionId: `${orgId}-s1` });
const plan = (orgId: string, when: string, day: string) => planned(when, [one(orgId, day)], { orgId, batchId: `${orgId}-b1` });

/** A batch that is known and not filed yet. */
function unfiled(caseId: string, startDate: string, evaluator: Evaluator): CaseScenario {
  return scenario(caseId, "", (orgId) => [listed("2026-01-05 09:00", { orgId, ...evaluator }), announced(orgId, "2026-01-20 09:00", startDate)]);
}

function school(caseId: string, variant: string, receivedAt: string): CaseScenario {
  return scenario(caseId, variant, (orgId) => [listed("2026-01-05 09:00", { orgId, evaluatorType: "S" }), plan(orgId, receivedAt, "2026-10-08")]);
}

const batchOf = (orgId: string) => ({ orgId, batchId: `${orgId}-b1` });

function publicity(caseId: string, postedAt: string): CaseScenario {
  return scenario(caseId, "", (orgId) => [
    listed("2026-01-05 09:00", { orgId }),
    [postedAt, "results.posted", { ...batchOf(orgId), place: "公告栏", complaintChannel: "0592-1", recheckChannel: "0592-2" }],
  ]);
}

function annual(variant: string, receivedAt: string): CaseScenario {
  return scenario("AC-28", variant, (orgId) => [listed("2026-01-05 09:00", { orgId }), [receivedAt, "org.annual_report.received", { orgId, year: 2026 }]]);
}

function evaluated(caseId: string, day: string, evaluator: Evaluator): CaseScenario {
  return scenario(caseId, "", (orgId) => [
    listed(`${addDays(day, -120)} 09:00`, { orgId, ...evaluator }),
    plan(orgId, `${addDays(day, -60)} 09:00`, day),
    [`${addDays(day, -55)} 09:00`, "plan.approved", batchOf(orgId)],
    [`${day} 09:00`, "session.started", { orgId, sessionId: `${orgId}-s1` }],
    [`${day} 17:00`, "session.ended", { orgId, sessionId: `${orgId}-s1` }],
  ]);
}

/** Twelve sessions of Fujian's November: which stages were marked, by whom, and whether the form came. */
function internalCoverage(orgId: string): FactLine[] {
  const lines: FactLine[] = [
    listed("2026-01-05 09:00", { orgId, areaCode: "350100" }),
    ["2025-01-01 09:00", "supervisor.appointed", { supervisorId: `${orgId}-i1`, areaCode: "350100", side: "internal", orgId, cardNumber: "NB1", appointedOn: "2025-01-01" }],
    ["2023-11-10 09:00", "supervisor.appointed", { supervisorId: `${orgId}-i2`, areaCode: "350100", side: "internal", orgId, cardNumber: "NB2", appointedOn: "2023-11-10" }],
  ];
  for (let index = 0; index < 12; index += 1) {
    const day = index === 11 ? "2026-11-18" : addDays("2026-11-01", index);
    const sessionId = `${orgId}-s${index + 1}`;
    const batchId = `${orgId}-b${index + 1}`;
    const supervisorId = index === 11 ? `${orgId}-i2` : `${orgId}-i1`;
    const stages = index === 10 ? (["process", "result"] as const) : (["prep", "process", "result"] as const);
    lines.push(planned("2026-09-01 09:00", [session(day, { sessionId })], { orgId, batchId }), ["2026-09-02 09:00", "plan.approved", { orgId, batchId }]);
    lines.push(["2026-09-03 09:00", "supervisor.dispatched", { supervisorId, dispatchId: `${orgId}-d${index + 1}`, orgId, sessionIds: [sessionId], side: "internal" }]);
    lines.push([`${day} 09:00`, "session.started", { orgId, sessionId }], [`${day} 11:00`, "session.ended", { orgId, sessionId }]);
    stages.forEach((stage, part) => lines.push([`${day} ${["08:30", "10:00", "10:50"][part + 3 - stages.length]}`, "supervisor.stage_marked", { orgId, sessionId, supervisorId, stage }]));
    if (index > 0) lines.push([`${day} 15:00`, "supervision.record.submitted", { recordId: `${orgId}-r${index + 1}`, orgId, supervisorId, side: "internal", form: "internal-score", sessionId }]);
  }
  return lines;
}

const cancelledForInactivity = (orgId: string): FactLine => ["2026-12-01 10:00", "org.sanction.decided", { orgId, areaCode: "350200", sanction: "cancelled", ground: "inactivity", decidedOn: "2026-12-01" }];

function headcounts(orgId: string): FactLine[] {
  const people = Array.from({ length: 130 }, (_, index) => `${orgId}-p${index + 1}`);
  const register = (personId: string, index: number, when: string): FactLine => [when, "candidate.registered", { orgId, personId, batchId: `${orgId}-b1`, relation: "own-staff", inWorkforceRegister: index >= 4, occupation: index < 95 ? WELDER : "电工", level: 4, evidence: [] }];
  return [
    listed("2025-10-01 09:00", { orgId, areaCode: "210100", occupations: [{ occupation: WELDER, levels: [3, 4, 5] }, { occupation: "电工", levels: [4] }] }),
    ["2025-11-20 09:00", "org.headcount.reported", { orgId, total: 200, byOccupation: { [WELDER]: 80 }, asOf: "2025-11-20" }],
    planned("2026-09-01 09:00", [session("2026-11-20", { sessionId: `${orgId}-s1` })], { orgId, batchId: `${orgId}-b1` }),
    ...people.map((personId, index) => register(personId, index, "2026-09-01 10:00")),
    // The same people again: attempts are not persons.
    ...people.slice(10, 60).map((personId, index) => register(personId, index + 10, "2026-10-01 10:00")),
  ];
}

function banks(orgId: string): FactLine[] {
  const bank = (level: number, counts: object): FactLine => ["2026-02-01 09:00", "bank.registered", { orgId, occupation: WELDER, level, version: "2026-1", ...counts }];
  return [
    listed("2026-01-05 09:00", { orgId, occupations: [{ occupation: WELDER, levels: [2, 3, 4, 5] }] }),
    bank(3, { theoryItems: 1200, theorySets: 0, practicalSets: 10 }),
    bank(4, { theoryItems: 1199, theorySets: 10, practicalSets: 10 }),
    bank(5, { theoryItems: 1199, theorySets: 9, practicalSets: 10 }),
    bank(2, { theoryItems: 1200, theorySets: 10, practicalSets: 10, reviewQuestions: 9 }),
  ];
}

function rooms(orgId: string): FactLine[] {
  const day = "2026-11-18";
  const sessionId = `${orgId}-s1`;
  const stream = (time: string, what: "stream.up" | "stream.down", room: string, ofSession = true): FactLine => [`${day} ${time}`, what, { orgId, roomId: room, cameraId: `${orgId}-${room}`, ...(ofSession ? { sessionId } : {}) }];
  return [
    listed("2026-01-05 09:00", { orgId, areaCode: "350200" }),
    planned("2026-10-01 09:00", [{ ...session(day, { sessionId }), rooms: ["r1", "r2", "r3"] }], { orgId, batchId: `${orgId}-b1` }),
    ["2026-10-10 09:00", "plan.approved", batchOf(orgId)],
    stream("08:50", "stream.up", "r1"),
    [`${day} 09:00`, "session.started", { orgId, sessionId, rooms: ["r1", "r2", "r3"] }],
    stream("09:07", "stream.up", "r2"),
    stream("09:30", "stream.up", "r9", false),
    stream("10:00", "stream.down", "r2"),
    stream("10:04", "stream.up", "r2"),
    [`${day} 11:00`, "session.ended", { orgId, sessionId }],
    stream("11:05", "stream.down", "r1"),
    stream("11:05", "stream.down", "r2"),
    ...[["r1", "08:50", "11:05"], ["r2", "09:07", "10:00"], ["r2", "10:04", "11:05"]].map(([room = "", from = "", to = ""]): FactLine => [`${day} ${to}`, "recording.segment", { orgId, roomId: room, cameraId: `${orgId}-${room}`, sessionId, startsAt: iso(`${day} ${from}`), endsAt: iso(`${day} ${to}`) }]),
  ];
}

type Capacity = EventData<"org.filing.submitted">["capacity"];

const applicant = (variant: string, areaCode: string, evaluatorType: "E" | "T", capacity: NonNullable<Capacity>) =>
  scenario("AC-44", variant, (orgId) => [filed("2026-03-02 10:00", { orgId, filingId: `${orgId}-f1`, areaCode, evaluatorType, capacity })]);

const AT_THE_BOUND = { managers: 3, insured: 300, examinersByOccupation: { [WELDER]: 3 }, workstationsByOccupation: { [WELDER]: 10 }, occupationHeadcount: { [WELDER]: 50 }, applicantsByOccupation: { [WELDER]: 50 }, areaM2: 200 };
const ONE_BELOW = { managers: 2, insured: 299, examinersByOccupation: { [WELDER]: 2 }, workstationsByOccupation: { [WELDER]: 9 }, occupationHeadcount: { [WELDER]: 49 }, applicantsByOccupation: { [WELDER]: 49 }, areaM2: 199.9 };

/** The events of all 24 worked cases, to be evaluated here and to be posted over HTTP. */
export const CASE_SCENARIOS: readonly CaseScenario[] = [
  unfiled("AC-01", "2026-03-16", {}),
  unfiled("AC-03", "2026-10-08", { evaluatorType: "S" }),
  unfiled("AC-06", "2026-05-06", { areaCode: "440300" }),
  unfiled("AC-08", "2026-06-20", { evaluatorType: "S" }),
  school("AC-11", "a", "2026-09-17 23:59"),
  school("AC-11", "b", "2026-09-18 00:01"),
  school("AC-11", "c", "2026-09-18 00:00:30"),
  school("AC-11", "d", "2026-09-17 07:30"),
  school("AC-12", "", "2026-09-14 10:00"),
  scenario("AC-13", "", (orgId) => [
    listed("2026-01-05 09:00", { orgId }),
    plan(orgId, "2026-02-24 15:00", "2026-03-16"),
    ["2026-03-16 08:55", "stream.up", { orgId, roomId: "r1", cameraId: `${orgId}-c1`, sessionId: `${orgId}-s1` }],
    ["2026-03-16 09:00", "session.started", { orgId, sessionId: `${orgId}-s1`, batchId: `${orgId}-b1` }],
    ["2026-03-16 10:20", "plan.approved", batchOf(orgId)],
  ]),
  unfiled("AC-15", "2027-03-29", {}),
  publicity("AC-17", "2026-04-03 09:00"),
  publicity("AC-20", "2026-06-20 09:00"),
  scenario("AC-23", "", (orgId) => [filed("2026-02-06 16:40", { orgId, filingId: `${orgId}-f1` })]),
  scenario("AC-25", "", (orgId) => [
    listed("2026-01-05 09:00", { orgId, areaCode: "350100" }),
    ["2026-02-10 09:00", "supervisor.dispatched", { supervisorId: `${orgId}-x1`, dispatchId: `${orgId}-d1`, orgId, sessionIds: [`${orgId}-s1`], side: "external" }],
    ["2026-02-13 17:30", "supervision.ended", { dispatchId: `${orgId}-d1`, supervisorId: `${orgId}-x1`, orgId }],
  ]),
  annual("a", "2026-12-30 23:59"),
  annual("b", "2026-12-31 00:01"),
  annual("c", "2026-12-31 00:30"),
  { caseId: "AC-29", variant: "", dossier: "area:210000", lines: [["2026-09-30 10:00", "org.rule_published", { areaCode: "210000", noticeId: "case-ac-29-n1", issuedOn: "2026-09-30" }]] },
  scenario("AC-30", "", (orgId) => [
    ...evaluated("AC-30", "2023-06-15", {}).lines,
    ["2023-06-16 10:00", "object.locked", { objectKey: `${orgId}-box-1`, orgId, batchId: `${orgId}-b1`, medium: "paper", lockedUntil: null, evaluationEndedOn: "2023-06-15" }],
    ["2026-06-15 18:00", "object.delete_asked", { objectKey: `${orgId}-box-1`, orgId, by: "王" }],
    ["2026-06-16 09:00", "object.delete_asked", { objectKey: `${orgId}-box-1`, orgId, by: "王" }],
  ]),
  evaluated("AC-32", "2024-02-29", { areaCode: "440300" }),
  evaluated("AC-34", "2026-03-01", { areaCode: "440300" }),
  scenario("AC-38", "", internalCoverage),
  scenario("AC-40", "a", (orgId) => [listed("2025-11-20 09:00", { orgId }), plan(orgId, "2026-10-30 09:00", "2026-11-25"), cancelledForInactivity(orgId)]),
  scenario("AC-40", "b", (orgId) => [listed("2025-11-20 09:00", { orgId }), ["2026-03-10 09:00", "session.started", { orgId, sessionId: `${orgId}-s1` }], ["2026-03-10 11:00", "session.ended", { orgId, sessionId: `${orgId}-s1` }]]),
  scenario("AC-40", "c", (orgId) => [listed("2025-11-20 09:00", { orgId }), cancelledForInactivity(orgId), filed("2028-12-01 10:00", { orgId, filingId: `${orgId}-f1` }), filed("2028-12-02 10:00", { orgId, filingId: `${orgId}-f2` })]),
  { caseId: "AC-42", variant: "", dossier: "supervisor:case-ac-42-x1", lines: [["2024-02-29 09:00", "supervisor.appointed", { supervisorId: "case-ac-42-x1", areaCode: "350100", side: "external", cardNumber: "WD1", appointedOn: "2024-02-29" }]] },
  applicant("a", "350200", "E", AT_THE_BOUND),
  applicant("b", "350200", "E", ONE_BELOW),
  applicant("c", "350200", "T", AT_THE_BOUND),
  applicant("d", "350200", "T", ONE_BELOW),
  applicant("e", "440300", "E", AT_THE_BOUND),
  applicant("f", "440300", "E", ONE_BELOW),
  scenario("AC-46", "", headcounts),
  scenario("AC-48", "", banks),
  scenario("AC-49", "", rooms),
];
