import type { Subject } from "../../../shared/rules/decision.ts";
import { Link } from "../shell/Link.tsx";
import { useDeskWords } from "../words/desk-words.ts";

/** What a decision is about; a link where there is a page for it. */
export function SubjectLink({ subject }: { subject: Subject }) {
  const w = useDeskWords();
  const path = pathOf(subject);
  return (
    <span className="subject">
      <span className="quiet">{w.decisions.subjects[subject.kind]}</span> {path === null ? subject.id : <Link to={path}>{subject.id}</Link>}
    </span>
  );
}

function pathOf({ kind, id }: Subject): string | null {
  if (kind === "evaluator") return `/evaluators/${encodeURIComponent(id)}`;
  return kind === "session" ? `/session-records/${encodeURIComponent(id)}` : null;
}
