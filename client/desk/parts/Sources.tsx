import type { ReadingView, SourceView } from "../../../shared/protocol/filings/sources.ts";
import { useDeskWords } from "../words/desk-words.ts";

/** The words a rule rests on, as the source has them, and the readings used where they are ambiguous (P10). */
export function Sources({ sources, readings }: { sources: readonly SourceView[]; readings: readonly ReadingView[] }) {
  return (
    <>
      {sources.map((source) => (
        <figure className="quote" key={source.id}>
          <blockquote lang="zh-CN">{source.quote}</blockquote>
          <figcaption>
            <span className="tag">{source.id}</span> <span lang="zh-CN">{source.article}</span>
          </figcaption>
        </figure>
      ))}
      <Readings readings={readings} />
    </>
  );
}

/** Where the documents leave room: the reading used in a line, what else might be read and why when it is opened. */
export function Readings({ readings }: { readings: readonly ReadingView[] }) {
  const w = useDeskWords();
  const d = w.filings.detail;
  return (
    <div className="readings">
      <span className="quiet">
        {d.reading}: {readings.length === 0 && d.noReading}
      </span>
      {/* Written down in English with the documents' words between. */}
      {readings.map(({ id, subject, readings: possible, used, reason }) => (
        <details key={id}>
          <summary>
            <span className="tag">{id}</span> <span lang="zh-CN">{subject}</span> → <strong lang="zh-CN">{used}</strong>
          </summary>
          <p lang="zh-CN">{possible}</p>
          {reason !== "" && reason !== "-" && (
            <p>
              <span className="quiet">{d.readingReason}: </span>
              <span lang="zh-CN">{reason}</span>
            </p>
          )}
        </details>
      ))}
    </div>
  );
}
