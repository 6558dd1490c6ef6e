import { expect, test } from "vitest";
import { facts, filed, listed, ORG, type FactLine } from "../test-facts.ts";
import { dueAndState, owed } from "../test-deadline.ts";

const accepted = (when: string): FactLine => [when, "org.filing.accepted", { orgId: ORG, filingId: "f-1" }];
const posted = (when: string): FactLine => [when, "org.publicity.posted", { orgId: ORG, filingId: "f-1" }];
const closed = (when: string): FactLine => [when, "org.publicity.closed", { orgId: ORG, filingId: "f-1" }];
const sanction = (decidedOn: string, areaCode = "350200"): FactLine => [`${decidedOn} 10:00`, "org.sanction.decided", { orgId: ORG, areaCode, sanction: "warned", ground: "other", decidedOn }];

test("D07 the centre owes its answer within ten working days of the application", () => {
  const [answer] = owed("D07", facts(filed("2026-02-06 16:40")), { asOf: "2026-02-28 00:00" });
  expect(answer).toMatchObject({ subject: "filing:f-1", due: "2026-02-27", state: "overdue" });
  expect(answer?.obligation.owedBy).toBe("authority");
});

test("D07 guard: an acceptance or a refusal answers it, of this application and no other", () => {
  expect(dueAndState("D07", facts(filed("2026-02-06 16:40"), accepted("2026-02-27 23:59")))).toEqual(["2026-02-27 met"]);
  const other: FactLine = ["2026-02-10 09:00", "org.filing.refused", { orgId: ORG, filingId: "f-2", reason: "incomplete" }];
  expect(dueAndState("D07", facts(filed("2026-02-06 16:40"), other))).toEqual(["2026-02-27 overdue"]);
});

test("D08 the assessment's result is public for five working days at least", () => {
  const [publicity] = owed("D08", facts(filed("2026-01-05"), posted("2026-04-03 09:00")), { asOf: "2026-04-10 12:00" });
  expect(publicity).toMatchObject({ due: "2026-04-13", state: "running" });
  expect(publicity?.obligation).toMatchObject({ nature: "minimum-duration", endsBefore: "2026-04-14" });
});

test("D08 guard: a publicity is never overdue, it ends", () => {
  expect(dueAndState("D08", facts(filed("2026-01-05"), posted("2026-04-03 09:00")))).toEqual(["2026-04-13 ended"]);
  expect(owed("D08", facts(filed("2026-01-05"), posted("2026-04-03 09:00"), closed("2026-04-20 09:00")))[0]).toMatchObject({ state: "ended", met: "2026-04-20 09:00" });
});

test("D23 an application looks back over five years, and names what lies in them", () => {
  const [look] = owed("D23", facts(filed("2026-03-02 10:00"), sanction("2022-05-05"), sanction("2021-03-02")));
  expect(look).toMatchObject({ from: "2021-03-02", due: "2026-03-02" });
  expect(look?.obligation.factIds).toHaveLength(3);
});

test("D23 guard: what was decided before the five years is not in the window, and the window has no clock", () => {
  const [look] = owed("D23", facts(filed("2026-03-02 10:00"), sanction("2021-03-01")));
  expect(look?.obligation.factIds).toHaveLength(1);
  expect(look?.state).toBe("ended");
});

test("D30 Shenzhen's twenty working days count the day of receipt, or the next working day, as the first", () => {
  const [review] = owed("D30", facts(filed("2026-03-02 16:00", { areaCode: "440300" })), { asOf: "2026-04-15 09:00" });
  expect(review).toMatchObject({ due: "2026-03-27", state: "overdue" });
  expect(review?.obligation.countedDays[0]).toBe("2026-03-02");
  expect(owed("D30", facts(filed("2026-02-15 16:00", { areaCode: "440300" })))[0]?.obligation.countedDays[0]).toBe("2026-02-24");
});

test("D30 guard: it is met by the assessment's end, counts nowhere while a draft, and does not bind Xiamen", () => {
  const assessed: FactLine = ["2026-03-27 17:00", "org.assessed", { orgId: ORG, filingId: "f-1", passed: true }];
  const [review] = owed("D30", facts(filed("2026-03-02 16:00", { areaCode: "440300" }), assessed));
  expect(review).toMatchObject({ state: "met", obligation: { rule: { mode: "shadow" } } });
  expect(owed("D30", facts(filed("2026-03-02 16:00")))).toEqual([]);
});

const candidate = (relation: "dispatched" | "own-staff"): FactLine => [
  "2026-03-02 10:00", "candidate.registered",
  { orgId: ORG, personId: "p-1", batchId: "b-1", relation, employedSince: "2025-03-10", occupation: "焊工", level: 4, evidence: [] },
];

test("D39 a dispatched worker's year runs from the start at the enterprise", () => {
  const [year] = owed("D39", facts(listed("2026-01-05", { areaCode: "440300" }), candidate("dispatched")), { asOf: "2026-03-02 12:00" });
  expect(year).toMatchObject({ subject: "person:p-1", from: "2025-03-10", due: "2026-03-10", state: "running" });
});

test("D39 guard: the enterprise's own staff have no such year", () => {
  expect(owed("D39", facts(listed("2026-01-05", { areaCode: "440300" }), candidate("own-staff")))).toEqual([]);
});
