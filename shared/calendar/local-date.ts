/**
 * Calendar dates of Asia/Shanghai as `YYYY-MM-DD` strings (convention T1):
 * instants are stored in UTC, but what is owed is compared by local date.
 * The zone has been UTC+8 without summer time since 1992, so the arithmetic
 * here needs no time-zone database and gives the same answer whatever zone
 * the process runs in.
 */
export type LocalDate = string & { readonly brand?: "LocalDate" };

const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export class DateInputError extends Error {
  override name = "DateInputError";
}

/** Checks that text is a real calendar date. @throws DateInputError for `2026-02-30`, `2026-2-3`, … */
export function localDate(text: string): LocalDate {
  const parts = PATTERN.exec(text);
  const dayMs = parts === null ? Number.NaN : Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== text) {
    throw new DateInputError(`expected a calendar date such as "2026-03-16", got ${JSON.stringify(text)}`);
  }
  return text;
}

/** The Shanghai date on which an instant falls. `at` must carry its zone: "2026-09-17T16:00:30Z". */
export function localDateOf(at: string): LocalDate {
  return fromDayMs(Math.floor((instantMs(at) + SHANGHAI_OFFSET_MS) / DAY_MS) * DAY_MS);
}

/** The Shanghai date of an instant given as UTC ms. */
export function localDateOfMs(atMs: number): LocalDate {
  return fromDayMs(Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS) * DAY_MS);
}

/** Minutes after 00:00 in Shanghai at an instant, with fractions. */
export function localMinutesOf(at: string): number {
  const localMs = instantMs(at) + SHANGHAI_OFFSET_MS;
  return (localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / 60_000;
}

/** The instant at which a Shanghai date begins, as UTC ISO text. */
export function startOfDay(date: LocalDate): string {
  return new Date(toDayMs(date) - SHANGHAI_OFFSET_MS).toISOString();
}

/** The instant at which a Shanghai date begins, as UTC ms. */
export function startOfDayMs(date: LocalDate): number {
  return toDayMs(date) - SHANGHAI_OFFSET_MS;
}

/** @throws DateInputError if the zone is missing: a time without a zone is an accident, not an instant */
export function instantMs(at: string): number {
  const ms = INSTANT.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new DateInputError(`expected an instant with its zone such as "2026-09-17T23:59:00+08:00", got ${JSON.stringify(at)}`);
  }
  localDate(at.slice(0, 10));
  return ms;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromDayMs(toDayMs(date) + days * DAY_MS);
}

export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (toDayMs(to) - toDayMs(from)) / DAY_MS;
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(date: LocalDate): number {
  return new Date(toDayMs(date)).getUTCDay();
}

export function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4));
}

/**
 * The corresponding day N years later, or the last day of that month where there is none (T6; Civil Code art. 202):
 * 2024-02-29 + 2 = 2026-02-28.
 */
export function addYears(date: LocalDate, years: number): LocalDate {
  const year = yearOf(date) + years;
  const month = Number(date.slice(5, 7));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(Number(date.slice(8, 10)), lastDay);
  return `${String(year).padStart(4, "0")}-${date.slice(5, 7)}-${String(day).padStart(2, "0")}`;
}

// Rules convert the same few thousand days millions of times, and Date's own parsing and printing took a third of their time.
const KEPT_DAYS = 100_000;
const msOfDay = new Map<LocalDate, number>();
const dayOfMs = new Map<number, LocalDate>();

function toDayMs(date: LocalDate): number {
  return kept(msOfDay, date, () => Date.parse(`${date}T00:00:00Z`));
}

function fromDayMs(dayMs: number): LocalDate {
  return kept(dayOfMs, dayMs, () => new Date(dayMs).toISOString().slice(0, 10));
}

function kept<Key, Value>(known: Map<Key, Value>, key: Key, convert: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= KEPT_DAYS) known.clear();
  const value = convert();
  known.set(key, value);
  return value;
}
