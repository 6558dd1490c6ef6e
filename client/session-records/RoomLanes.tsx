import type { SessionRecord } from "../../shared/protocol/filings/session-records.ts";
import { clockTime, duration } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import { laneOfRoom, type LaneSpan } from "./room-lane.ts";

/** A lane per room: grey where there was a picture, hatched with the cause where there was none. */
export function RoomLanes({ session, fromMs, toMs }: { session: SessionRecord; fromMs: number; toMs: number }) {
  const w = useDeskWords();
  if (session.rooms.length === 0) return <p className="quiet">{w.records.noRooms}</p>;
  return (
    <ul className="lanes">
      {session.rooms.map((room) => {
        const spans = laneOfRoom(session.timeline, room.roomId, fromMs, toMs);
        const known = spans.some(({ kind }) => kind !== "unknown");
        return (
          <li key={room.roomId}>
            <span className="lane-name">{room.name ?? room.roomId}</span>
            <span className="quiet">{room.liveMinutes === null || room.sessionMinutes === null ? w.records.noWord : w.records.live(String(Math.round(room.liveMinutes)), String(Math.round(room.sessionMinutes)))}</span>
            <div className="lane" role="img" aria-label={spans.map((span) => spanWords(span, w)).join("; ")}>
              {spans.map((span) => (
                <span key={span.fromMs} className={`lane-span lane-${span.kind}`} style={{ flexGrow: span.toMs - span.fromMs }} title={spanWords(span, w)} />
              ))}
            </div>
            {known && <GapLines spans={spans} />}
          </li>
        );
      })}
    </ul>
  );
}

function GapLines({ spans }: { spans: readonly LaneSpan[] }) {
  const { t } = useLocale();
  const w = useDeskWords();
  return (
    <span className="lane-gaps">
      {spans
        .filter(({ kind }) => kind === "gap")
        .map((span) => (
          <span key={span.fromMs}>
            {w.records.gapCause(time(span.fromMs), time(span.toMs), causeWords(span, t.gapCauses, w))} ({duration((span.toMs - span.fromMs) / 1000, t)})
          </span>
        ))}
    </span>
  );
}

function spanWords(span: LaneSpan, w: DeskWords): string {
  const words = { live: w.records.recorded, gap: w.records.gap, unknown: w.records.unknownSpan }[span.kind];
  return w.records.gapCause(time(span.fromMs), time(span.toMs), words);
}

function causeWords({ cause }: LaneSpan, known: Readonly<Record<string, string>>, w: DeskWords): string {
  return cause === null ? w.records.noCause : (known[cause] ?? cause);
}

const time = (atMs: number): string => clockTime(atMs * 1000).slice(0, 5);
