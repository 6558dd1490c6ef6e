import type { ReactNode } from "react";
import { bytes, duration, percent } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import type { Messages } from "../i18n/zh.ts";
import type { Snapshot } from "./apply-delta.ts";
import { AlarmMark, type AlarmLevel } from "../theme/AlarmMark.tsx";
import { countRooms, isUp } from "./room-facts.ts";
import type { StorageFacts } from "./wall-types.ts";

interface Figure {
  label: string;
  value: string;
  /** Set smaller: the base or the unit. */
  base: string;
  facts: ReactNode;
  level: AlarmLevel | null;
}

/** Six numbers, each with its unit, base and age; unknown is "—", never 0. */
export function Kpis({ snapshot, age }: { snapshot: Snapshot | null; age: string }) {
  const { t } = useLocale();
  const figures = snapshot === null ? emptyFigures(t) : figuresOf(snapshot, t);
  return (
    <section className="kpis" aria-label={t.wall.title}>
      {figures.map((figure) => (
        <div className="kpi" key={figure.label} data-kpi={figure.label}>
          <div className="kpi-label">
            <span>{figure.label}</span>
            <span className="kpi-age">{age}</span>
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
  const { rooms, camerasOnline, completenessShort, gaps, storageLeft, archiveLag } = t.wall;
  return [rooms, camerasOnline, completenessShort, gaps, storageLeft, archiveLag].map((label) => ({
    label,
    value: t.unknown,
    base: "",
    facts: t.wall.loading,
    level: null,
  }));
}

function figuresOf(snapshot: Snapshot, t: Messages): Figure[] {
  return [roomsFigure(snapshot, t), camerasFigure(snapshot, t), ...completenessFigures(snapshot, t), ...storageFigures(snapshot.storage, t)];
}

function roomsFigure({ rooms }: Snapshot, t: Messages): Figure {
  const counts = countRooms(rooms);
  return {
    label: t.wall.rooms,
    value: String(counts.live + counts.late),
    base: `/ ${rooms.length} ${t.wall.roomsLive}`,
    facts: t.wall.roomsSummary(counts.late, counts.lost, counts.idle),
    level: counts.lost > 0 ? 1 : counts.late > 0 ? 3 : null,
  };
}

function camerasFigure({ rooms }: Snapshot, t: Messages): Figure {
  const cameras = rooms.flatMap((room) => room.cameras);
  const up = cameras.filter(isUp).length;
  const missing = rooms.filter((room) => room.state !== "idle").some((room) => !room.cameras.every(isUp));
  return {
    label: t.wall.camerasOnline,
    value: String(up),
    base: `/ ${cameras.length}`,
    facts: t.wall.camerasSummary(cameras.length - up),
    level: missing ? 2 : null,
  };
}

function completenessFigures({ completeness: kept, gaps }: Snapshot, t: Messages): Figure[] {
  const windowHours = (kept.windowToUs - kept.windowFromUs) / 3.6e9;
  const window = windowHours < 1 ? t.minutes(String(Math.max(1, Math.round(windowHours * 60)))) : t.hours(String(Math.round(windowHours)));
  const share = percent(kept.storedSeconds, kept.expectedSeconds, t);
  const open = gaps.some((gap) => gap.open);
  return [
    {
      label: t.wall.completeness(window),
      value: share,
      base: share === t.unknown ? "" : "%",
      facts: t.wall.completenessSummary(duration(kept.storedSeconds, t), duration(kept.expectedSeconds, t)),
      level: null,
    },
    {
      label: t.wall.gaps,
      value: String(kept.gapCount),
      base: kept.backfilledSeconds > 0 ? t.wall.backfilled(duration(kept.backfilledSeconds, t)) : "",
      facts: t.wall.gapsSummary(duration(kept.longestGapSeconds, t), duration(kept.gapSeconds, t)),
      level: open ? 2 : null,
    },
  ];
}

const DAYS_SOON = 30;
const DAYS_URGENT = 7;
const LAG_LATE_SECONDS = 600;

function storageFigures(storage: StorageFacts, t: Messages): Figure[] {
  const { daysLeft, archiveLagSeconds: lag } = storage;
  return [
    {
      label: t.wall.storageLeft,
      value: daysLeft === null ? t.unknown : String(Math.floor(daysLeft)),
      base: daysLeft === null ? "" : t.days("").trim(),
      facts: t.wall.storageSummary(bytes(storage.archivedBytes, t), bytes(storage.freeBytes, t)),
      level: daysLeft !== null && daysLeft < DAYS_URGENT ? 1 : daysLeft !== null && daysLeft < DAYS_SOON ? 2 : null,
    },
    {
      label: t.wall.archiveLag,
      value: lag === null ? t.wall.archiveNone : duration(lag, t),
      base: "",
      facts: t.wall.archiveSummary(bytes(storage.spoolBytes, t), bytes(storage.spoolLimitBytes, t)),
      level: lag !== null && lag > LAG_LATE_SECONDS ? 2 : null,
    },
  ];
}
