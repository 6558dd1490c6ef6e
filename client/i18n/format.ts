import type { Messages } from "./zh.ts";

/** Everything a person reads is Asia/Shanghai time, which has had no daylight saving since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3600 * 1000;

function shanghai(atUs: number): Date {
  return new Date(atUs / 1000 + SHANGHAI_OFFSET_MS);
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "09:42:17" */
export function clockTime(atUs: number): string {
  const date = shanghai(atUs);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** "2026-11-21 周六" */
export function longDate(atUs: number, t: Messages): string {
  const date = shanghai(atUs);
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day} ${t.weekdays[date.getUTCDay()] ?? ""}`;
}

/** "06:12" up to an hour, then "1:06:12", then days. */
export function duration(seconds: number, t: Messages): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  if (hours >= 48) return t.days((whole / 86_400).toFixed(1));
  const tail = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** "3 秒", "12 分钟": how old a number is. */
export function age(ms: number, t: Messages): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return t.seconds(String(seconds));
  if (seconds < 6000) return t.minutes(String(Math.round(seconds / 60)));
  return seconds < 172_800 ? t.hours((seconds / 3600).toFixed(1)) : t.days(String(Math.round(seconds / 86_400)));
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

/** Decimal units as disks are sold: "1.24 TB". */
export function bytes(count: number | null, t: Messages): string {
  if (count === null) return t.unknown;
  const power = count < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return `${value.toFixed(value < 10 && power > 0 ? 2 : value < 100 && power > 0 ? 1 : 0)} ${BYTE_UNITS[power]}`;
}

/** Never rounds up to 100: "99.99" while anything is missing. */
export function percent(part: number, whole: number, t: Messages): string {
  if (whole <= 0) return t.unknown;
  const share = (part / whole) * 100;
  return (part < whole ? Math.min(99.99, Math.floor(share * 100) / 100) : 100).toFixed(2);
}
