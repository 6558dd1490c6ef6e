import { expect, test } from "vitest";
import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import { levelOfFinding, levelOfObligation } from "./alarm-level.ts";

const rule = (mode: ObligationRow["rule"]["mode"]) => ({ ruleId: "D01", rulebookId: "xiamen", rulebookVersion: "1", sources: [], readings: [], mode });

test("only a binding rule in force that is past due is red: drafts stay grey, advisory lines and house limits amber", () => {
  const level = (mode: "in-force" | "shadow" | "record", severity: ObligationRow["severity"]) => levelOfObligation({ state: "overdue", severity, rule: rule(mode) });
  expect(level("in-force", "breach")).toBe(1);
  expect(level("in-force", "advisory")).toBe(2);
  expect(level("in-force", "sla")).toBe(2);
  expect(level("in-force", "record")).toBeNull();
  expect(level("shadow", "breach")).toBeNull();
  expect(level("record", "breach")).toBeNull();
  expect(levelOfObligation({ state: "met_late", severity: "breach", rule: rule("in-force") })).toBeNull();
});

test("a finding that ended or was judged a false alarm makes no mark", () => {
  const finding = { severity: "red" as const, rule: rule("in-force"), clearedMs: null, verdict: null };
  expect(levelOfFinding(finding)).toBe(1);
  expect(levelOfFinding({ ...finding, clearedMs: 5 })).toBeNull();
  expect(levelOfFinding({ ...finding, verdict: { verdict: "false-alarm", reason: "x", by: "y", atMs: 1 } })).toBeNull();
  expect(levelOfFinding({ ...finding, rule: rule("shadow") })).toBeNull();
});
