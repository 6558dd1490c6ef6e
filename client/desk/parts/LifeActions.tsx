import { useState } from "react";
import { EVENT_CATALOG, type EventType } from "../../../shared/events/event-catalog.ts";
import { isDecision, type DecisionType } from "../../../shared/lives/decisions.ts";
import { LIFE_TABLE, type LifeKind } from "../../../shared/lives/life-table.ts";
import { whyNot } from "../../../shared/lives/state-of-thing.ts";
import type { Age } from "../../../shared/protocol/filings/age.ts";
import { SignInAnswer } from "../../../shared/protocol/sign-in.ts";
import { useLocale } from "../../i18n/language.ts";
import { useFetched, type Fetched } from "../fetching/use-fetched.ts";
import { useUntilEntry } from "../fetching/use-until-entry.ts";
import { goTo } from "../shell/address.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { DecisionForm } from "./DecisionForm.tsx";

interface LifeActionsProps {
  kind: LifeKind;
  /** A state of the table of lives. */
  state: string;
  types: readonly EventType[];
  /** The page's answer: fetched again until it holds what was decided. */
  fetched: Fetched<{ age: Age }>;
  /** What the page knows of the decision's fields. */
  prefill: Readonly<Record<string, unknown>>;
  /** Which of several things, where the page shows more than one. */
  name?: string;
}

/** What may happen to a thing in its state, by the table that the server reads too; what may not is disabled and says why. The authority's own decisions open a form, what others do comes in by import. */
export function LifeActions({ kind, state, types, fetched, prefill, name }: LifeActionsProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const me = useFetched("/api/v1/me", SignInAnswer);
  const [deciding, setDeciding] = useState<DecisionType | null>(null);
  const { entry, seen, waitFor } = useUntilEntry(fetched);
  const mayWrite = me.value === null || me.value.capabilities.includes("filings.write");
  const reasonOf = (type: EventType): string | undefined => {
    if (type === "opinion.issued") return mayWrite ? undefined : w.links.decision.mayNot;
    return whyNot(kind, state, type)?.[language] ?? (isDecision(type) ? (mayWrite ? (seen ? undefined : w.links.decision.waiting(entry ?? 0)) : w.links.decision.mayNot) : undefined);
  };
  return (
    <div className="life" role="group" aria-label={name ?? w.links.life}>
      {name !== undefined && <span>{name}</span>}
      <span className="tag">{LIFE_TABLE[kind].states[state]?.[language] ?? state}</span>
      {types.map((type) => {
        const reason = reasonOf(type);
        const press = (): void => (isDecision(type) ? setDeciding(type) : goTo(`/imports?type=${type}`));
        return (
          <button key={type} className="plain-button" type="button" disabled={reason !== undefined} title={reason ?? (isDecision(type) ? undefined : w.links.byImport)} onClick={press}>
            {EVENT_CATALOG[type][language]}
          </button>
        );
      })}
      {entry !== null && (
        <span className="quiet" role="status">
          {seen ? w.links.decision.shown(entry) : w.links.decision.waiting(entry)}
        </span>
      )}
      <ul className="life-reasons">
        {[...new Set(types.flatMap((type) => reasonOf(type) ?? []))].map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {deciding !== null && (
        <DecisionForm
          type={deciding}
          prefill={prefill}
          onClose={() => setDeciding(null)}
          onEntered={(at) => {
            setDeciding(null);
            waitFor(at);
          }}
        />
      )}
    </div>
  );
}
