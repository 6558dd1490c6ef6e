import type { ObligationDetail } from "../../shared/protocol/filings/obligations.ts";
import { dayWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { explainDays, type ExplainedDay } from "./explain-days.ts";

/** How the due date came about: the rule's numbers, and each day as counted or skipped. */
export function Arithmetic({ detail: { arithmetic, obligation } }: { detail: ObligationDetail }) {
  const { language, t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const d = w.filings.detail;
  const days = explainDays(obligation.countedDays, obligation.triggerDate, obligation.dueDate);
  const skipped = days.filter(({ kind }) => kind === "weekend" || kind === "holiday").length;
  const end = obligation.dueDate ?? obligation.endsBefore;
  return (
    <div className="arithmetic">
      <p>
        <strong>{d.rule(String(arithmetic.count ?? ""), d.units[arithmetic.unit] ?? arithmetic.unit, d.directions[arithmetic.direction] ?? arithmetic.direction, d.dayOnes[arithmetic.dayOne] ?? "")}</strong>
        {language === "en" && <span className="quiet"> {arithmetic.trigger}</span>}
      </p>
      <p>
        {d.trigger} {obligation.triggerDate === null ? t.unknown : dayWords(obligation.triggerDate, nowMs, t)} → {d.due} {end === null ? t.unknown : dayWords(end, nowMs, t)}
        {days.length > 0 && ` · ${d.counted(obligation.countedDays.length)} · ${d.skipped(skipped)}`}
      </p>
      {obligation.provisional && <p className="note">{w.filings.provisionalWhy}</p>}
      {days.length > 0 ? <DayStrip days={days} /> : <p className="quiet">{d.calendarPeriod}</p>}
      {/* Notes of the table of deadlines are English with the sources' words between. */}
      {language === "en" && arithmetic.note !== "" && (
        <p className="quiet" lang="zh-CN">
          {arithmetic.note}
        </p>
      )}
    </div>
  );
}

function DayStrip({ days }: { days: readonly ExplainedDay[] }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const kinds = w.filings.detail.kinds;
  return (
    <ol className="day-strip">
      {days.map((day) => (
        <li key={day.date} className={`day day-${day.kind}${day.due ? " day-due" : ""}`} data-day={day.date}>
          <span className="day-date">{day.date.slice(5)}</span>
          <span className="day-number">{day.number ?? " "}</span>
          <span className="day-word">{day.due ? kinds.due : kinds[day.kind]}</span>
          <span className="visually-hidden">{t.weekdays[new Date(`${day.date}T00:00:00Z`).getUTCDay()]}</span>
        </li>
      ))}
    </ol>
  );
}
