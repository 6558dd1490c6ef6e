import { duration } from "../i18n/format.ts";
import { nameIn, useLocale } from "../i18n/language.ts";
import { AlarmMark, type AlarmLevel } from "../theme/AlarmMark.tsx";
import type { Snapshot } from "./apply-delta.ts";
import { FittingList } from "./FittingList.tsx";
import { isUp, lastFrameUs, roomsByUrgency, type RoomState } from "./room-facts.ts";
import type { WallRoom } from "./wall-types.ts";

const LEVELS: Readonly<Record<RoomState, AlarmLevel | null>> = { lost: 1, late: 3, live: null, idle: null };

/** Rooms, what is wrong first. */
export function RoomsPanel({ snapshot, nowUs, age }: { snapshot: Snapshot | null; nowUs: number | null; age: string }) {
  const { t } = useLocale();
  return (
    <section className="panel">
      <h2>
        {t.wall.roomsPanel} <span className="panel-age">{age}</span>
      </h2>
      {snapshot !== null && snapshot.rooms.length === 0 && <p className="panel-empty">{t.wall.noRooms}</p>}
      {snapshot !== null && snapshot.rooms.length > 0 && (
        <FittingList
          rows={roomsByUrgency(snapshot.rooms).map((room) => ({
            key: room.id,
            content: <RoomRow room={room} snapshot={snapshot} nowUs={nowUs} />,
          }))}
          more={t.wall.more}
        />
      )}
    </section>
  );
}

function RoomRow({ room, snapshot, nowUs }: { room: WallRoom; snapshot: Snapshot; nowUs: number | null }) {
  const { language, t } = useLocale();
  const evaluator = snapshot.evaluators.find(({ id }) => id === room.evaluatorId);
  const level = LEVELS[room.state];
  const lastUs = lastFrameUs(room);
  const quiet = room.state === "lost" && lastUs !== null && nowUs !== null ? t.wall.since(duration((nowUs - lastUs) / 1e6, t)) : "";
  return (
    <>
      <span className="row-mark">{level !== null && <AlarmMark level={level} />}</span>
      <span className="row-name">
        <span className="row-place">{evaluator === undefined ? "" : nameIn(language, evaluator)}</span>
        <span className="row-thing">{nameIn(language, room)}</span>
      </span>
      <span className="row-fact">{t.wall.camerasUp(room.cameras.filter(isUp).length, room.cameras.length)}</span>
      <span className={level === null ? "row-state" : "row-state row-wrong"}>
        {t.roomStates[room.state]} {quiet}
      </span>
    </>
  );
}
