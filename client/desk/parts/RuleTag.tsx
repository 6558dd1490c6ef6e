import type { RuleReference } from "../../../shared/rules/decision.ts";
import { Link } from "../shell/Link.tsx";
import { useDeskWords } from "../words/desk-words.ts";

/** Which rule of which book and version, a step from its words; drafts and pilots say that they do not count. */
export function RuleTag({ rule }: { rule: Pick<RuleReference, "ruleId" | "rulebookId" | "rulebookVersion" | "mode" | "sources"> }) {
  const w = useDeskWords();
  return (
    <span className="rule-tag">
      <Link to={`/policy?rule=${rule.ruleId}&book=${rule.rulebookId}`}>{rule.ruleId}</Link>
      <span className="quiet">
        {rule.sources.join(" ")} · {rule.rulebookId} {rule.rulebookVersion}
      </span>
      {rule.mode !== "in-force" && <span className="tag">{w.decisions.modes[rule.mode]}</span>}
    </span>
  );
}
