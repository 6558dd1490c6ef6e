import type { ReactNode } from "react";
import { duration, percent } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import type { Messages } from "../i18n/zh.ts";
import type { Snapshot } from "./apply-delta.ts";
import { AlarmMark, type AlarmLevel } from "../theme/AlarmMark.tsx";
import { countRooms, isUp } from "./room-facts.ts";
import type { WallFilingsFacts } from "./wall-types.ts";

interface Figure {
  label: string;
  value: string;
  /** Set smaller: the base or the unit. */
  base: string;
  facts: ReactNode;
  level: AlarmLevel | null;
  /** From the ledger, which is computed apart from the footage. */
  ofLedger: boolean;
}

/** Six numbers, each with its unit, base and age; unknown is "—", never 0. Footage and ledger have ages of their own. */
export function Kpis({ snapshot, age, filingsAge }: { snapshot: Snapshot | null; age: string; filingsAge: string }) {
  const { t } = useLocale();
  const figures = snapshot === null ? emptyFigures(t) : figuresOf(snapshot, t);
  return (
    <section className="kpis" aria-label={t.wall.title}>
      {figures.map((figure) => (
        <div className="kpi" key={figure.label} data-kpi={figure.label}>
          <div className="kpi-label">
            <span>{figure.label}</span>
            <span className="kpi-age">{figure.ofLedger ? filingsAge : age}</span>
          </div>
          <div className="kpi-value">
            {figure.level !== null && <AlarmMark level={figure.level} />}
            <span>{figure.value}</span>
            <span className="kpi-base">{figure.base}</span>
          </div>
          <div className="kpi-facts">{figure.facts}</div>
        </div>
      ))}
    </section>
  );
}

function emptyFigures(t: Messages): Figure[] {
  return [
    ...ledgerFigures(null, t).slice(0, 2),
    ...[t.wall.camerasOnline, t.wall.completenessShort].map((label) => ({ label, value: t.unknown, base: "", facts: t.wall.loading, level: null, ofLedger: false })),
    ...ledgerFigures(null, t).slice(2),
  ];
}

function figuresOf(snapshot: Snapshot, t: Messages): Figure[] {
  const [active, candidates, overdue, coverage] = ledgerFigures(snapshot.filings, t);
  return [active, candidates, camerasFigure(snapshot, t), completenessFigure(snapshot, t), overdue, coverage].filter((figure) => figure !== undefined);
}

/** Sessions, candidates, overdue filings and supervision; "—" until the rules have spoken. */
function ledgerFigures(filings: WallFilingsFacts | null, t: Messages): Figure[] {
  const { unknown, wall } = t;
  const unread = { value: unknown, base: "", facts: wall.filingsUnknown, level: null, ofLedger: true };
  if (filings === null) return [wall.activeSessions, wall.candidates, wall.overdue, wall.coverageShort].map((label) => ({ label, ...unread }));
  const { sessions, filings: owed, coverageToday: coverage } = filings;
  return [
    { ...unread, label: wall.activeSessions, value: String(sessions.active), base: wall.ofToday(sessions.plannedToday), facts: wall.coverageNone(coverage.none) },
    {
      ...unread,
      label: wall.candidates,
      value: String(sessions.candidatesPresent),
      base: `/ ${sessions.candidatesExpected ?? unknown}`,
      facts: sessions.expectedOfSessions < sessions.active ? wall.expectedOf(sessions.expectedOfSessions, sessions.active) : wall.expectedAll,
    },
    { ...unread, label: wall.overdue, value: String(owed.overdue), base: owed.authorityOverdue > 0 ? wall.authorityOverdue(owed.authorityOverdue) : "", facts: wall.dueSummary(owed.dueToday, owed.dueSoon), level: owed.overdue > 0 ? 1 : null },
    { ...unread, label: wall.coverageShort, value: String(coverage.onSiteInternalWhole), base: `/ ${wall.sessionsToday(coverage.sessions)}`, facts: wall.coverageSummary(coverage.remoteExternal, coverage.onSiteExternal) },
  ];
}

function camerasFigure({ rooms }: Snapshot, t: Messages): Figure {
  const cameras = rooms.flatMap((room) => room.cameras);
  const counts = countRooms(rooms);
  const up = cameras.filter(isUp).length;
  const missing = rooms.filter((room) => room.state !== "idle").some((room) => !room.cameras.every(isUp));
  return {
    label: t.wall.camerasOnline,
    value: String(up),
    base: `/ ${cameras.length}`,
    facts: t.wall.camerasSummary(cameras.length - up, counts.lost, counts.late),
    level: counts.lost > 0 ? 1 : missing ? 2 : null,
    ofLedger: false,
  };
}

function completenessFigure({ completeness: kept, gaps }: Snapshot, t: Messages): Figure {
  const windowHours = (kept.windowToUs - kept.windowFromUs) / 3.6e9;
  const window = windowHours < 1 ? t.minutes(String(Math.max(1, Math.round(windowHours * 60)))) : t.hours(String(Math.round(windowHours)));
  const share = percent(kept.storedSeconds, kept.expectedSeconds, t);
  return {
    label: t.wall.completeness(window),
    value: share,
    base: share === t.unknown ? "" : "%",
    facts: t.wall.gapsSummary(kept.gapCount, duration(kept.longestGapSeconds, t)),
    level: gaps.some((gap) => gap.open) ? 2 : null,
    ofLedger: false,
  };
}
