import { expect, test } from "vitest";
import { kindOf } from "../../../shared/events/event-catalog.ts";
import { DECISION_TYPES } from "../../../shared/lives/decisions.ts";
import { dataOf, fieldsAsked, shownValue } from "./decision-fields.ts";

test("every decision can be filled in: each field that must be there is asked", () => {
  for (const type of DECISION_TYPES) {
    const asked = new Set(fieldsAsked(type).map(({ name }) => name));
    const needed = kindOf(type).data.safeParse({}).error?.issues.map(({ path }) => String(path[0])) ?? [];
    expect(needed.filter((name) => !asked.has(name))).toEqual([]);
  }
});

test("what is filled in becomes the event's data: numbers, days, yes and no, occupations line by line; what is empty is left out", () => {
  const texts = { orgId: "xm-port", areaCode: "350200", orgCode: "XM-1", evaluatorType: "E", occupations: "电工 3 4\n焊工 5", sites: "a; b", validFrom: "2026-11-22", validTo: " " };
  const data = dataOf("org.listed", texts);
  expect(data).toEqual({ orgId: "xm-port", areaCode: "350200", orgCode: "XM-1", evaluatorType: "E", occupations: [{ occupation: "电工", levels: [3, 4] }, { occupation: "焊工", levels: [5] }], sites: ["a", "b"], validFrom: "2026-11-22" });
  expect(dataOf("org.assessed", { orgId: "o", filingId: "f", passed: "true" })).toEqual({ orgId: "o", filingId: "f", passed: true });
  const occupations = fieldsAsked("org.listed").find(({ name }) => name === "occupations");
  expect(occupations === undefined ? "" : shownValue(occupations, data["occupations"])).toBe("电工 3 4\n焊工 5");
});
