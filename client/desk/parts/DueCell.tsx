import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import { dayWords, minutesWords, momentWords } from "../../i18n/moments.ts";
import { useLocale } from "../../i18n/language.ts";
import { AlarmMark } from "../../theme/AlarmMark.tsx";
import { useDeskWords } from "../words/desk-words.ts";
import { levelOfObligation } from "./alarm-level.ts";

/** Due date, state and how far it is, in words; red only for what is (P10). */
export function DueCell({ row, nowMs }: { row: ObligationRow; nowMs: number }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const level = levelOfObligation(row);
  const { workdaysLeft: left } = row;
  const open = row.metAtMs === null && row.voidedAtMs === null && row.nature !== "period";
  return (
    <div className="due" data-state={row.state} data-level={level ?? 0}>
      <span className="due-date">{row.dueDate === null ? w.filings.noDue : dayWords(row.dueDate, nowMs, t)}</span>
      <span className={level === null ? "due-state" : `due-state due-state-${level}`}>
        {level !== null && <AlarmMark level={level} />} {w.decisions.states[row.state]}
        {open && left !== null && left > 0 && ` · ${w.filings.workdaysLeft(left)}`}
        {open && left !== null && left < 0 && ` · ${w.filings.workdaysOver(-left)}`}
      </span>
      <span className="due-notes">
        {row.provisional && (
          <span className="tag tag-dashed" title={w.filings.provisionalWhy}>
            {w.filings.provisional}
          </span>
        )}
        {row.houseLimit !== null && <span className="tag tag-dashed">{w.filings.houseLimit}</span>}
        {row.cutoffMinutes !== null && <span className="quiet">{w.filings.cutoff(minutesWords(row.cutoffMinutes))}</span>}
        {row.metAtMs !== null && <span className="quiet">{w.filings.metOn(momentWords(row.metAtMs, nowMs))}</span>}
        {row.voidedAtMs !== null && <span className="quiet">{w.filings.voidedOn(momentWords(row.voidedAtMs, nowMs))}</span>}
      </span>
    </div>
  );
}
