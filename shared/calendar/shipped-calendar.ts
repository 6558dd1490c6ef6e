import schedule2025 from "./years/2025.json" with { type: "json" };
import schedule2026 from "./years/2026.json" with { type: "json" };
import { WorkCalendar, YearSchedule } from "./work-calendar.ts";

/** The schedules that come with this release; an authority adds later years as data. */
export const SHIPPED_SCHEDULES = [schedule2025, schedule2026].map((schedule) => YearSchedule.parse(schedule));

export const shippedCalendar = new WorkCalendar(SHIPPED_SCHEDULES);
