import type { SourceView } from "../../../shared/protocol/filings/sources.ts";
import { useDeskWords } from "../words/desk-words.ts";

/** The words a rule rests on, as the source has them, and the readings used where they are ambiguous (P10). */
export function Sources({ sources, readings }: { sources: readonly SourceView[]; readings: readonly string[] }) {
  const w = useDeskWords();
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
      <p className="quiet">
        {w.filings.detail.reading}: {readings.length === 0 ? w.filings.detail.noReading : readings.join(" · ")}
      </p>
    </>
  );
}
