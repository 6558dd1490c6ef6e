import { assignmentsOf, DUTIES, type Assignment, type Duty } from "../../history/assignments.ts";
import type { Check } from "../../rule-context.ts";
import { inBoth } from "../two-languages.ts";

/** A23: an external supervisor may be none of the others; an internal one may not examine or serve the exam, invigilators included. */
const BARRED: Readonly<Record<Duty, readonly Duty[]>> = {
  "external-supervisor": ["internal-supervisor", "examiner", "exam-staff", "invigilator"],
  "internal-supervisor": ["examiner", "exam-staff", "invigilator"],
  examiner: [],
  "exam-staff": [],
  invigilator: [],
};

export const doubleDuty: Check = {
  id: "PER-07",
  scope: "org",
  zh: "督导人员兼任同场次工作",
  en: "Supervisor with another duty in the same session",
  sentence: {
    zh: "{personId} 在同一场次（{sessions}）既是{dutyZh}又是{otherZh}。",
    en: "{personId} is {dutyEn} and {otherEn} in the same session ({sessions}).",
  },
  guard: {
    zh: "按人员编号比对，不按姓名；不同场次可以兼任；范围由设置给出（A23）。",
    en: "People are matched by id, not by name; other sessions are allowed; how far “same” reaches is a setting (A23).",
  },
  run(context) {
    const wide = context.setting("avoid.scope") === "batch";
    const unitOf = ({ session }: Assignment) => (wide ? (session.batchId ?? session.sessionId) : session.sessionId);
    const groups = Map.groupBy(assignmentsOf(context.facts), (assignment) => `${unitOf(assignment)} ${assignment.personId}`);
    return [...groups.values()].flatMap((assignments) => {
      const pair = firstConflict(assignments.toSorted((a, b) => a.atMs - b.atMs || (a.factId < b.factId ? -1 : 1)));
      if (pair === null) return [];
      const { supervising, other } = pair;
      const { personId, session, duty } = supervising;
      return {
        subject: { kind: "session", id: session.sessionId },
        part: personId,
        sinceMs: Math.max(supervising.atMs, other.atMs),
        factIds: [supervising.factId, other.factId],
        values: { personId, sessions: [...new Set([session.sessionId, other.session.sessionId])].join("、"), ...inBoth("duty", DUTIES[duty]), ...inBoth("other", DUTIES[other.duty]) },
      };
    });
  },
};

function firstConflict(assignments: readonly Assignment[]): { supervising: Assignment; other: Assignment } | null {
  for (const supervising of assignments) {
    const other = assignments.find(({ duty }) => BARRED[supervising.duty].includes(duty));
    if (other !== undefined) return { supervising, other };
  }
  return null;
}
