import { createHash } from "node:crypto";
import ical, { ICalCalendarMethod } from "ical-generator";
import { addDays } from "../../../shared/calendar/local-date.ts";
import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import { STATE_WORDS } from "../../../shared/rules/obligation-state.ts";

/** What is due, as whole days of a calendar. */
export interface DueDates {
  label: string;
  rows: readonly ObligationRow[];
  /** Ledger entry that last spoke of each key. */
  entries: ReadonlyMap<string, number>;
  askedAtMs: number;
}

const REFRESH_S = 3600;

/** iCalendar (RFC 5545): the same duty keeps its UID, and its SEQUENCE grows when its date changes, so that calendars move it and do not double it. */
export function dueDatesIcs({ label, rows, entries, askedAtMs }: DueDates): string {
  const calendar = ical({ name: label, method: ICalCalendarMethod.PUBLISH, prodId: "//mingjian//due dates//ZH", ttl: REFRESH_S });
  for (const { key, dueDate, title, orgName, orgId, rule, state, subject, provisional } of rows) {
    if (dueDate === null) continue;
    calendar.createEvent({
      id: `${createHash("sha256").update(key).digest("hex").slice(0, 32)}@mingjian`,
      sequence: entries.get(key) ?? 0,
      stamp: new Date(askedAtMs),
      start: utcMidnight(dueDate),
      end: utcMidnight(addDays(dueDate, 1)),
      allDay: true,
      summary: `${title.zh} · ${orgName ?? orgId ?? ""}${provisional ? "（暂定）" : ""}`,
      description: `${STATE_WORDS[state].zh} · ${subject.kind} ${subject.id} · ${rule.ruleId} ${rule.sources.join(" ")}`,
    });
  }
  return calendar.toString();
}

/** Without a zone of its own the library writes whole days by UTC, whatever zone the process runs in. */
function utcMidnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
