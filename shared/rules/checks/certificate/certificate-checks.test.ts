import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { ended, facts, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

const inArea = (areaCode: string, data: Partial<EventData<"org.listed">> = {}) => listed("2025-01-02", { areaCode, ...data });
const here = inArea("350200");
const school = inArea("350200", { evaluatorType: "S" });
const there = inArea("210200");
const exam = planned("2026-03-02", [session("2026-03-30")]);
const issued = (when: string, data: Partial<EventData<"cert.issued">> = {}): FactLine => [when, "cert.issued", { orgId: ORG, number: "Y001", personId: "p-1", occupation: WELDER, level: 4, batchId: "b-1", sessionIds: ["s-1"], issuedBy: ORG, ...data }];
const voided = (when: string): FactLine => [when, "cert.voided", { orgId: ORG, number: "Y001", reason: "未参加考试" }];
const checkedIn = (when: string, personId = "p-1"): FactLine => [when, "candidate.checked_in", { orgId: ORG, sessionId: "s-1", personId, roomId: "r1" }];
const registeredAs = (relation: EventData<"candidate.registered">["relation"]): FactLine => ["2026-03-01", "candidate.registered", { orgId: ORG, personId: "p-1", batchId: "b-1", relation, occupation: WELDER, level: 4, evidence: [] }];
const others = checkedIn("2026-03-30 08:50", "p-2");

test("CRT-01 a certificate for somebody who sat no session is red, and clears when it is voided", () => {
  const lines = [there, exam, others, issued("2026-04-20 10:00")];
  expect(fired("CRT-01", facts(...lines))).toMatchObject([{ book: "liaoning", severity: "red", subject: "certificate:Y001", since: "2026-04-20 10:00", cleared: null }]);
  expect(fired("CRT-01", facts(...lines, voided("2026-05-06 09:00")))).toMatchObject([{ cleared: "2026-05-06 09:00" }]);
  expect(fired("CRT-01", facts(there, exam, checkedIn("2026-04-22 08:50"), issued("2026-04-20")))).toHaveLength(1);
});

test("CRT-01 guard: routes are lawful per jurisdiction and candidate source", () => {
  const routed = (listing: FactLine, route: EventData<"cert.issued">["evidenceRoute"], relation: EventData<"candidate.registered">["relation"]) =>
    fired("CRT-01", facts(listing, registeredAs(relation), issued("2026-04-20", { sessionIds: [], evidenceRoute: route }))).length;
  expect(routed(school, "integrated-course", "own-student")).toBe(0);
  expect(routed(school, "theory-substitution", "own-student")).toBe(0);
  expect(routed(school, "integrated-course", "public")).toBe(1);
  expect(routed(here, "integrated-course", "own-student")).toBe(1);
  expect(routed(school, "competition", "own-student")).toBe(1);
  expect(routed(inArea("220100"), "competition", "own-staff")).toBe(0);
  expect(routed(inArea("220100"), "process", "own-staff")).toBe(0);
  expect(routed(inArea("440300"), "credits", "own-staff")).toBe(0);
  expect(routed(there, "competition", "own-staff")).toBe(1);
});

test("CRT-01 guard: a session attended is enough, and where nobody's attendance was reported a score stands for it", () => {
  expect(fired("CRT-01", facts(there, exam, checkedIn("2026-03-30 08:50"), issued("2026-04-20")))).toEqual([]);
  const score: FactLine = ["2026-03-31", "score.entered", { orgId: ORG, batchId: "b-1", sessionId: "s-1", personId: "p-1", part: "practical", value: 80, by: "ex-1" }];
  expect(fired("CRT-01", facts(there, exam, score, issued("2026-04-20")))).toEqual([]);
  expect(fired("CRT-01", facts(there, exam, others, score, issued("2026-04-20")))).toHaveLength(1);
  expect(fired("CRT-01", facts(there, issued("2026-04-20", { reprint: true })))).toEqual([]);
});

test("CRT-02 a certificate of another level than its session's is red", () => {
  expect(fired("CRT-02", facts(here, exam, issued("2026-04-20", { level: 3 })))).toMatchObject([{ severity: "red", values: { level: 3, sessionLevel: 4, sessionId: "s-1" } }]);
});

test("CRT-02 guard: one session of the batch that matches is enough where none is named, and unknown sessions are not judged", () => {
  const mixed = planned("2026-03-02", [session("2026-03-30", { level: 5 }), session("2026-03-30", { sessionId: "s-2" })]);
  expect(fired("CRT-02", facts(here, mixed, issued("2026-04-20", { sessionIds: [] })))).toEqual([]);
  expect(fired("CRT-02", facts(here, mixed, issued("2026-04-20", { sessionIds: [], level: 2 })))).toHaveLength(1);
  expect(fired("CRT-02", facts(here, issued("2026-04-20", { sessionIds: ["s-9"], level: 1 })))).toEqual([]);
});

const compiled = (passedIds: string[]): FactLine => ["2026-04-02", "result.compiled", { orgId: ORG, batchId: "b-1", areaCode: "350200", candidates: 3, passed: passedIds.length, passedIds }];

test("CRT-03 more certificates than people who passed are red from the one too many until it is voided", () => {
  const lines = [here, exam, compiled(["p-2"]), issued("2026-04-20 10:00", { number: "Y002", personId: "p-2" }), issued("2026-04-20 11:00")];
  expect(fired("CRT-03", facts(...lines))).toMatchObject([{ severity: "red", subject: "batch:b-1", since: "2026-04-20 11:00", cleared: null, values: { issued: 2, passed: 1, notPassed: 1 } }]);
  expect(fired("CRT-03", facts(...lines, voided("2026-05-06")))).toMatchObject([{ cleared: "2026-05-06 00:00" }]);
});

test("CRT-03 a holder who is not on the plan's roster is beyond it", () => {
  const roster = planned("2026-03-02", [session("2026-03-30")], { candidateIds: ["p-2", "p-3"] });
  expect(fired("CRT-03", facts(there, roster, issued("2026-04-20")))).toMatchObject([{ book: "liaoning", values: { notPlanned: 1 } }]);
});

test("CRT-03 guard: a re-print carries the same number, and somebody registered later belongs to the batch", () => {
  expect(fired("CRT-03", facts(here, exam, compiled(["p-1"]), issued("2026-04-20"), issued("2026-05-20", { reprint: true })))).toEqual([]);
  const roster = planned("2026-03-02", [session("2026-03-30")], { candidateIds: ["p-2"] });
  expect(fired("CRT-03", facts(there, roster, ["2026-03-20", "candidate.registered", { orgId: ORG, personId: "p-1", batchId: "b-1", occupation: WELDER, level: 4, evidence: [] }], issued("2026-04-20")))).toEqual([]);
  expect(fired("CRT-03", facts(there, exam, issued("2026-04-20")))).toEqual([]);
  const byOccupation = (occupation: string, passedIds: string[]): FactLine => ["2026-04-02", "result.compiled", { orgId: ORG, batchId: "b-1", areaCode: "350200", occupation, candidates: 3, passed: passedIds.length, passedIds }];
  expect(fired("CRT-03", facts(here, exam, byOccupation(WELDER, ["p-1"]), byOccupation("电工", ["p-2"]), issued("2026-04-20"), issued("2026-04-20", { number: "Y002", personId: "p-2" })))).toEqual([]);
});

const posted: FactLine = ["2026-04-03 09:00", "results.posted", { orgId: ORG, batchId: "b-1" }];
const recognised = (when: string): FactLine => [when, "batch.recognised", { orgId: ORG, batchId: "b-1" }];

test("CRT-04 certificates issued before the publicity's end are red and stay so", () => {
  const found = fired("CRT-04", facts(here, exam, posted, issued("2026-04-13 16:00"), recognised("2026-04-20 10:00")));
  expect(found).toMatchObject([{ severity: "red", subject: "batch:b-1", since: "2026-04-13 16:00", cleared: null, values: { publicUntil: "2026-04-13", whyEn: "publicity not over, batch not recognised", count: 1 } }]);
  expect(fired("CRT-04", facts(here, exam, posted, issued("2026-04-15"), recognised("2026-04-20")))).toMatchObject([{ values: { whyEn: "batch not recognised" } }]);
  expect(fired("CRT-04", facts(inArea("440300"), exam, issued("2026-04-15")))).toMatchObject([{ book: "shenzhen", mode: "shadow" }]);
});

test("CRT-04 guard: after publicity and recognition it is in order, and in Shenzhen the passed batch is what counts", () => {
  expect(fired("CRT-04", facts(here, exam, posted, recognised("2026-04-20"), issued("2026-04-21"), issued("2026-04-10", { number: "Y000", reprint: true })))).toEqual([]);
  expect(fired("CRT-04", facts(inArea("440300"), exam, recognised("2026-04-10"), issued("2026-04-12")))).toEqual([]);
});

const block = (when: string): FactLine => [when, "cert.number_assigned", { orgId: ORG, batchId: "b-1", first: "Y001", last: "Y020" }];

test("CRT-05 a number outside the assigned block is red, and one number for two people is a duplicate", () => {
  expect(fired("CRT-05", facts(here, exam, block("2026-04-18"), issued("2026-04-20", { number: "Y021" })))).toMatchObject([{ severity: "red", subject: "certificate:Y021", values: { whyEn: "in no block assigned for the batch" } }]);
  expect(fired("CRT-05", facts(here, exam, block("2026-04-18"), issued("2026-04-20"), issued("2026-04-21 09:00", { personId: "p-2" })))).toMatchObject([{ since: "2026-04-21 09:00", values: { holders: "p-1, p-2" } }]);
});

test("CRT-05 one number from two evaluators shows in the certificate's own dossier", () => {
  const lines = facts(issued("2026-04-20"), issued("2026-05-06", { orgId: "xm-other", issuedBy: "xm-other" }));
  const asked = { dossier: "certificate:Y001", orgAreas: { [ORG]: "350200", "xm-other": "350200" } } as const;
  expect(fired("CRT-05", lines, asked)).toMatchObject([{ since: "2026-05-06 00:00", values: { issuers: `${ORG}, xm-other`, whyEn: "issued by different evaluators" } }]);
  expect(fired("CRT-05", facts(issued("2026-04-20"), issued("2026-05-06", { personId: "p-2" })), asked)).toEqual([]);
});

test("CRT-05 guard: re-prints, numbering by the enterprise itself, and any format while no pattern is set", () => {
  expect(fired("CRT-05", facts(here, exam, block("2026-04-18"), issued("2026-04-20"), issued("2026-06-01", { reprint: true })))).toEqual([]);
  expect(fired("CRT-05", facts(inArea("440300"), exam, issued("2026-04-20", { number: "whatever-7" })))).toEqual([]);
  const pattern = { "certificate.numberPattern": String.raw`[YS]\d{21}` };
  expect(fired("CRT-05", facts(inArea("440300"), exam, issued("2026-04-20")), { settings: pattern })).toMatchObject([{ values: { whyEn: String.raw`not of the form [YS]\d{21}` } }]);
  expect(fired("CRT-05", facts(inArea("440300"), exam, issued("2026-04-20", { number: `Y${"0".repeat(21)}` })), { settings: pattern })).toEqual([]);
  expect(fired("CRT-05", facts(inArea("440300"), exam, issued("2026-04-20")), { settings: { "certificate.numberPattern": "[" } })).toEqual([]);
});

test("CRT-06 a certificate issued by another body than evaluated is red", () => {
  for (const [areaCode, book] of [["350200", "xiamen"], ["440300", "shenzhen"], ["220100", "jilin"], ["210200", "liaoning"]] as const) {
    expect(fired("CRT-06", facts(inArea(areaCode), exam, issued("2026-04-20", { issuedBy: "agency" })))).toMatchObject([{ book, severity: "red", values: { issuedBy: "agency" } }]);
  }
});

test("CRT-06 guard: the authority that assigned the numbers has not issued", () => {
  const assigned: FactLine = ["2026-04-18", "cert.number_assigned", { orgId: ORG, batchId: "b-1", first: "Y001", last: "Y020", by: "市职鉴中心" }];
  expect(fired("CRT-06", facts(here, exam, assigned, issued("2026-04-20")))).toEqual([]);
});

const lookedUp = (when: string, found: boolean): FactLine => [when, "cert.verified", { orgId: ORG, number: "Y001", source: "国家技能人才评价工作网", found }];

test("CRT-07 not found after the house limit is amber until it is found", () => {
  expect(fired("CRT-07", facts(here, exam, issued("2026-04-20"), lookedUp("2026-05-26 10:00", false)))).toMatchObject([{ severity: "amber", since: "2026-05-26 10:00", cleared: null, values: { workdays: 20 } }]);
  expect(fired("CRT-07", facts(here, exam, issued("2026-04-20"), lookedUp("2026-05-26 10:00", false), lookedUp("2026-05-28 10:00", true)))).toMatchObject([{ cleared: "2026-05-28 10:00" }]);
});

test("CRT-07 guard: within the upload's lag, never looked up, or void, nothing is said", () => {
  expect(fired("CRT-07", facts(here, exam, issued("2026-04-20"), lookedUp("2026-05-11", false)))).toEqual([]);
  expect(fired("CRT-07", facts(here, exam, issued("2026-04-20")))).toEqual([]);
  expect(fired("CRT-07", facts(here, exam, issued("2026-04-20"), voided("2026-05-06"), lookedUp("2026-06-26", false)))).toEqual([]);
});

test("CRT-08 a void certificate that is still found is red until it is gone", () => {
  expect(fired("CRT-08", facts(there, issued("2026-04-20"), voided("2026-05-06 09:00"), lookedUp("2026-05-08 10:00", true)))).toMatchObject([{ severity: "red", since: "2026-05-08 10:00", cleared: null }]);
  expect(fired("CRT-08", facts(there, issued("2026-04-20"), voided("2026-05-06"), lookedUp("2026-05-08", true), lookedUp("2026-05-12 10:00", false)))).toMatchObject([{ cleared: "2026-05-12 10:00" }]);
});

test("CRT-08 guard: found before it was voided does not count", () => {
  expect(fired("CRT-08", facts(there, issued("2026-04-20"), lookedUp("2026-04-28", true), voided("2026-05-06")))).toEqual([]);
});

const sat = [started("2026-03-30 09:00"), ended("2026-03-30 11:00")];

test("CRT-09 certificates of an evaluation after the expiry, during a suspension, after a stop and after a cancellation are red", () => {
  const expired = inArea("350200", { validTo: "2026-03-29" });
  expect(fired("CRT-09", facts(expired, exam, ...sat, issued("2026-04-20")))).toMatchObject([{ book: "xiamen", severity: "red", subject: "batch:b-1", values: { evaluatedOn: "2026-03-30", onEvaluationEn: "expired", onIssueEn: "in order" } }]);
  expect(fired("CRT-09", facts(here, exam, ...sat, ["2026-04-10", "org.suspended", { orgId: ORG, reason: "责令改正" }], issued("2026-04-20")))).toMatchObject([{ book: "fujian", values: { onIssueEn: "suspended" } }]);
  expect(fired("CRT-09", facts(there, exam, ...sat, ["2026-04-10", "org.stopped", { orgId: ORG, reason: "违规" }], issued("2026-04-20")))).toMatchObject([{ book: "liaoning", values: { onIssueEn: "stopped" } }]);
  const cancelled: FactLine = ["2026-04-10", "org.sanction.decided", { orgId: ORG, areaCode: "350200", sanction: "cancelled", ground: "cheating", decidedOn: "2026-04-10" }];
  expect(fired("CRT-09", facts(here, exam, ...sat, cancelled, issued("2026-04-20")))).toMatchObject([{ values: { onIssueEn: "cancelled" } }]);
});

test("CRT-09 guard: evaluated while valid and issued after the expiry, or suspended in between only, is in order", () => {
  expect(fired("CRT-09", facts(inArea("350200", { validTo: "2026-03-30" }), exam, ...sat, issued("2026-04-20")))).toEqual([]);
  const between: FactLine[] = [["2026-04-01", "org.suspended", { orgId: ORG, reason: "责令改正" }], ["2026-04-10", "org.resumed", { orgId: ORG, reason: "已改正" }]];
  expect(fired("CRT-09", facts(here, exam, ...sat, ...between, issued("2026-04-20")))).toEqual([]);
});

const shared = (data: Partial<EventData<"candidate.shared_pay">> = {}): FactLine => ["2026-03-10", "candidate.shared_pay", { orgId: ORG, batchId: "b-1", contact: "139****8821", holders: ["p-1", "p-2", "p-3", "p-4", "p-5"], ...data }];

test("CRT-10 one contact for many holders is a suspicion and never red", () => {
  expect(fired("CRT-10", facts(there, shared({ payerIsEmployer: false })))).toMatchObject([{ severity: "suspicion", subject: "batch:b-1", values: { contact: "139****8821", count: 5 } }]);
});

test("CRT-10 guard: employers pay for their staff, and a few people may share a telephone", () => {
  expect(fired("CRT-10", facts(there, shared({ payerIsEmployer: true })))).toEqual([]);
  expect(fired("CRT-10", facts(there, shared({ holders: ["p-1", "p-2", "p-3", "p-4", "p-4"] })))).toEqual([]);
  const staff = ["p-1", "p-2", "p-3", "p-4", "p-5"].map((personId): FactLine => ["2026-03-01", "candidate.registered", { orgId: ORG, personId, batchId: "b-1", employerId: "yard", occupation: WELDER, level: 4, evidence: [] }]);
  expect(fired("CRT-10", facts(there, ...staff, shared()))).toEqual([]);
});
