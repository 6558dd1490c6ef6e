import type { Link as LinkName } from "../../shared/events/define-kind.ts";
import type { OrgDetail } from "../../shared/protocol/filings/orgs.ts";
import { FINDING_SEVERITIES } from "../../shared/rules/decision.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { FactList } from "../desk/parts/FactList.tsx";
import { FindingLines } from "../desk/parts/FindingLines.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** One link of the evaluator's chain: what came in, what is open, what came last. */
export function LinkSection({ link, found }: { link: LinkName; found: OrgDetail["links"][number] | undefined }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const open = found === undefined ? [] : FINDING_SEVERITIES.filter((severity) => (found.openBySeverity[severity] ?? 0) > 0);
  return (
    <section className="section" aria-label={w.links.names[link]} data-link={link}>
      <h2>
        {w.links.names[link]} <span className="quiet">{w.links.factsCount(found?.facts ?? 0)}</span>{" "}
        {open.map((severity) => (
          <span className="tag" key={severity}>
            {w.decisions.findingSeverities[severity]} {found?.openBySeverity[severity]}
          </span>
        ))}
      </h2>
      {found === undefined || found.facts === 0 ? (
        <p className="quiet">{w.links.noFacts}</p>
      ) : (
        <>
          <p className="type-counts">
            {found.byType.map((each) => (
              <span key={each.type} title={momentWords(each.lastAtMs, nowMs)}>
                {each.title[language]} {each.count}
              </span>
            ))}
          </p>
          <h3>{w.links.openFindings}</h3>
          <FindingLines findings={found.findings} />
          <h3>{w.links.latest}</h3>
          <FactList facts={found.latest} nowMs={nowMs} />
        </>
      )}
    </section>
  );
}
