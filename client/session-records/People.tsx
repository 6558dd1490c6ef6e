import type { SessionRecord } from "../../shared/protocol/filings/session-records.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** The roster by role, and who checked in where. */
export function People({ session: { roster, checkIns } }: { session: SessionRecord }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const byRole = Map.groupBy(roster, ({ role }) => role);
  return (
    <section className="section" aria-label={w.records.roster}>
      <h2>{w.records.roster}</h2>
      {roster.length === 0 && <p className="quiet">{w.records.noRoster}</p>}
      <dl className="pairs">
        {[...byRole].map(([role, people]) => (
          <div className="pair" key={role}>
            <dt>
              {w.records.roles[role] ?? role} {people.length}
            </dt>
            <dd>{people.map(({ personId }) => personId).join("、")}</dd>
          </div>
        ))}
      </dl>
      <h3>
        {w.records.checkIns} {checkIns.length}
      </h3>
      {checkIns.length === 0 && <p className="quiet">{w.records.noCheckIns}</p>}
      {checkIns.length > 0 && (
        <div className="long-table" tabIndex={0} role="region" aria-label={w.records.checkIns}>
          <table className="plain-table">
            <thead>
              <tr>
                {[w.records.person, w.records.room, w.records.seat, w.records.arrived, w.records.leftAt].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {checkIns.map((each) => (
                <tr key={`${each.personId} ${each.atMs}`}>
                  <td>{each.personId}</td>
                  <td>{each.roomId}</td>
                  <td>{each.seat ?? t.unknown}</td>
                  <td>{momentWords(each.atMs, nowMs)}</td>
                  <td>{each.leftAtMs === null ? t.unknown : momentWords(each.leftAtMs, nowMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
