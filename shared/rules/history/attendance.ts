import type { Fact } from "../../events/fact.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";
import type { Dated } from "./results.ts";

/** Who sat a session and who did not, as the newest word on each person has it. */
export interface Attendance {
  /** Checked in or recorded as having sat it. */
  present: ReadonlyMap<string, Dated>;
  /** Marked absent and never seen afterwards. */
  absent: ReadonlyMap<string, Dated>;
  /** Handed in before the end. */
  handedIn: ReadonlyMap<string, Dated>;
}

const NOBODY: Attendance = { present: new Map(), absent: new Map(), handedIn: new Map() };
const TYPES = ["candidate.checked_in", "candidate.attempted", "candidate.absent", "candidate.left"] as const;

const attendanceBySession = viewOf((facts: readonly Fact[]) => {
  const sessions = new Map<string, { present: Map<string, Dated>; absent: Map<string, Dated>; handedIn: Map<string, Dated> }>();
  for (const fact of ofTypes(facts, TYPES)) {
    const { sessionId, personId } = fact.data;
    const session = sessions.get(sessionId) ?? { present: new Map(), absent: new Map(), handedIn: new Map() };
    sessions.set(sessionId, session);
    const dated = { atMs: fact.atMs, factId: fact.id };
    if (fact.type === "candidate.absent") session.absent.set(personId, dated);
    else if (fact.type === "candidate.left") {
      if (fact.data.reason === "handed-in") session.handedIn.set(personId, dated);
    } else {
      session.present.set(personId, dated);
      session.absent.delete(personId);
    }
  }
  return sessions;
});

export function attendanceOf(facts: readonly Fact[], sessionId: string): Attendance {
  return attendanceBySession(facts).get(sessionId) ?? NOBODY;
}
