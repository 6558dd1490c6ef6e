import { z } from "zod";
import { Day, Text } from "../../events/fields.ts";
import { Age } from "./age.ts";

/** `GET /api/v1/calendar?year=`, `PUT /api/v1/calendar/days/:date`, `PUT /api/v1/calendar/years/:year`, and the ICS feed. */

export const CalendarQuery = z.object({ year: z.coerce.number().int().min(1993, "expected a year from 1993 to 2099").max(2099, "expected a year from 1993 to 2099") });

export const CalendarDay = z.object({
  date: z.string(),
  workday: z.boolean(),
  /** weekday, weekend: as every week; holiday, makeup: the State Council's schedule; statutory: fixed by law, no schedule loaded; corrected: set by hand. */
  why: z.enum(["weekday", "weekend", "holiday", "makeup", "statutory", "corrected"]),
});
export const CalendarYear = z.object({
  age: Age,
  year: z.number().int(),
  /** false: answers that touch this year are provisional (T8). */
  loaded: z.boolean(),
  /** The notice; null where none is loaded. */
  source: z.string().nullable(),
  days: z.array(CalendarDay),
  corrections: z.array(z.object({ date: z.string(), workday: z.boolean(), source: z.string(), atMs: z.number() })),
  workdayCount: z.number().int(),
});
export type CalendarYear = z.infer<typeof CalendarYear>;

export const DayBody = z.object({ workday: z.boolean(), source: Text });
export const YearBody = z.object({ holidays: z.array(Day).max(200), makeupWorkdays: z.array(Day).max(60), source: Text });

/** `POST /api/v1/calendar-feeds` makes one, `DELETE /api/v1/calendar-feeds/:id` ends it. The key is shown once. */
/** `asked`: words of the obligations' query, so that a feed is of an area or of a page's filter. */
export const FeedBody = z.object({ label: Text, orgId: z.string().max(64).nullable().default(null), asked: z.string().max(2000).default("") });
export const FeedMade = z.object({ id: z.string(), url: z.string() });
export const FeedList = z.array(z.object({ id: z.string(), label: z.string(), orgId: z.string().nullable(), asked: z.string(), createdAt: z.string() }));
