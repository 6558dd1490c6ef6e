import { addDays, localDate, localDateOfMs, weekday, yearOf } from "../../shared/calendar/local-date.ts";
import { ObligationPage, type ObligationRow } from "../../shared/protocol/filings/obligations.ts";
import { CalendarYear } from "../../shared/protocol/filings/work-calendar.ts";
import { useLocale } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { levelOfObligation } from "../desk/parts/alarm-level.ts";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { obligationsQuery } from "./filings-query.ts";

const SHOWN_A_DAY = 4;

/** The same query by the day on which things are due, over the working calendar of the State Council. */
export function DueCalendar({ nowMs }: { nowMs: number }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const month = /^\d{4}-\d{2}$/.test(words.get("month") ?? "") ? String(words.get("month")) : localDateOfMs(nowMs).slice(0, 7);
  const first = localDate(`${month}-01`);
  const next = addDays(first, 32).slice(0, 7);
  const last = addDays(localDate(`${next}-01`), -1);
  const fetched = useFetched(`/api/v1/obligations${obligationsQuery(words, { dueFrom: first, dueTo: last, limit: "500" })}`, ObligationPage);
  const calendar = useFetched(`/api/v1/calendar?year=${yearOf(first)}`, CalendarYear);
  const show = (to: string): void => change({ month: to });
  const [year = "", monthNumber = ""] = month.split("-");
  return (
    <>
      <div className="month-head">
        <button className="plain-button" type="button" onClick={() => show(addDays(first, -1).slice(0, 7))}>
          ← {w.filings.calendar.previous}
        </button>
        <h2>{w.filings.calendar.month(year, monthNumber)}</h2>
        <button className="plain-button" type="button" onClick={() => show(next)}>
          {w.filings.calendar.next} →
        </button>
        <button className="plain-button" type="button" onClick={() => show(localDateOfMs(nowMs).slice(0, 7))}>
          {w.filings.calendar.today}
        </button>
        {calendar.value?.loaded === false && <span className="note">{w.filings.calendar.notLoaded(yearOf(first))}</span>}
      </div>
      <StateOfFetch fetched={fetched} what={w.filings.title}>
        {(page) => (
          <>
            {page.next !== null && <p className="note">{w.filings.calendar.truncated}</p>}
            <div className="month" role="table" aria-label={w.filings.calendar.month(year, monthNumber)}>
              <div className="month-row" role="row">
                {[1, 2, 3, 4, 5, 6, 0].map((day) => (
                  <div key={day} className="month-weekday" role="columnheader">
                    {t.weekdays[day]}
                  </div>
                ))}
              </div>
              {weeksOf(first, last).map((week) => (
                <div className="month-row" role="row" key={week[0]}>
                  {week.map((date) => (
                    <Day key={date} date={date} inMonth={date.startsWith(month)} today={date === localDateOfMs(nowMs)} rows={page.rows.filter((row) => row.dueDate === date)} calendar={calendar.value} />
                  ))}
                </div>
              ))}
            </div>
          </>
        )}
      </StateOfFetch>
    </>
  );
}

/** Weeks from Monday to Sunday that touch the month. */
function weeksOf(first: string, last: string): string[][] {
  const weeks: string[][] = [];
  let monday = addDays(localDate(first), -((weekday(localDate(first)) + 6) % 7));
  while (monday <= last) {
    weeks.push(Array.from({ length: 7 }, (_, offset) => addDays(monday, offset)));
    monday = addDays(monday, 7);
  }
  return weeks;
}

interface DayProps {
  date: string;
  inMonth: boolean;
  today: boolean;
  rows: readonly ObligationRow[];
  calendar: CalendarYearValue | null;
}
type CalendarYearValue = ReturnType<typeof CalendarYear.parse>;

function Day({ date, inMonth, today, rows, calendar }: DayProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const [, change] = useQuery();
  const day = calendar?.days.find((each) => each.date === date);
  const off = day === undefined ? [0, 6].includes(weekday(localDate(date))) : !day.workday;
  const unusual = day !== undefined && ["holiday", "makeup", "corrected", "statutory"].includes(day.why);
  return (
    <div role="cell" className={`month-day${off ? " month-off" : ""}${inMonth ? "" : " month-other"}`} data-date={date}>
      <div className={today ? "month-date month-today" : "month-date"}>
        {Number(date.slice(8))}
        {unusual && <span className="quiet">{off ? w.filings.calendar.off : w.filings.calendar.work}</span>}
      </div>
      {rows.slice(0, SHOWN_A_DAY).map((row) => {
        const level = levelOfObligation(row);
        return (
          <button key={row.key} type="button" className="month-duty" onClick={() => change({ sel: row.key })} title={`${w.decisions.states[row.state]} · ${row.orgName ?? row.orgId ?? ""} · ${row.title[language]}`}>
            {level !== null && <AlarmMark level={level} />} {row.orgName ?? row.subject.id} · {row.title[language]}
          </button>
        );
      })}
      {rows.length > SHOWN_A_DAY && (
        <button type="button" className="month-duty" onClick={() => change({ view: null, dueFrom: date, dueTo: date })}>
          {w.filings.calendar.more(rows.length - SHOWN_A_DAY)}
        </button>
      )}
    </div>
  );
}
