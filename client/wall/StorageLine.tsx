import { bytes, duration } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import { AlarmMark, type AlarmLevel } from "../theme/AlarmMark.tsx";
import type { StorageFacts } from "./wall-types.ts";

const DAYS_SOON = 30;
const DAYS_URGENT = 7;
const LAG_LATE_SECONDS = 600;

/** Whether what comes in can be kept: days of storage left, and what waits for the archive. */
export function StorageLine({ storage, age }: { storage: StorageFacts | null; age: string }) {
  const { t } = useLocale();
  if (storage === null) return <p className="storage-line">{t.unknown}</p>;
  const { daysLeft, archiveLagSeconds: lag } = storage;
  const room: AlarmLevel | null = daysLeft === null || daysLeft >= DAYS_SOON ? null : daysLeft < DAYS_URGENT ? 1 : 2;
  const late: AlarmLevel | null = lag !== null && lag > LAG_LATE_SECONDS ? 2 : null;
  return (
    <p className="storage-line">
      <span className={room === null ? "" : "row-wrong"}>
        {room !== null && <AlarmMark level={room} />} {t.wall.storageLeft} {daysLeft === null ? t.unknown : t.days(String(Math.floor(daysLeft)))} · {t.wall.storageFree(bytes(storage.freeBytes, t))}
      </span>
      <span className={late === null ? "" : "row-wrong"}>
        {late !== null && <AlarmMark level={late} />} {t.wall.archiveLag} {lag === null ? t.wall.archiveNone : duration(lag, t)}
      </span>
      <span className="panel-age">{age}</span>
    </p>
  );
}
