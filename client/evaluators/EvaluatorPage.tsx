import { OrgDetail, ORG_LINKS } from "../../shared/protocol/filings/orgs.ts";
import { OBLIGATION_STATES } from "../../shared/rules/decision.ts";
import { areaName } from "../i18n/area-name.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched, type Fetched } from "../desk/fetching/use-fetched.ts";
import { CaseActions } from "../desk/parts/CaseActions.tsx";
import { LifeActions } from "../desk/parts/LifeActions.tsx";
import { AgeNote, StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { CreditRecordSection } from "./CreditRecordSection.tsx";
import { LinkSection } from "./LinkSection.tsx";
import "../desk/parts/parts.css";
import "./evaluators.css";

/** One evaluator: where it stands, its seven links and supervision, its credit record and what it owes. */
export function EvaluatorPage({ id }: { id: string }) {
  const w = useDeskWords();
  const fetched = useFetched(`/api/v1/orgs/${encodeURIComponent(id)}`, OrgDetail);
  return (
    <>
      <header className="page-head">
        <h1>{fetched.value?.org.name ?? id}</h1>
        <AgeNote atMs={fetched.atMs} />
      </header>
      <StateOfFetch fetched={fetched} what={w.pages.evaluators}>
        {(detail) => <Evaluator detail={detail} fetched={fetched} />}
      </StateOfFetch>
    </>
  );
}

interface EvaluatorProps {
  detail: OrgDetail;
  fetched: Fetched<OrgDetail>;
}

function Evaluator({ detail, fetched }: EvaluatorProps) {
  const w = useDeskWords();
  return (
    <>
      <div className="section-grid">
        <Profile detail={detail} fetched={fetched} />
        <CreditRecordSection credit={detail.credit} />
        <Batches detail={detail} />
      </div>
      <h2 className="links-head">{w.links.sevenLinks}</h2>
      <div className="section-grid">
        {ORG_LINKS.map((link) => (
          <LinkSection key={link} link={link} found={detail.links.find((each) => each.link === link)} />
        ))}
      </div>
    </>
  );
}

function Profile({ detail: { org, obligations, filingId, links }, fetched }: EvaluatorProps) {
  const { language, t } = useLocale();
  const w = useDeskWords();
  return (
    <section className="section" aria-label={w.links.obligations}>
      <dl className="pairs">
        <dt>{w.links.code}</dt>
        <dd>
          {org.orgCode ?? t.unknown} · {org.id}
        </dd>
        <dt>{w.links.type}</dt>
        <dd>{org.evaluatorType === null ? t.unknown : w.links.types[org.evaluatorType]}</dd>
        <dt>{w.links.area}</dt>
        <dd>{org.areaCode === null ? t.unknown : areaName(org.areaCode, language)}</dd>
        <dt>{w.links.validity}</dt>
        <dd>{org.validFrom === null ? t.unknown : w.links.valid(org.validFrom, org.validTo ?? t.unknown)}</dd>
        <dt>{w.links.occupations}</dt>
        <dd>{org.occupations.length === 0 ? t.unknown : org.occupations.map(({ occupation, levels }) => `${occupation} ${levels.map(w.links.level).join(" ")}`).join("；")}</dd>
        <dt>{w.links.sites}</dt>
        <dd>{org.sites.length === 0 ? t.unknown : org.sites.join("、")}</dd>
      </dl>
      <h3>{w.links.life}</h3>
      <LifeActions kind="evaluator" state={org.state} types={EVALUATOR_STEPS} fetched={fetched} prefill={{ ...org, orgId: org.id, filingId, sites: undefined, validFrom: undefined, validTo: undefined }} />
      <CaseActions facts={links.flatMap(({ latest }) => latest)} orgId={org.id} fetched={fetched} />
      <h3>{w.links.obligations}</h3>
      <p className="state-links">
        {OBLIGATION_STATES.filter((state) => (obligations[state] ?? 0) > 0).map((state) => (
          <Link key={state} to={`/filings?orgId=${encodeURIComponent(org.id)}&duty=all&state=${state}`}>
            {w.decisions.states[state]} {obligations[state]}
          </Link>
        ))}
      </p>
    </section>
  );
}

const EVALUATOR_STEPS = [
  "org.filing.accepted", "org.filing.refused", "org.assessed", "org.publicity.posted", "org.publicity.closed", "org.listed",
  "org.suspended", "org.resumed", "org.stopped", "org.delisted", "org.sanction.decided", "opinion.issued",
] as const;

function Batches({ detail: { batches, sessions } }: { detail: OrgDetail }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  return (
    <section className="section" aria-label={w.links.sessions}>
      <h2>{w.links.sessions}</h2>
      {sessions.length === 0 && <p className="quiet">{w.links.noSessions}</p>}
      <ul className="plain-list long-list">
        {sessions.map((session) => (
          <li key={session.sessionId}>
            <Link to={`/session-records/${encodeURIComponent(session.sessionId)}`}>{session.sessionId}</Link>
            <span>{session.day ?? t.unknown}</span>
            <span className="quiet">{session.endedAtMs !== null ? w.records.states.ended : session.startedAtMs !== null ? w.records.states.running : w.records.states.planned}</span>
          </li>
        ))}
      </ul>
      <h2>{w.links.batches}</h2>
      {batches.length === 0 && <p className="quiet">{w.links.noBatches}</p>}
      <ul className="plain-list long-list">
        {batches.map((batch) => (
          <li key={batch.batchId}>
            <Link to={`/filings?q=${encodeURIComponent(batch.batchId)}&duty=all&open=false`}>{batch.batchId}</Link>
            <span>{batch.startDate ?? t.unknown}</span>
            <span className="quiet">{momentWords(batch.lastFactAtMs, nowMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
