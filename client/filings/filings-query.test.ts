import { expect, test } from "vitest";
import { withQuery } from "../desk/shell/query-words.ts";
import { hasFilters, obligationsQuery } from "./filings-query.ts";

test("an address without filters asks for what is still to be done, and one with a state for that state", () => {
  expect(obligationsQuery(new URLSearchParams("view=calendar&sel=k"))).toBe("?state=overdue,due_today,due_soon,not_due&duty=binding");
  expect(obligationsQuery(new URLSearchParams("state=met_late,overdue&orgId=xm-port"))).toBe("?orgId=xm-port&state=met_late,overdue&duty=binding");
  expect(obligationsQuery(new URLSearchParams("open=false"), { format: "csv" })).toBe("?duty=binding&format=csv");
});

test("without other words the list is what the wall counts; force, status and who owes are asked of everything", () => {
  expect(obligationsQuery(new URLSearchParams("duty=house&state=overdue"))).toBe("?state=overdue&duty=house");
  expect(obligationsQuery(new URLSearchParams("duty=all&state=overdue"))).toBe("?state=overdue");
  expect(obligationsQuery(new URLSearchParams("mode=shadow&state=overdue"))).toBe("?state=overdue&mode=shadow");
});

test("the scope is not a filter of the page, and an empty value leaves the address", () => {
  expect(hasFilters(new URLSearchParams("orgId=a&view=table"))).toBe(false);
  expect(hasFilters(new URLSearchParams("dueTo=2026-12-01"))).toBe(true);
  expect(withQuery("?a=1&b=2", { a: null, b: "", c: "x:y,z" })).toBe("?c=x:y,z");
});
