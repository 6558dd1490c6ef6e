import { EVENT_CATALOG, type EventType } from "../../../shared/events/event-catalog.ts";
import { LIFE_TABLE, type LifeKind } from "../../../shared/lives/life-table.ts";
import { mayHappen, whyNot } from "../../../shared/lives/state-of-thing.ts";
import { useLocale } from "../../i18n/language.ts";
import { goTo } from "../shell/address.ts";
import { useDeskWords } from "../words/desk-words.ts";

interface LifeActionsProps {
  kind: LifeKind;
  /** A state of the table of lives. */
  state: string;
  types: readonly EventType[];
}

/** What may happen to a thing in its state, by the table that the server reads too; what may not is disabled and says why. */
export function LifeActions({ kind, state, types }: LifeActionsProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  return (
    <div className="life" role="group" aria-label={w.links.life}>
      <span className="tag">{LIFE_TABLE[kind].states[state]?.[language] ?? state}</span>
      {types.map((type) => {
        const reason = whyNot(kind, state, type)?.[language];
        return (
          <button key={type} className="plain-button" type="button" disabled={!mayHappen(kind, state, type)} title={reason ?? w.links.byImport} onClick={() => goTo(`/imports?type=${type}`)}>
            {EVENT_CATALOG[type][language]}
          </button>
        );
      })}
      <ul className="life-reasons">
        {[...new Set(types.flatMap((type) => whyNot(kind, state, type)?.[language] ?? []))].map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}
