import type { SessionRow } from "../../shared/protocol/filings/session-records.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** Kinds of supervision that a session had, each named; never one sum (C16). */
export function CoverageWords({ coverage }: { coverage: SessionRow["coverage"] }) {
  const w = useDeskWords();
  const { sides, modes } = w.records;
  const kinds = [
    ...(coverage.onSiteInternal === "none" ? [] : [`${sides.internal}${w.records.join}${modes["on-site"]} ${w.records.reach[coverage.onSiteInternal]}`]),
    ...(coverage.remoteInternal ? [`${sides.internal}${w.records.join}${modes.remote}`] : []),
    ...(coverage.onSiteExternal ? [`${sides.external}${w.records.join}${modes["on-site"]}`] : []),
    ...(coverage.remoteExternal ? [`${sides.external}${w.records.join}${modes.remote}`] : []),
  ];
  if (kinds.length === 0) return <span>{w.records.nobodyAtAll}</span>;
  return (
    <span className="coverage-words">
      {kinds.map((kind) => (
        <span className="tag" key={kind}>
          {kind}
        </span>
      ))}
    </span>
  );
}
