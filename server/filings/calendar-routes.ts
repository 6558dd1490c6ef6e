import { z } from "zod";
import { addDays, weekday, type LocalDate } from "../../shared/calendar/local-date.ts";
import { statutoryHolidays } from "../../shared/calendar/statutory-days.ts";
import { Day } from "../../shared/events/fields.ts";
import { commonFacts } from "../../shared/node/database/fact-queries.ts";
import { CalendarQuery, CalendarYear, DayBody, YearBody, type CalendarDay } from "../../shared/protocol/filings/work-calendar.ts";
import { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import { calendarOf, calendarPartsOf, type CalendarParts } from "../../shared/records/calendar-of-facts.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { nameOf, sayAsPerson } from "./said-by-person.ts";

const read = { capability: "filings.read" } as const;
const write = { capability: "filings.write" } as const;

/** The working calendar: shipped years, loaded years, days corrected by hand. Changes are events of the ledger. */
export function calendarRoutes(app: HttpApp, parts: FilingsParts): void {
  app.get("/api/v1/calendar", { config: read, schema: { querystring: CalendarQuery, response: { 200: CalendarYear } } }, async ({ query: { year } }) => {
    const calendar = calendarPartsOf(await commonFacts(parts.db));
    return { age: await readAge(parts.db, askedMs(parts)), ...yearOf(calendar, year) };
  });

  app.put("/api/v1/calendar/days/:date", { config: write, schema: { params: z.object({ date: Day }), body: DayBody, response: { 200: LedgerReceipt } } }, (request) => {
    const { workday, source } = request.body;
    return sayAsPerson(parts, "calendar.corrected", { date: request.params.date, workday, source: `${source} (${nameOf(request.principal)})` });
  });

  const yearParams = z.object({ year: CalendarQuery.shape.year });
  app.put("/api/v1/calendar/years/:year", { config: write, schema: { params: yearParams, body: YearBody, response: { 200: LedgerReceipt } } }, (request) => {
    const { holidays, makeupWorkdays, source } = request.body;
    const { year } = request.params;
    const foreign = [...holidays, ...makeupWorkdays].find((day) => !day.startsWith(String(year)));
    if (foreign !== undefined) throw new ApiError("bad-request", `expected days of ${year} only, got ${foreign}; put it into its own year`);
    return sayAsPerson(parts, "calendar.year_loaded", { year, holidays, makeupWorkdays, source: `${source} (${nameOf(request.principal)})` });
  });
}

function yearOf(parts: CalendarParts, year: number): Omit<CalendarYear, "age"> {
  const calendar = calendarOf(parts);
  const schedule = parts.schedules.find((each) => each.year === year);
  const corrections = parts.corrections.filter(({ date }) => date.startsWith(String(year)));
  const corrected = new Set<string>(corrections.map(({ date }) => date));
  const statutory = schedule === undefined ? statutoryHolidays(year) : new Set<LocalDate>();
  const days: CalendarYear["days"] = [];
  for (let date: LocalDate = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    const why = corrected.has(date) ? "corrected" : reason(date, { holidays: schedule?.holidays ?? [], makeups: schedule?.makeupWorkdays ?? [], statutory });
    days.push({ date, workday: calendar.isWorkday(date), why });
  }
  return { year, loaded: schedule !== undefined, source: schedule?.source ?? null, days, corrections, workdayCount: days.filter(({ workday }) => workday).length };
}

interface Marked {
  holidays: readonly string[];
  makeups: readonly string[];
  statutory: ReadonlySet<LocalDate>;
}

function reason(date: LocalDate, { holidays, makeups, statutory }: Marked): z.infer<typeof CalendarDay>["why"] {
  if (holidays.includes(date)) return "holiday";
  if (makeups.includes(date)) return "makeup";
  if (statutory.has(date)) return "statutory";
  return weekday(date) === 0 || weekday(date) === 6 ? "weekend" : "weekday";
}
