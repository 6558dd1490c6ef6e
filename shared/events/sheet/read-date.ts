import { localDate } from "../../calendar/local-date.ts";

const DAY = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?$/;
const TIME = /^(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?)?秒?分?$/;
const WITH_OFFSET = /T.*(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar (its day 60 never was, which matters only before March 1900). */
const SERIAL_ZERO_MS = Date.UTC(1899, 11, 30);
/** 1954 to 2119: other numbers in a column of days are something else. */
const SERIALS = { min: 20_000, max: 80_000 };

/** A day as people and spreadsheets write it, as "2026-03-16"; null if it is none. */
export function readDay(cell: string | number | boolean | Date): string | null {
  if (typeof cell === "string") return writtenDay(cell.normalize("NFKC").trim());
  const shown = shownParts(cell);
  return shown === null ? null : checkedDay(shown.slice(0, 10));
}

/** A moment; without an offset it is Beijing time, and a day alone is its beginning. */
export function readMoment(cell: string | number | boolean | Date): string | null {
  if (typeof cell === "string") return writtenMoment(cell.normalize("NFKC").trim());
  const shown = shownParts(cell);
  return shown === null || checkedDay(shown.slice(0, 10)) === null ? null : `${shown}+08:00`;
}

function writtenMoment(text: string): string | null {
  // what has an offset is left to the schema
  if (WITH_OFFSET.test(text)) return text;
  const [dayText = "", timeText = "0:00"] = text.split(/\s+|T/, 2);
  const day = writtenDay(dayText);
  const time = TIME.exec(timeText);
  if (day === null || time === null) return null;
  const [hour, minute, second] = [time[1], time[2], time[3] ?? "0"].map((part) => Number(part));
  if (hour === undefined || minute === undefined || second === undefined || hour > 23 || minute > 59 || second > 59) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day}T${two(hour)}:${two(minute)}:${two(second)}+08:00`;
}

function writtenDay(text: string): string | null {
  const [, year = "", month = "", day = ""] = DAY.exec(text) ?? [];
  return checkedDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}

function checkedDay(text: string): string | null {
  try {
    return localDate(text);
  } catch {
    return null;
  }
}

/** What the sheet shows, "2026-03-16T09:00:00"; sheets count in fractions of days, so that a full second may miss by a hair. */
function shownParts(cell: number | boolean | Date): string | null {
  if (typeof cell === "boolean") return null;
  if (typeof cell === "number" && (cell < SERIALS.min || cell > SERIALS.max)) return null;
  const shownMs = typeof cell === "number" ? SERIAL_ZERO_MS + cell * DAY_MS : cell.getTime();
  return Number.isNaN(shownMs) ? null : new Date(Math.round(shownMs / 1000) * 1000).toISOString().slice(0, 19);
}
