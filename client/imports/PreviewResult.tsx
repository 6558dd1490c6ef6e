import type { ImportPreview } from "../../shared/protocol/imports.ts";
import { expectedInChinese, gotInChinese } from "../../shared/events/issue-words-zh.ts";
import { useLocale } from "../i18n/language.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** Every bad cell with what was expected, what stood there and what to write instead; then the choice to enter. */
export function PreviewResult({ preview, onCommit }: { preview: ImportPreview; onCommit: (onlyGood: boolean) => void }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const i = w.filings.imports;
  const unlisted = preview.problemCount - preview.problems.length;
  return (
    <section className="section" aria-label={i.title} data-import={preview.bad === 0 ? "clean" : "faulty"}>
      <h2>{i.rows(preview.good, preview.bad)}</h2>
      {preview.alreadyEntered > 0 && <p>{i.already(preview.alreadyEntered)}</p>}
      {preview.problems.length === 0 && <p className="quiet">{i.noErrors}</p>}
      {preview.problems.length > 0 && (
        <div className="long-problems" tabIndex={0} role="region" aria-label={i.columns.advice}>
          <table className="plain-table">
            <thead>
              <tr>
                {Object.entries(i.columns).map(([key, title]) => (
                  <th key={key} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.problems.map((problem) => (
                <tr key={`${problem.row} ${problem.column ?? ""} ${problem.expected}`}>
                  <td>{problem.row}</td>
                  <td>{problem.column ?? i.wholeRow}</td>
                  <td className="given">{language === "zh" ? gotInChinese(problem.got) : problem.got}</td>
                  <td>{language === "zh" ? expectedInChinese(problem.expected) : problem.expected}</td>
                  <td>{problem.advice[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unlisted > 0 && <p>{i.moreErrors(unlisted)}</p>}
      {preview.good > 0 && (
        <p className="import-actions">
          <button className="plain-button" type="button" onClick={() => onCommit(preview.bad > 0)}>
            {preview.bad > 0 ? i.commitGood(preview.good) : i.commit(preview.good)}
          </button>
        </p>
      )}
      {preview.events.length > 0 && (
        <details>
          <summary className="settings-head">{i.becomes}</summary>
          <ul className="plain-list">
            {preview.events.map((event) => (
              <li key={event.row}>
                <span>
                  {i.columns.row} {event.row}
                </span>
                <span className="quiet">{event.time}</span>
                <code>{JSON.stringify(event.data)}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
