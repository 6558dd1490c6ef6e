import { SessionRecord } from "../../shared/protocol/filings/session-records.ts";
import { duration } from "../i18n/format.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched, type Fetched } from "../desk/fetching/use-fetched.ts";
import { FactList } from "../desk/parts/FactList.tsx";
import { FindingLines } from "../desk/parts/FindingLines.tsx";
import { CaseActions } from "../desk/parts/CaseActions.tsx";
import { LifeActions } from "../desk/parts/LifeActions.tsx";
import { AgeNote, StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { People } from "./People.tsx";
import { RoomLanes } from "./RoomLanes.tsx";
import { sessionState } from "./session-state.ts";
import { Supervision } from "./Supervision.tsx";
import "../desk/parts/parts.css";
import "./session-records.css";

/** A session as the ledger tells it: the plan beside what happened. */
export function SessionPage({ id }: { id: string }) {
  const w = useDeskWords();
  const fetched = useFetched(`/api/v1/session-records/${encodeURIComponent(id)}`, SessionRecord);
  const session = fetched.value;
  return (
    <>
      <header className="page-head">
        <h1>{id}</h1>
        {session?.test === true && <span className="tag">{w.records.test}</span>}
        <AgeNote atMs={fetched.atMs} />
      </header>
      <StateOfFetch fetched={fetched} what={w.records.title}>
        {(record) => <Session session={record} fetched={fetched} />}
      </StateOfFetch>
    </>
  );
}

function Session({ session, fetched }: { session: SessionRecord; fetched: Fetched<SessionRecord> }) {
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const fromMs = Math.min(session.planned?.startMs ?? Infinity, session.startedAtMs ?? Infinity);
  const endMs = session.endedAtMs ?? (session.startedAtMs === null ? (session.planned?.endMs ?? nowMs) : nowMs);
  return (
    <>
      <LifeActions kind="session" state={LIFE_STATE[sessionState({ ...session, plannedStartMs: session.planned?.startMs ?? null })]} types={SESSION_STEPS} fetched={fetched} prefill={{ orgId: session.orgId }} />
      <CaseActions facts={session.timeline} orgId={session.orgId} sessionId={session.sessionId} fetched={fetched} />
      <div className="section-grid">
        <PlanAndActual session={session} />
        <Candidates session={session} />
        <Supervision session={session} />
      </div>
      <section className="section section-apart" aria-label={w.records.rooms}>
        <h2>{w.records.rooms}</h2>
        {Number.isFinite(fromMs) ? <RoomLanes session={session} fromMs={fromMs} toMs={Math.max(endMs, fromMs + 60_000)} /> : <p className="quiet">{w.records.noPlan}</p>}
        <a href="/wall">{w.records.pictures}</a>
      </section>
      <div className="section-grid">
        <section className="section" aria-label={w.records.findings}>
          <h2>{w.records.findings}</h2>
          {session.findings.length === 0 ? <p className="quiet">{w.records.noFindings}</p> : <FindingLines findings={session.findings} />}
        </section>
        <People session={session} />
        <section className="section" aria-label={w.records.timeline}>
          <h2>{w.records.timeline}</h2>
          <FactList facts={session.timeline} nowMs={nowMs} />
        </section>
      </div>
    </>
  );
}

const SESSION_STEPS = ["session.scheduled", "session.started", "session.ended", "opinion.issued"] as const;
const LIFE_STATE = { planned: "scheduled", running: "running", ended: "ended", cancelled: "cancelled", unknown: "none" } as const;

function PlanAndActual({ session }: { session: SessionRecord }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const { planned } = session;
  return (
    <section className="section" aria-label={w.records.planned}>
      <p>
        <Link to={`/evaluators/${encodeURIComponent(session.orgId)}`}>{session.orgName ?? session.orgId}</Link>
        {session.batchId !== null && (
          <>
            {" · "}
            <Link to={`/filings?q=${encodeURIComponent(session.batchId)}&duty=all&open=false`}>{session.batchId}</Link>
          </>
        )}
      </p>
      {planned === null ? (
        <p className="quiet">{w.records.noPlan}</p>
      ) : (
        <p>{[planned.occupation, planned.level === null ? null : w.links.level(planned.level), planned.part === null ? null : (w.records.parts[planned.part] ?? planned.part)].filter(Boolean).join(" · ")}</p>
      )}
      <table className="plain-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{w.records.planned}</th>
            <th scope="col">{w.records.actual}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          <PlanRow name={w.records.start} plannedMs={planned?.startMs ?? null} actualMs={session.startedAtMs} none={w.records.notStarted} />
          <PlanRow name={w.records.end} plannedMs={planned?.endMs ?? null} actualMs={session.endedAtMs} none={w.records.notEnded} />
        </tbody>
      </table>
      {planned !== null && planned.rooms.length > 0 && (
        <p className="quiet">
          {w.records.room} {planned.rooms.join("、") || t.unknown}
        </p>
      )}
    </section>
  );
}

function PlanRow({ name, plannedMs, actualMs, none }: { name: string; plannedMs: number | null; actualMs: number | null; none: string }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const offMs = plannedMs === null || actualMs === null ? null : actualMs - plannedMs;
  const words = offMs === null ? "" : Math.abs(offMs) < 60_000 ? w.records.onTime : offMs < 0 ? w.records.earlier(duration(-offMs / 1000, t)) : w.records.later(duration(offMs / 1000, t));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{plannedMs === null ? t.unknown : momentWords(plannedMs, nowMs)}</td>
      <td>{actualMs === null ? none : momentWords(actualMs, nowMs)}</td>
      <td className="quiet">{words}</td>
    </tr>
  );
}

function Candidates({ session: { candidates } }: { session: SessionRecord }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const rows = [
    [w.records.presentNow, candidates.presentNow],
    [w.records.expected, candidates.expected],
    [w.records.checkedIn, candidates.checkedIn],
    [w.records.left, candidates.left],
    [w.records.absent, candidates.absent],
  ] as const;
  return (
    <section className="section" aria-label={w.records.candidates}>
      <h2>{w.records.candidates}</h2>
      <dl className="figures-row">
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count ?? t.unknown}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
