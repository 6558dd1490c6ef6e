import type { RuleLibrary } from "../../shared/protocol/filings/rule-library.ts";
import { FINDING_SEVERITIES, OBLIGATION_SEVERITIES } from "../../shared/rules/decision.ts";
import { useLocale } from "../i18n/language.ts";
import { Sources } from "../desk/parts/Sources.tsx";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";

type Book = RuleLibrary["books"][number];
type Rule = Book["rules"][number];

/** One rule: title and figures in a line; words, reading and guard when it is opened. */
export function RuleEntry({ rule, book, open }: { rule: Rule; book: Book; open: boolean }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const d = w.filings.detail;
  const { counting } = rule;
  return (
    <li className="rule" id={rule.id}>
      <details open={open}>
        <summary>
          <strong className="rule-id">{rule.id}</strong>
          <span className="rule-title">{rule.title[language]}</span>
          <span className="quiet">{w.policy.kinds[rule.kind]}</span>
          <span>{severityWords(rule, w)}</span>
          {book.mode !== "in-force" && <span className="tag">{w.decisions.modes[book.mode]}</span>}
          <span className="rule-fired">{rule.fired === 0 ? w.policy.neverFired : `${w.policy.columns.fired} ${rule.fired} · ${w.policy.columns.open} ${rule.open}`}</span>
        </summary>
        <div className="rule-body">
          <Sources sources={rule.sources} readings={rule.readings} />
          {counting !== null && <p>{counting.fixedDate ?? d.rule(String(counting.count ?? ""), d.units[counting.unit] ?? counting.unit, d.directions[counting.direction] ?? counting.direction, d.dayOnes[counting.dayOne] ?? "")}</p>}
          {rule.guard !== null && (
            <p>
              <span className="quiet">{w.policy.guard}: </span>
              {rule.guard[language]}
            </p>
          )}
          {rule.fired > 0 && <Link to={firedPath(rule, book)}>{w.policy.where}</Link>}
        </div>
      </details>
    </li>
  );
}

function firedPath(rule: Rule, book: Book): string {
  const mode = book.mode === "in-force" ? "" : `&mode=${book.mode}`;
  return rule.kind === "deadline" ? `/filings?ruleId=${rule.id}&duty=all&open=false${mode}` : `/findings?ruleId=${rule.id}&open=false${mode}`;
}

function severityWords({ severity }: Rule, w: DeskWords): string {
  const duty = OBLIGATION_SEVERITIES.find((each) => each === severity);
  const finding = FINDING_SEVERITIES.find((each) => each === severity);
  return duty !== undefined ? w.decisions.severities[duty] : finding !== undefined ? w.decisions.findingSeverities[finding] : severity;
}
