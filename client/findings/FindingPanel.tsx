import { FindingDetail } from "../../shared/protocol/filings/findings.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { levelOfFinding } from "../desk/parts/alarm-level.ts";
import { FactList } from "../desk/parts/FactList.tsx";
import { RuleTag } from "../desk/parts/RuleTag.tsx";
import { SidePanel } from "../desk/parts/SidePanel.tsx";
import { Sources } from "../desk/parts/Sources.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { SubjectLink } from "../desk/parts/SubjectLink.tsx";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { VerdictForm } from "./VerdictForm.tsx";

interface FindingPanelProps {
  findingKey: string;
  onClose: () => void;
  onJudged: () => void;
}

/** One finding: what it says, what it rests on, and the place where a person decides. */
export function FindingPanel({ findingKey, onClose, onJudged }: FindingPanelProps) {
  const w = useDeskWords();
  const path = `/api/v1/findings/${encodeURIComponent(findingKey)}`;
  const fetched = useFetched(path, FindingDetail);
  const judged = (): void => {
    fetched.reload();
    onJudged();
  };
  return (
    <SidePanel title={w.policy.findings.title} onClose={onClose}>
      <StateOfFetch fetched={fetched} what={w.policy.findings.title}>
        {(detail) => (
          <>
            <Summary detail={detail} />
            <VerdictForm path={`${path}/verdict`} onJudged={judged} />
            <Verdicts verdicts={detail.verdicts} />
            <Grounds detail={detail} />
          </>
        )}
      </StateOfFetch>
    </SidePanel>
  );
}

function Summary({ detail: { finding } }: { detail: FindingDetail }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const level = levelOfFinding(finding);
  return (
    <>
      <h2>
        {level !== null && <AlarmMark level={level} />} {finding.title[language]}
      </h2>
      <p>{finding.sentence[language]}</p>
      <p>
        {finding.orgId !== null && <Link to={`/evaluators/${encodeURIComponent(finding.orgId)}`}>{finding.orgName ?? finding.orgId}</Link>} <SubjectLink subject={finding.subject} />
      </p>
      <p className="quiet">
        {w.decisions.findingSeverities[finding.severity]} · {momentWords(finding.sinceMs, nowMs)} · {finding.clearedMs === null ? w.policy.findings.standing : w.policy.findings.cleared(momentWords(finding.clearedMs, nowMs))}
      </p>
    </>
  );
}

function Verdicts({ verdicts }: { verdicts: FindingDetail["verdicts"] }) {
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  return (
    <>
      <h3>{w.policy.findings.history}</h3>
      {verdicts.length === 0 && <p className="quiet">{w.policy.findings.noHistory}</p>}
      <ul className="plain-list">
        {verdicts.map((verdict) => (
          <li key={verdict.atMs}>
            <strong>{w.policy.findings.verdicts[verdict.verdict]}</strong>
            <span>{verdict.reason}</span>
            <span className="quiet">
              {verdict.by} · {momentWords(verdict.atMs, nowMs)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Grounds({ detail: { finding, guard, sources, readings, facts } }: { detail: FindingDetail }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  return (
    <>
      <h3>{w.filings.detail.source}</h3>
      <RuleTag rule={finding.rule} />
      <Sources sources={sources} readings={readings} />
      <p>
        <span className="quiet">{w.policy.guard}: </span>
        {guard[language]}
      </p>
      <h3>{w.filings.detail.facts}</h3>
      {facts.length === 0 ? <p className="quiet">{w.filings.detail.noFacts}</p> : <FactList facts={facts} nowMs={nowMs} />}
    </>
  );
}
