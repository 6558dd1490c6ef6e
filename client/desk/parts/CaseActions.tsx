import type { Fact } from "../../../shared/events/fact.ts";
import { factsOfThing } from "../../../shared/lives/facts-of-thing.ts";
import { LIFE_TABLE } from "../../../shared/lives/life-table.ts";
import { stateOfThing } from "../../../shared/lives/state-of-thing.ts";
import type { Age } from "../../../shared/protocol/filings/age.ts";
import type { FactView } from "../../../shared/protocol/filings/sources.ts";
import { useLocale } from "../../i18n/language.ts";
import type { Fetched } from "../fetching/use-fetched.ts";
import { LifeActions } from "./LifeActions.tsx";

interface CaseActionsProps {
  facts: readonly FactView[];
  orgId: string;
  sessionId?: string;
  fetched: Fetched<{ age: Age }>;
}

const KINDS = [
  { kind: "complaint", field: "caseId", started: "complaint.opened", types: ["complaint.closed"] },
  { kind: "supervision-record", field: "recordId", started: "supervision.record.submitted", types: ["supervision.result.published"] },
] as const;

/** Complaints and supervision records that wait for the authority, and a new complaint. */
export function CaseActions({ facts, orgId, sessionId, fetched }: CaseActionsProps) {
  const { language } = useLocale();
  const known = facts.filter(({ retracted }) => !retracted) as unknown as Fact[];
  const about = { orgId, sessionId };
  return (
    <>
      <LifeActions kind="complaint" name={LIFE_TABLE.complaint.words[language]} state="none" types={["complaint.opened"]} fetched={fetched} prefill={about} />
      {KINDS.flatMap(({ kind, field, started, types }) => {
        const ids = new Set(facts.filter(({ type }) => type === started).map(({ data }) => String(data[field])));
        return [...ids].map((id) => {
          const { state } = stateOfThing(kind, factsOfThing(kind, id, known));
          return <LifeActions key={id} kind={kind} name={`${LIFE_TABLE[kind].words[language]} ${id}`} state={state} types={types} fetched={fetched} prefill={{ ...about, [field]: id }} />;
        });
      })}
    </>
  );
}
