import { clockTime, duration } from "../i18n/format.ts";
import { nameIn, useLocale } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import type { Snapshot } from "./apply-delta.ts";
import { FittingList } from "./FittingList.tsx";
import { cameraNames, type CameraInRoom } from "./room-facts.ts";

type Gap = Snapshot["gaps"][number];

/** Gaps with their causes, newest first. */
export function GapsPanel({ snapshot, nowUs, age }: { snapshot: Snapshot | null; nowUs: number | null; age: string }) {
  const { t } = useLocale();
  const names = snapshot === null ? new Map<string, CameraInRoom>() : cameraNames(snapshot);
  const unlisted = snapshot === null ? 0 : Math.max(0, snapshot.gapsTotal - snapshot.gaps.length);
  return (
    <section className="panel panel-gaps">
      <h2>
        {t.wall.gapsPanel} <span className="panel-age">{age}</span>
      </h2>
      {snapshot !== null && snapshot.gaps.length === 0 && <p className="panel-empty">{t.wall.noGaps}</p>}
      {snapshot !== null && snapshot.gaps.length > 0 && (
        <FittingList
          rows={snapshot.gaps.map((gap) => ({
            key: `${gap.cameraId} ${gap.startUs} ${gap.cause}`,
            content: <GapRow gap={gap} where={names.get(gap.cameraId)} nowUs={nowUs} />,
          }))}
          more={(count) => t.wall.more(count + unlisted)}
        />
      )}
    </section>
  );
}

function GapRow({ gap, where, nowUs }: { gap: Gap; where: CameraInRoom | undefined; nowUs: number | null }) {
  const { language, t } = useLocale();
  const endUs = gap.open && nowUs !== null ? Math.max(nowUs, gap.endUs) : gap.endUs;
  return (
    <>
      <span className="row-mark">{gap.open && <AlarmMark level={2} />}</span>
      <span className="row-name">
        <span className="row-place">{where === undefined ? "" : nameIn(language, where.room)}</span>
        <span className="row-thing">{where === undefined ? gap.cameraId : nameIn(language, where.camera)}</span>
      </span>
      <span className="row-fact">
        {clockTime(gap.startUs)} · {duration((endUs - gap.startUs) / 1e6, t)}
      </span>
      <span className={gap.open ? "row-state row-wrong" : "row-state"}>
        {t.gapCauses[gap.cause]} {gap.open ? t.wall.gapOpen : ""}
      </span>
    </>
  );
}
