import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { EventData, EventType } from "../../../shared/events/event-catalog.ts";
import type { LocalDate } from "../../../shared/calendar/local-date.ts";
import { workdaysAfter, workdaysBefore } from "../../../shared/calendar/count-days.ts";
import { shippedCalendar } from "../../../shared/calendar/shipped-calendar.ts";

export const HISTORY_SOURCE = "demo-city";
const EVENTS_PER_CHAPTER = 2_000;

/**
 * Collects the events of one chapter (an evaluator's founding, one batch).
 * Numbers depend only on the chapter and the order in which it is told, so
 * that the same story told on another day sends the same events again (P9).
 */
export class Story {
  readonly events: CloudEvent[] = [];
  readonly #chapter: number;

  /** @param chapter unique; it holds at most 2,000 events */
  constructor(chapter: number) {
    this.#chapter = chapter;
  }

  /** @param time "09:00", in Asia/Shanghai */
  tell<T extends EventType>(type: T, day: LocalDate, time: string, data: EventData<T>): void {
    this.tellAt(type, `${day}T${time}:00+08:00`, data);
  }

  /** @param moment ISO text with its offset */
  tellAt<T extends EventType>(type: T, moment: string, data: EventData<T>): void {
    const sequence = this.#chapter * EVENTS_PER_CHAPTER + this.events.length + 1;
    this.events.push({ specversion: "1.0", id: `e${sequence}`, source: HISTORY_SOURCE, type, time: moment, sequence, data: { ...data } });
  }
}

const calendar = shippedCalendar;

/** The working day `count` working days after (before, if negative) a day; the day itself is not counted. */
export function workday(day: LocalDate, count: number): LocalDate {
  if (count === 0) return day;
  return count > 0 ? workdaysAfter(calendar, day, count).date : workdaysBefore(calendar, day, -count).date;
}

/** The day itself if people work on it, else the next working day. */
export function onWorkday(day: LocalDate): LocalDate {
  return calendar.isWorkday(day) ? day : workdaysAfter(calendar, day, 1).date;
}

/** A number from 0 to `below` − 1 that depends only on the words. FNV-1a. */
export function pick(below: number, ...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join("/")) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % below;
}
