import type { FindingRow } from "../../../shared/protocol/filings/findings.ts";
import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import type { AlarmLevel } from "../../theme/AlarmMark.tsx";

/** Red is for a binding rule in force that is broken; drafts and advisory lines are never red (P10). */
export function levelOfObligation({ state, severity, rule }: Pick<ObligationRow, "state" | "severity" | "rule">): AlarmLevel | null {
  if (rule.mode !== "in-force" || severity === "record") return null;
  if (state === "overdue") return severity === "breach" ? 1 : 2;
  return state === "due_today" && severity === "breach" ? 3 : null;
}

const LEVELS: Readonly<Record<FindingRow["severity"], AlarmLevel | null>> = { red: 1, amber: 2, suspicion: 2, review: 3, refused: 3, info: null };

/** What ended, or what a person called a false alarm, is quiet. */
export function levelOfFinding({ severity, rule, clearedMs, verdict }: Pick<FindingRow, "severity" | "rule" | "clearedMs" | "verdict">): AlarmLevel | null {
  if (rule.mode !== "in-force" || clearedMs !== null || verdict?.verdict === "false-alarm") return null;
  return LEVELS[severity];
}
