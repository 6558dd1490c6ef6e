import { useLocale } from "../i18n/language.ts";
import type { WallFilingsFacts } from "./wall-types.ts";

/** Started sessions by kind of supervision: today, and over thirty days. Kinds stand apart and are never added up (C16). */
export function CoveragePanel({ filings }: { filings: WallFilingsFacts | null }) {
  const { t } = useLocale();
  const [today, month] = [filings?.coverageToday, filings?.coverage30Days];
  const rows = [
    [t.wall.onSiteInternalWhole, today?.onSiteInternalWhole, month?.onSiteInternalWhole],
    [t.wall.onSiteInternalPart, today?.onSiteInternalPart, month?.onSiteInternalPart],
    [t.wall.remoteInternal, today?.remoteInternal, month?.remoteInternal],
    [t.wall.onSiteExternal, today?.onSiteExternal, month?.onSiteExternal],
    [t.wall.remoteExternal, today?.remoteExternal, month?.remoteExternal],
    [t.wall.noSupervision, today?.none, month?.none],
  ] as const;
  return (
    <section className="panel panel-coverage">
      <h2>
        {t.wall.coveragePanel} <span className="panel-age">{t.wall.sessionsCounted}</span>
      </h2>
      <table className="coverage">
        <thead>
          <tr>
            <td />
            <th scope="col">{t.wall.today}</th>
            <th scope="col">{t.wall.thirtyDays}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([kind, now, over30]) => (
            <tr key={kind} className={kind === t.wall.noSupervision && (now ?? 0) > 0 ? "coverage-none" : ""}>
              <th scope="row">{kind}</th>
              <td>{now === undefined ? t.unknown : `${now}/${today?.sessions ?? t.unknown}`}</td>
              <td>{over30 === undefined ? t.unknown : `${over30}/${month?.sessions ?? t.unknown}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
