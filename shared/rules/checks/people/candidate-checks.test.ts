import { expect, test } from "vitest";
import type { EventData } from "../../../events/event-catalog.ts";
import { booksOf, fired } from "../../test-check.ts";
import { facts, listed, ORG, planned, session, started, WELDER, type FactLine } from "../../test-facts.ts";

type Registered = EventData<"candidate.registered">;
const registered = (when: string, personId: string, data: Partial<Registered> = {}): FactLine => [when, "candidate.registered", { orgId: ORG, personId, batchId: "b-1", occupation: WELDER, level: 4, evidence: [], ...data }];
const at = (areaCode: string, evaluatorType: "E" | "S" | "T" = "E") => listed("2025-01-05", { areaCode, evaluatorType });
const headcount = (asOf: string, total: number, welders: number): FactLine => [asOf, "org.headcount.reported", { orgId: ORG, total, byOccupation: { [WELDER]: welders }, asOf }];
const people = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `p-${from + index}`);

test("PER-01 a candidate from outside is red in Liaoning, amber without a recorded relation in Xiamen, shadow in Shenzhen", () => {
  const outside = registered("2026-03-01 10:00", "p-1", { relation: "outside", employerId: "elsewhere" });
  expect(fired("PER-01", facts(at("210200"), outside))).toMatchObject([{ book: "liaoning", mode: "in-force", severity: "red", subject: "person:p-1", since: "2026-03-01 10:00" }]);
  expect(fired("PER-01", facts(at("350200"), registered("2026-03-01", "p-1")))).toMatchObject([{ book: "xiamen", mode: "in-force", severity: "amber" }]);
  expect(fired("PER-01", facts(at("440300"), outside))).toMatchObject([{ book: "shenzhen", mode: "shadow", severity: "red" }]);
  expect(fired("PER-01", facts(at("220000"), registered("2026-03-01", "p-1", { relation: "dispatched" })))).toMatchObject([{ book: "jilin", mode: "record", severity: "amber" }]);
});

test("PER-01 in Liaoning whoever stands in no workforce register of the unit is outside, whatever was declared", () => {
  const register: FactLine = ["2026-02-01", "org.workforce.reported", { orgId: ORG, personIds: ["p-1"], asOf: "2026-02-01" }];
  const declared = (personId: string) => registered("2026-03-01", personId, { relation: "own-staff" });
  expect(fired("PER-01", facts(at("210200"), register, declared("p-1"), declared("p-2"))).map(({ subject }) => subject)).toEqual(["person:p-2"]);
});

test("PER-01 guard: each jurisdiction has its own table of relations, and a corrected registration clears it", () => {
  const partner = registered("2026-03-01", "p-1", { relation: "partner", employerId: "upstream" });
  expect(fired("PER-01", facts(at("350200"), partner))).toEqual([]);
  expect(fired("PER-01", facts(at("210200"), partner))).toHaveLength(1);
  const dispatched = registered("2026-03-01", "p-1", { relation: "dispatched" });
  expect(fired("PER-01", facts(at("210200"), dispatched))).toEqual([]);
  expect(fired("PER-01", facts(at("350200", "S"), registered("2026-03-01", "p-1", { relation: "public" })))).toEqual([]);
  expect(fired("PER-01", facts(at("350200"), registered("2026-03-01", "p-1", { employerId: ORG })))).toEqual([]);
  expect(fired("PER-01", facts(at("350200"), registered("2026-03-01", "p-1"), registered("2026-03-03 09:00", "p-1", { relation: "own-staff" })))).toMatchObject([{ cleared: "2026-03-03 09:00" }]);
});

test("PER-02 more candidates in twelve months than people in the occupation is amber, than people at all is red (AC-46)", () => {
  const others = people(96, 130).map((personId) => registered("2026-05-10", personId, { batchId: "b-2", occupation: "钳工" }));
  const welders = people(1, 95).map((personId) => registered("2026-11-20 10:00", personId));
  const found = fired("PER-02", facts(at("210200"), headcount("2026-01-01", 200, 80), ...others, ...welders));
  expect(found).toMatchObject([{ book: "liaoning", severity: "amber", since: "2026-11-20 10:00", cleared: null, values: { count: 95, headcount: 80 } }]);
  const few = fired("PER-02", facts(at("210200"), headcount("2026-01-01", 120, 500), ...others, ...welders));
  expect(few).toMatchObject([{ severity: "red", values: { count: 130, headcount: 120 } }]);
});

