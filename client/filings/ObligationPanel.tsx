import { ObligationDetail } from "../../shared/protocol/filings/obligations.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { DueCell } from "../desk/parts/DueCell.tsx";
import { FactList } from "../desk/parts/FactList.tsx";
import { SidePanel } from "../desk/parts/SidePanel.tsx";
import { RuleTag } from "../desk/parts/RuleTag.tsx";
import { Sources } from "../desk/parts/Sources.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { SubjectLink } from "../desk/parts/SubjectLink.tsx";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { useLocale } from "../i18n/language.ts";
import { Arithmetic } from "./Arithmetic.tsx";
import { PlanPanel } from "./PlanPanel.tsx";

/** One duty: how its date was counted, the source's words, the facts; for a batch also its plan and readiness. */
export function ObligationPanel({ obligationKey, onClose }: { obligationKey: string; onClose: () => void }) {
  const w = useDeskWords();
  const fetched = useFetched(`/api/v1/obligations/${encodeURIComponent(obligationKey)}`, ObligationDetail);
  return (
    <SidePanel title={w.filings.detail.title} onClose={onClose}>
      <StateOfFetch fetched={fetched} what={w.filings.detail.title}>
        {(detail) => <Detail detail={detail} />}
      </StateOfFetch>
    </SidePanel>
  );
}

function Detail({ detail }: { detail: ObligationDetail }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const { obligation, facts } = detail;
  return (
    <>
      <h2>{obligation.title[language]}</h2>
      <DueCell row={obligation} nowMs={nowMs} />
      <p>
        {obligation.orgId !== null && <Link to={`/evaluators/${encodeURIComponent(obligation.orgId)}`}>{obligation.orgName ?? obligation.orgId}</Link>} <SubjectLink subject={obligation.subject} />
      </p>
      <p className="quiet">
        {w.filings.detail.owes(w.decisions.owedBy[obligation.owedBy], obligation.owedTo)} · {w.decisions.natures[obligation.nature]} · {w.decisions.severities[obligation.severity]}
      </p>
      <h3>{w.filings.detail.arithmetic}</h3>
      <Arithmetic detail={detail} />
      <h3>{w.filings.detail.source}</h3>
      <RuleTag rule={obligation.rule} />
      <Sources sources={detail.sources} readings={detail.readings} />
      <h3>{w.filings.detail.facts}</h3>
      {facts.length === 0 ? <p className="quiet">{w.filings.detail.noFacts}</p> : <FactList facts={facts} nowMs={nowMs} />}
      {obligation.subject.kind === "batch" && <PlanPanel batchId={obligation.subject.id} />}
    </>
  );
}
