import { expect, test } from "vitest";
import { facts, ms, ORG, type FactLine } from "../rules/test-facts.ts";
import { coverageOf, staysOf } from "./supervision.ts";

const START = ms("2026-03-16 09:00");
const END = ms("2026-03-16 11:00");
const joined = (time: string, supervisorId: string, side: "internal" | "external", mode: "on-site" | "remote"): FactLine => [`2026-03-16 ${time}`, "supervisor.joined", { orgId: ORG, sessionId: "s-1", supervisorId, side, mode }];
const left = (time: string, supervisorId: string, mode: "on-site" | "remote"): FactLine => [`2026-03-16 ${time}`, "supervisor.left", { orgId: ORG, sessionId: "s-1", supervisorId, mode }];
const coverage = (...lines: readonly FactLine[]) => coverageOf(staysOf(facts(...lines), END), START, END);

test("two internal supervisors who take turns on site cover the whole session, a hole of half an hour does not", () => {
  expect(coverage(joined("08:50", "a", "internal", "on-site"), left("10:00", "a", "on-site"), joined("10:04", "b", "internal", "on-site")).onSiteInternal).toBe("whole");
  expect(coverage(joined("08:50", "a", "internal", "on-site"), left("10:00", "a", "on-site"), joined("10:30", "b", "internal", "on-site")).onSiteInternal).toBe("part");
  expect(coverage(joined("08:50", "a", "internal", "on-site"), left("10:30", "a", "on-site")).onSiteInternal).toBe("part");
});

test("a remote look of an external supervisor never stands for an internal one on site", () => {
  expect(coverage(joined("09:00", "w", "external", "remote"))).toEqual({ onSiteInternal: "none", remoteInternal: false, onSiteExternal: false, remoteExternal: true });
});

test("a running session is covered so far while the internal supervisor has not left", () => {
  const stays = staysOf(facts(joined("09:03", "a", "internal", "on-site")), null);
  expect(coverageOf(stays, START, null).onSiteInternal).toBe("whole");
  expect(coverageOf(staysOf(facts(joined("09:03", "a", "internal", "on-site"), left("09:40", "a", "on-site")), null), START, null).onSiteInternal).toBe("part");
});
