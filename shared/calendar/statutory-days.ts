import { addDays, weekday, type LocalDate } from "./local-date.ts";

/**
 * Public holidays that the law itself fixes (全国年节及纪念日放假办法, State Council
 * decree 795 from 2025; before that, without New Year's Eve and 2 May). They are
 * used only for years whose State Council schedule is not loaded: make-up days
 * are then unknown, and every answer that touches such a year is provisional (T8).
 */
export function statutoryHolidays(year: number): ReadonlySet<LocalDate> {
  const [springFestival, dragonBoat, midAutumn] = lunarHolidays(year);
  const days = [
    `${year}-01-01`,
    springFestival,
    addDays(springFestival, 1),
    addDays(springFestival, 2),
    qingming(year),
    `${year}-05-01`,
    dragonBoat,
    midAutumn,
    `${year}-10-01`,
    `${year}-10-02`,
    `${year}-10-03`,
  ];
  if (year >= 2025) days.push(addDays(springFestival, -1), `${year}-05-02`);
  return new Set(days);
}

/** What is left when the schedule is unknown: Monday to Friday without the statutory days. */
export function isStatutoryWorkday(date: LocalDate, holidays: ReadonlySet<LocalDate>): boolean {
  const day = weekday(date);
  return day !== 0 && day !== 6 && !holidays.has(date);
}

/** Qingming by the usual solar-term formula, right for 2000–2099. */
function qingming(year: number): LocalDate {
  const century = year % 100;
  const day = Math.floor(century * 0.2422 + 4.81) - Math.floor(century / 4);
  return `${year}-04-${String(day).padStart(2, "0")}`;
}

/**
 * Spring Festival, Dragon Boat and Mid-Autumn as published by the Purple Mountain
 * Observatory. Not left to ICU: its new moon of 2027-02-06 (23:56 Beijing time)
 * falls four minutes late and moves the whole holiday by a day.
 */
const PUBLISHED: Readonly<Record<number, readonly [LocalDate, LocalDate, LocalDate]>> = {
  2024: ["2024-02-10", "2024-06-10", "2024-09-17"],
  2025: ["2025-01-29", "2025-05-31", "2025-10-06"],
  2026: ["2026-02-17", "2026-06-19", "2026-09-25"],
  2027: ["2027-02-06", "2027-06-09", "2027-09-15"],
  2028: ["2028-01-26", "2028-05-28", "2028-10-03"],
  2029: ["2029-02-13", "2029-06-16", "2029-09-22"],
  2030: ["2030-02-03", "2030-06-05", "2030-09-12"],
  2031: ["2031-01-23", "2031-06-24", "2031-10-01"],
  2032: ["2032-02-11", "2032-06-12", "2032-09-19"],
  2033: ["2033-01-31", "2033-06-01", "2033-09-08"],
  2034: ["2034-02-19", "2034-06-20", "2034-09-27"],
  2035: ["2035-02-08", "2035-06-10", "2035-09-16"],
};

function lunarHolidays(year: number): readonly [LocalDate, LocalDate, LocalDate] {
  return PUBLISHED[year] ?? [lunarDate(year, 1, 1), lunarDate(year, 5, 5), lunarDate(year, 8, 15)];
}

const LUNAR = new Intl.DateTimeFormat("en-u-ca-chinese", { month: "numeric", day: "numeric", timeZone: "UTC" });

/** ICU's Chinese calendar, for years outside the published table. */
function lunarDate(year: number, month: number, day: number): LocalDate {
  for (let date: LocalDate = `${year}-01-20`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    if (LUNAR.format(new Date(`${date}T00:00:00Z`)) === `${month}/${day}`) return date;
  }
  throw new Error(`no lunar ${month}/${day} found in ${year}: this runtime lacks the Chinese calendar`);
}
