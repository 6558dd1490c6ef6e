import type { FindingRow } from "../../../shared/protocol/filings/findings.ts";
import { momentWords } from "../../i18n/moments.ts";
import { useLocale } from "../../i18n/language.ts";
import { AlarmMark } from "../../theme/AlarmMark.tsx";
import { useServerNowMs } from "../fetching/contact.ts";
import { Link } from "../shell/Link.tsx";
import { useDeskWords } from "../words/desk-words.ts";
import { levelOfFinding } from "./alarm-level.ts";

/** Findings in a line each, a step from where they are judged. */
export function FindingLines({ findings }: { findings: readonly FindingRow[] }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  if (findings.length === 0) return <p className="quiet">{w.links.noFindings}</p>;
  return (
    <ul className="plain-list">
      {findings.map((finding) => {
        const level = levelOfFinding(finding);
        return (
          <li key={finding.key}>
            <span>
              {level !== null && <AlarmMark level={level} />} {w.decisions.findingSeverities[finding.severity]}
            </span>
            <Link to={`/findings?sel=${encodeURIComponent(finding.key)}`}>{finding.sentence[language]}</Link>
            <span className="quiet">
              {finding.rule.ruleId} {sourcesOf(finding)} · {momentWords(finding.sinceMs, nowMs)} · {w.policy.findings.verdicts[finding.verdict?.verdict ?? "none"]}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Of every rulebook that finds it: "XM-101 + FJ-043". */
function sourcesOf({ rule, alsoUnder = [] }: FindingRow): string {
  return [rule, ...alsoUnder].map(({ sources }) => sources.join(" ")).join(" + ");
}
