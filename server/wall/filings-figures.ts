import { addDays, daysBetween, startOfDayMs } from "../../shared/calendar/local-date.ts";
import type { WallCoverage, WallFilings } from "../../shared/protocol/wall.ts";
import { deadlineTitle } from "../../shared/rules/deadlines/deadline-words.ts";
import type { DayRow, DueRow, RunningRow, WorstRow } from "./filings-queries.ts";

export const TREND_DAYS = 90;
const COVERAGE_DAYS = 30;
const DAY_MS = 86_400_000;

export interface FilingsRows {
  nowMs: number;
  /** Local date of `nowMs`. */
  today: string;
  running: RunningRow;
  plannedToday: number;
  due: DueRow;
  worst: readonly WorstRow[];
  /** The days before today. */
  past: readonly DayRow[];
  todays: DayRow | undefined;
  overdueSpans: readonly { fromMs: number; toMs: number | null }[];
}

/** What the wall shows of sessions, filings and supervision: one pure function of rows. */
export function buildFilings(rows: FilingsRows): WallFilings {
  const { today, running, due } = rows;
  const days = rows.todays === undefined ? [...rows.past] : [...rows.past, rows.todays];
  const since = addDays(today, 1 - COVERAGE_DAYS);
  return {
    today,
    sessions: { active: running.active, plannedToday: rows.plannedToday, candidatesPresent: running.present, candidatesExpected: running.expected, expectedOfSessions: running.expectedOf },
    filings: { ...due, worst: rows.worst.map((row) => worstView(row, today)) },
    coverageToday: sumCoverage(days.filter(({ day }) => day === today)),
    coverage30Days: sumCoverage(days.filter(({ day }) => day >= since)),
    days: trend(rows, days),
  };
}

function worstView({ key, orgId, orgName, ruleId, dueDate }: WorstRow, today: string): WallFilings["filings"]["worst"][number] {
  const title = deadlineTitle(ruleId);
  return { key, orgId, orgName, ruleId, titleZh: title.zh, titleEn: title.en, dueDate, daysOver: daysBetween(dueDate, today) };
}

/** Kinds are counted side by side; a session may stand under several. */
function sumCoverage(days: readonly DayRow[]): WallCoverage {
  const sum = (value: (row: DayRow) => number) => days.reduce((total, row) => total + value(row), 0);
  return {
    sessions: sum(({ sessions }) => sessions),
    onSiteInternalWhole: sum(({ onSiteInternalWhole }) => onSiteInternalWhole),
    onSiteInternalPart: sum(({ onSiteInternalPart }) => onSiteInternalPart),
    remoteInternal: sum(({ remoteInternal }) => remoteInternal),
    onSiteExternal: sum(({ onSiteExternal }) => onSiteExternal),
    remoteExternal: sum(({ remoteExternal }) => remoteExternal),
    none: sum(({ none }) => none),
  };
}

function trend({ nowMs, today, overdueSpans, due }: FilingsRows, days: readonly DayRow[]): WallFilings["days"] {
  const byDay = new Map(days.map((row) => [row.day, row]));
  return Array.from({ length: TREND_DAYS }, (_, index) => {
    const date = addDays(today, index + 1 - TREND_DAYS);
    const row = byDay.get(date);
    const endMs = Math.min(startOfDayMs(date) + DAY_MS, nowMs);
    const overdue = date === today ? due.overdue : overdueSpans.filter(({ fromMs, toMs }) => fromMs < endMs && (toMs === null || toMs >= endMs)).length;
    return {
      date,
      overdue,
      sessions: row?.sessions ?? 0,
      onSiteInternalShare: row === undefined ? null : row.onSiteInternalWhole / row.sessions,
      remoteExternalShare: row === undefined ? null : row.remoteExternal / row.sessions,
    };
  });
}
