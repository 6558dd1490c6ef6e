import type { OrgDetail } from "../../shared/protocol/filings/orgs.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { FactList } from "../desk/parts/FactList.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** What the authority would look at before it renews: punctuality, verdicts of people, sanctions. */
export function CreditRecordSection({ credit }: { credit: OrgDetail["credit"] }) {
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  return (
    <section className="section" aria-label={w.links.credit}>
      <h2>{w.links.credit}</h2>
      <p>{w.links.creditCounts(credit.met, credit.metLate, credit.overdue)}</p>
      {credit.findings.length > 0 && (
        <>
          <h3>{w.links.judged}</h3>
          <p className="type-counts">
            {credit.findings.map(({ severity, verdict, count }) => (
              <span key={`${severity} ${verdict}`}>
                {w.decisions.findingSeverities[severity]} · {w.policy.findings.verdicts[verdict]} {count}
              </span>
            ))}
          </p>
        </>
      )}
      <h3>{w.links.sanctions}</h3>
      {credit.sanctions.length === 0 ? <p className="quiet">{w.links.noSanctions}</p> : <FactList facts={credit.sanctions} nowMs={nowMs} />}
      <h3>{w.links.suspensions}</h3>
      {credit.suspensions.length === 0 ? <p className="quiet">{w.links.noSuspensions}</p> : <FactList facts={credit.suspensions} nowMs={nowMs} />}
    </section>
  );
}
