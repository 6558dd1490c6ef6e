import { DUTIES } from "../../shared/protocol/filings/obligations.ts";
import { withQuery } from "../desk/shell/query-words.ts";

/** Words of the address that the server's query knows by the same names: table, calendar, exports and feed ask one question. */
const ASKED = ["orgId", "area", "ruleId", "state", "severity", "mode", "owedBy", "duty", "dueFrom", "dueTo", "open", "q", "sort"] as const;
/** Filters that the page can clear; the scope is the shell's. */
export const CLEARABLE = ["ruleId", "state", "severity", "mode", "owedBy", "duty", "dueFrom", "dueTo", "open", "q"] as const;

/** What still has to be done; periods that run or ended are asked for by their state. */
export const TO_DO = ["overdue", "due_today", "due_soon", "not_due"] as const;

/** The server's query for an address. Without a chosen state only what is still to be done is asked for. */
export function obligationsQuery(words: URLSearchParams, more: Readonly<Record<string, string | null>> = {}): string {
  const asked = new URLSearchParams();
  for (const name of ASKED) {
    const value = words.get(name);
    if (value !== null && value !== "") asked.set(name, value);
  }
  if (asked.get("open") !== "false" && !asked.has("state")) asked.set("state", TO_DO.join(","));
  asked.delete("open");
  const duty = dutyOf(words);
  if (duty === "all") asked.delete("duty");
  else asked.set("duty", duty);
  return withQuery(`?${asked}`, more);
}

export const DUTY_LISTS = [...DUTIES, "all"] as const;
export type DutyList = (typeof DUTY_LISTS)[number];

/** Which list is shown: what the wall counts, unless the address says otherwise or asks by force, status or who owes. */
export function dutyOf(words: URLSearchParams): DutyList {
  const asked = DUTY_LISTS.find((each) => each === words.get("duty"));
  if (asked !== undefined) return asked;
  return ["severity", "mode", "owedBy"].some((name) => words.has(name)) ? "all" : "binding";
}

export function hasFilters(words: URLSearchParams): boolean {
  return CLEARABLE.some((name) => words.has(name));
}

/** "overdue,due_today" → ["overdue", "due_today"] */
export function listOf(words: URLSearchParams, name: string): string[] {
  return (words.get(name) ?? "").split(",").filter(Boolean);
}
