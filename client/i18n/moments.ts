import { localDate, localDateOfMs, weekday } from "../../shared/calendar/local-date.ts";
import { clockTime } from "./format.ts";
import type { Messages } from "./zh.ts";

/** "11-21 周六"; with its year where that is not the one of `nowMs`. */
export function dayWords(date: string, nowMs: number, t: Messages): string {
  return `${shortDay(date, nowMs)} ${t.weekdays[weekday(localDate(date))] ?? ""}`;
}

/** "11-21"; with its year where that is another. */
export function shortDay(date: string, nowMs: number): string {
  return date.slice(0, 4) === localDateOfMs(nowMs).slice(0, 4) ? date.slice(5) : date;
}

/** "11-21 09:42", with its year where that is another. */
export function momentWords(atMs: number, nowMs: number): string {
  return `${shortDay(localDateOfMs(atMs), nowMs)} ${clockTime(atMs * 1000).slice(0, 5)}`;
}

/** "17:30" of minutes after midnight. */
export function minutesWords(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
