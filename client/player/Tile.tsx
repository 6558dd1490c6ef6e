import { useRef } from "react";
import { clockTime, duration } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import type { Messages } from "../i18n/zh.ts";
import { useTile, type TileView } from "./use-tile.ts";
import "./tile.css";

interface TileProps {
  cameraId: string;
  name: string;
  place: string;
  enlarged: boolean;
  covered: boolean;
  onEnlarge: () => void;
}

/** One camera's picture with its state in words. */
export function Tile({ cameraId, name, place, enlarged, covered, onEnlarge }: TileProps) {
  const { t } = useLocale();
  const holder = useRef<HTMLDivElement>(null);
  const view = useTile(holder, { cameraId, enlarged, covered });
  const kind = view?.condition.kind ?? "connecting";
  const className = `tile tile-${kind}${enlarged ? " tile-enlarged" : ""}${view?.stale === true ? " tile-stale" : ""}`;
  return (
    <button type="button" className={className} data-camera={cameraId} data-condition={kind} onClick={onEnlarge} aria-label={enlarged ? t.tile.back : t.tile.enlarge(`${place} ${name}`)}>
      <div className="tile-picture" ref={holder} />
      <TileMessage view={view} t={t} />
      <div className="tile-caption">
        <span className="tile-name">
          <span className="tile-place">{place}</span> {name}
        </span>
        <TileState view={view} t={t} />
      </div>
    </button>
  );
}

/** Over the picture, when there is none or it is old. */
function TileMessage({ view, t }: { view: TileView | null; t: Messages }) {
  const text = view === null ? null : messageOf(view, t);
  if (text === null) return null;
  return <div className="tile-message">{text}</div>;
}

function messageOf({ condition, stale, stats }: TileView, t: Messages): string | null {
  if (condition.kind === "unsupported") return t.tile.unsupported(condition.codecs);
  if (condition.kind === "forbidden" || condition.kind === "refused") return condition.message;
  if (condition.kind === "offline" && !condition.ever) return t.tile.neverConnected;
  if (stale && stats.lastFrameUs !== null) return t.tile.noPictureSince(clockTime(stats.lastFrameUs));
  if (condition.kind === "connecting") return t.tile.conditions.connecting;
  return null;
}

function TileState({ view, t }: { view: TileView | null; t: Messages }) {
  if (view === null) return <span className="tile-state">{t.tile.conditions.connecting}</span>;
  const { condition, stats } = view;
  const wrong = condition.kind !== "live" && condition.kind !== "catching-up" && condition.kind !== "connecting" && condition.kind !== "idle";
  return (
    <span className="tile-state">
      {stats.droppedByServer > 0 && <span className="tile-aside">{t.tile.dropped(stats.droppedByServer)}</span>}
      {stats.latencyMs !== null && !wrong && <span className="tile-aside">{latencyOf(stats.latencyMs, stats.targetMs, t)}</span>}
      <span className={wrong ? "tile-word tile-wrong" : "tile-word"}>
        {wrong && <span aria-hidden="true">▲ </span>}
        {wordOf(view, t)}
      </span>
    </span>
  );
}

function latencyOf(latencyMs: number, targetMs: number, t: Messages): string {
  return t.tile.latency((latencyMs / 1000).toFixed(2), (targetMs / 1000).toFixed(2));
}

function wordOf({ condition, stats }: TileView, t: Messages): string {
  if (condition.kind === "no-frames" && condition.sinceMs !== null) return t.tile.noFramesFor(duration(condition.sinceMs / 1000, t));
  if (stats.degraded && condition.kind === "live") return t.tile.degraded;
  return t.tile.conditions[condition.kind];
}
