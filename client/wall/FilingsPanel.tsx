import { nameIn, useLocale } from "../i18n/language.ts";
import { shortDay } from "../i18n/moments.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import type { Snapshot } from "./apply-delta.ts";
import { FittingList } from "./FittingList.tsx";

/** Overdue filings, longest first. Overdue only: what is due soon is a number above (T9). */
export function FilingsPanel({ snapshot, age }: { snapshot: Snapshot | null; age: string }) {
  const { language, t } = useLocale();
  const filings = snapshot?.filings ?? null;
  const names = new Map<string, string>((snapshot?.evaluators ?? []).map((evaluator) => [evaluator.id, nameIn(language, evaluator)]));
  const worst = filings?.filings.worst ?? [];
  const unlisted = filings === null ? 0 : Math.max(0, filings.filings.overdue - worst.length);
  return (
    <section className="panel">
      <h2>
        {t.wall.filingsPanel} <span className="panel-age">{age}</span>
      </h2>
      {filings === null && <p className="panel-empty">{t.wall.filingsUnknown}</p>}
      {filings !== null && worst.length === 0 && <p className="panel-empty">{t.wall.noOverdue}</p>}
      {worst.length > 0 && (
        <FittingList
          rows={worst.map((row) => ({
            key: row.key,
            content: (
              <>
                <span className="row-mark">
                  <AlarmMark level={1} />
                </span>
                <span className="row-name">
                  <span className="row-place">{names.get(row.orgId ?? "") ?? row.orgName ?? row.orgId ?? ""}</span>
                  <span className="row-thing row-duty">{language === "zh" ? row.titleZh : row.titleEn}</span>
                </span>
                <span className="row-fact">{shortDay(row.dueDate, (snapshot?.atUs ?? 0) / 1000)}</span>
                <span className="row-state row-wrong">{t.wall.daysOver(row.daysOver)}</span>
              </>
            ),
          }))}
          more={(count) => t.wall.more(count + unlisted)}
        />
      )}
    </section>
  );
}
