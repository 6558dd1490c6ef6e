import type { FactView } from "../../../shared/protocol/filings/sources.ts";
import { momentWords } from "../../i18n/moments.ts";
import { useLocale } from "../../i18n/language.ts";
import { useDeskWords } from "../words/desk-words.ts";

/** Facts with the ledger entry that proves each; the data opens on demand. */
export function FactList({ facts, nowMs }: { facts: readonly FactView[]; nowMs: number }) {
  const { language } = useLocale();
  const w = useDeskWords();
  return (
    <ol className="facts">
      {facts.map((fact) => (
        <li key={fact.id} className={fact.retracted ? "fact fact-retracted" : "fact"}>
          <details>
            <summary>
              <time>{momentWords(fact.atMs, nowMs)}</time>
              <span className="fact-title">{fact.title[language]}</span>
              <span className="quiet">
                {fact.retracted && `${w.filings.detail.retracted} · `}
                {w.filings.detail.factEntry(fact.entry)}
              </span>
            </summary>
            <dl className="fact-data">
              {Object.entries(fact.data).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          </details>
        </li>
      ))}
    </ol>
  );
}
