import { PlanDetail } from "../../shared/protocol/filings/plans.ts";
import { bytes } from "../i18n/format.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { LifeActions } from "../desk/parts/LifeActions.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { valueWords, wordsOfPath } from "./plan-words.ts";

/** The batch's plan: its versions, what each changed, what is missing, and whether rooms and storage are ready. */
export function PlanPanel({ batchId }: { batchId: string }) {
  const w = useDeskWords();
  const fetched = useFetched(`/api/v1/plans/${encodeURIComponent(batchId)}`, PlanDetail);
  return (
    <>
      <h2 className="panel-part">
        {w.filings.detail.plan} {batchId}
      </h2>
      <StateOfFetch fetched={fetched} what={w.filings.detail.plan}>
        {(plan) => (
          <>
            <p>
              {plan.missingParts.length === 0 ? w.filings.plan.complete : `${w.filings.plan.missing} ${plan.missingParts.map((part) => w.filings.plan.parts[part] ?? part).join("、")}`}
            </p>
            <LifeActions kind="plan" state={plan.state} types={PLAN_STEPS} fetched={fetched} prefill={{ orgId: plan.orgId, batchId }} />
            <LifeActions kind="results" name={w.filings.plan.results} state={plan.resultsState} types={RESULT_STEPS} fetched={fetched} prefill={{ orgId: plan.orgId, batchId, objectionId: plan.openObjection }} />
            <Readiness plan={plan} />
            <h3>{w.filings.plan.versions}</h3>
            {plan.versions.map((version, index) => (
              <Version key={version.fact.id} version={version} number={index + 1} />
            ))}
          </>
        )}
      </StateOfFetch>
    </>
  );
}

const PLAN_STEPS = ["plan.approved", "plan.returned", "plan.amended", "batch.cancelled"] as const;
const RESULT_STEPS = ["objection.resolved", "batch.recognised", "batch.refused"] as const;

function Readiness({ plan: { readiness } }: { plan: PlanDetail }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const p = w.filings.plan;
  const days = readiness.storageDaysLeft === null ? t.unknown : String(Math.floor(readiness.storageDaysLeft));
  return (
    <>
      <h3>{p.readiness}</h3>
      <ul className="readiness">
        {readiness.rooms.map((room) => (
          <li key={room.roomId}>
            <span>{room.name ?? room.roomId}</span>
            <span className={room.camerasRegistered === 0 ? "lacking" : ""}>{room.camerasRegistered === 0 ? p.noCameras : p.cameras(room.camerasStreaming, room.camerasRegistered)}</span>
            <span className={room.trialPushes === 0 ? "lacking" : ""}>{p.trial(room.trialPushes)}</span>
          </li>
        ))}
        {readiness.rooms.length === 0 && <li>{p.noRooms}</li>}
        <li>{p.storage(days, bytes(readiness.storageFreeBytes, t))}</li>
      </ul>
    </>
  );
}

function Version({ version: { fact, changes }, number }: { version: PlanDetail["versions"][number]; number: number }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const p = w.filings.plan;
  return (
    <details className="plan-version" open={changes.length > 0}>
      <summary>
        {p.version(number)} · {fact.title[language]} · {momentWords(fact.atMs, nowMs)} <span className="quiet">{w.filings.detail.factEntry(fact.entry)}</span>
      </summary>
      {changes.length === 0 ? (
        <p className="quiet">{number === 1 ? p.first : p.same}</p>
      ) : (
        <table className="diff">
          <thead>
            <tr>
              <th scope="col">{p.field}</th>
              <th scope="col">{p.before}</th>
              <th scope="col">{p.after}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.path}>
                <th scope="row">{wordsOfPath(change.path, p.fields)}</th>
                <td className="diff-before">{valueWords(change.before)}</td>
                <td className="diff-after">{valueWords(change.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
