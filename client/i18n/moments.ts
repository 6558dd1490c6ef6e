import { localDate, localDateOfMs, weekday } from "../../shared/calendar/local-date.ts";
import { clockTime } from "./format.ts";
import type { Messages } from "./zh.ts";

/** "11-21 周六"; with its year where that is not the one of `nowMs`. */
export function dayWords(date: string, nowMs: number, t: Messages): string {
  const day = localDate(date);
  const sameYear = day.slice(0, 4) === localDateOfMs(nowMs).slice(0, 4);
  return `${sameYear ? day.slice(5) : day} ${t.weekdays[weekday(day)] ?? ""}`;
}

/** "11-21 09:42", with its year where that is another. */
export function momentWords(atMs: number, nowMs: number): string {
  const day = localDateOfMs(atMs);
  const sameYear = day.slice(0, 4) === localDateOfMs(nowMs).slice(0, 4);
  return `${sameYear ? day.slice(5) : day} ${clockTime(atMs * 1000).slice(0, 5)}`;
}

/** "17:30" of minutes after midnight. */
export function minutesWords(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