test("PER-02 guard: re-takes add nobody, and a headcount that falls after the plan accuses nobody", () => {
  const lines = people(1, 60).flatMap((personId) => [registered("2026-03-02", personId), registered("2026-06-02", personId, { batchId: "b-2" })]);
  expect(fired("PER-02", facts(at("210200"), headcount("2026-01-01", 200, 80), ...lines))).toEqual([]);
  expect(fired("PER-02", facts(at("210200"), headcount("2026-01-01", 200, 80), headcount("2026-08-01", 50, 20), ...lines))).toEqual([]);
  const plan = planned("2026-02-01", [session("2026-03-16")]);
  expect(fired("PER-02", facts(at("210200"), headcount("2026-01-01", 200, 80), headcount("2026-02-15", 50, 20), plan, ...people(1, 60).map((personId) => registered("2026-03-02", personId))))).toEqual([]);
});

test("PER-02 ends when the twelve months have passed, and in Xiamen partners do not count", () => {
  const lines = people(1, 90).map((personId) => registered("2025-03-02", personId));
  expect(fired("PER-02", facts(at("210200"), headcount("2025-01-01", 200, 80), ...lines))).toMatchObject([{ since: "2025-03-02 00:00", cleared: "2026-03-02 00:00" }]);
  const partners = people(1, 90).map((personId) => registered("2026-03-02", personId, { relation: "partner" }));
  expect(fired("PER-02", facts(at("350200"), headcount("2026-01-01", 200, 80), ...partners))).toEqual([]);
});

const checked = (when: string, proved: boolean): FactLine => [when, "candidate.condition.checked", { orgId: ORG, personId: "p-1", batchId: "b-1", proved }];
const proof = (page: "person" | "letter") => ({ evidence: [{ docId: "d-1", sha256: "a".repeat(64), page }] });

test("PER-03 conditions that were not proved are red, one personal proof for two people amber", () => {
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1"), checked("2026-03-02 09:00", false)))).toMatchObject([{ severity: "red", subject: "person:p-1", since: "2026-03-02 09:00" }]);
  const seated: FactLine = ["2026-03-16 08:50", "candidate.checked_in", { orgId: ORG, sessionId: "s-1", personId: "p-1", roomId: "r1" }];
  expect(fired("PER-03", facts(at("210200"), planned("2026-02-24", [session("2026-03-16")]), registered("2026-03-01", "p-1"), seated))).toMatchObject([{ severity: "red", since: "2026-03-16 08:50" }]);
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1", proof("person")), registered("2026-03-02", "p-2", proof("person"))))).toMatchObject([{ severity: "amber", since: "2026-03-02 00:00", values: { people: "p-1、p-2" } }]);
});

test("PER-03 guard: one letter of the employer for all is normal, and a later proof clears", () => {
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1", proof("letter")), registered("2026-03-02", "p-2", proof("letter"))))).toEqual([]);
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1", proof("person")), registered("2026-03-05", "p-1", proof("person"))))).toEqual([]);
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1"), checked("2026-03-02", false), checked("2026-03-03", true)))).toMatchObject([{ cleared: "2026-03-03 00:00" }]);
  expect(fired("PER-03", facts(at("210200"), registered("2026-03-01", "p-1"), started("2026-03-16 09:00")))).toEqual([]);
});

test("PER-04 a dispatched worker of less than a year is told in shadow", () => {
  const found = fired("PER-04", facts(at("440300"), registered("2026-03-01", "p-1", { relation: "dispatched", employedSince: "2025-03-02" })));
  expect(found).toMatchObject([{ book: "shenzhen", mode: "shadow", severity: "red", values: { eligibleFrom: "2026-03-02", appliedOn: "2026-03-01" } }]);
});

test("PER-04 guard: the day on which the year is full is enough, own staff and unknown starts are not asked", () => {
  const asks = (data: Partial<Registered>) => fired("PER-04", facts(at("440300"), registered("2026-03-01", "p-1", data)));
  expect(asks({ relation: "dispatched", employedSince: "2025-03-01" })).toEqual([]);
  expect(asks({ relation: "dispatched" })).toEqual([]);
  expect(asks({ relation: "own-staff", employedSince: "2026-01-01" })).toEqual([]);
});

test("PER-05 two occupations in a round are red, another one than the post's is amber", () => {
  const found = fired("PER-05", facts(at("220000"), registered("2026-03-01", "p-1", { postOccupation: WELDER }), registered("2026-03-02", "p-1", { occupation: "钳工", postOccupation: WELDER })));
  expect(found.map(({ severity, since, mode }) => [severity, since, mode])).toEqual([["red", "2026-03-02 00:00", "record"], ["amber", "2026-03-02 00:00", "record"]]);
});

test("PER-05 guard: Jilin only, and another round may be for another occupation", () => {
  expect(booksOf("PER-05")).toEqual(["jilin"]);
  const lines = [registered("2026-03-01", "p-1", { postOccupation: WELDER }), registered("2026-03-02", "p-1", { batchId: "b-2", occupation: "钳工" })] as const;
  expect(fired("PER-05", facts(at("220000"), ...lines))).toEqual([]);
  expect(fired("PER-05", facts(at("350200"), registered("2026-03-01", "p-1"), registered("2026-03-02", "p-1", { occupation: "钳工" })))).toEqual([]);
});
