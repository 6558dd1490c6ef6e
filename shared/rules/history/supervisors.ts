import { addYears, type LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

/** One term of appointment of a supervisor. */
export interface SupervisorTerm {
  supervisorId: string;
  areaCode: string;
  side: "internal" | "external";
  orgId: string | null;
  cardNumber: string | null;
  from: LocalDate;
  /** The end that the paper states (A38); null: three years (FJ-012). */
  statedTo: LocalDate | null;
  /** The day on which it ended early; null: it did not. */
  endedOn: LocalDate | null;
  atMs: number;
  factIds: readonly string[];
}

export const TERM_YEARS = 3;

/** Terms by supervisor, oldest first. */
export const supervisorTermsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly SupervisorTerm[]> => {
  const terms = ofType(facts, "supervisor.appointed").map(({ id, atMs, data }): SupervisorTerm => ({
    supervisorId: data.supervisorId,
    areaCode: data.areaCode,
    side: data.side,
    orgId: data.orgId ?? null,
    cardNumber: data.cardNumber ?? null,
    from: data.appointedOn,
    statedTo: data.termTo ?? null,
    endedOn: null,
    atMs,
    factIds: [id],
  }));
  for (const { id, data } of ofType(facts, "supervisor.term_end")) {
    const index = terms.findLastIndex(({ supervisorId, from }) => supervisorId === data.supervisorId && from <= data.endedOn);
    const term = terms[index];
    if (term !== undefined) terms[index] = { ...term, endedOn: data.endedOn, factIds: [...term.factIds, id] };
  }
  return Map.groupBy(terms, ({ supervisorId }) => supervisorId);
});

/** The last day of a term, which counts in full. */
export function lastDayOfTerm(term: SupervisorTerm): LocalDate {
  const planned = term.statedTo ?? addYears(term.from, TERM_YEARS);
  return term.endedOn !== null && term.endedOn < planned ? term.endedOn : planned;
}

export type SupervisorState = "valid" | "no-appointment" | "not-yet" | "term-ended" | "suspended" | "barred";

/** Whether a supervisor may supervise on a day: the session's, never that of the draw (AC-42). A bar has no end (FJ-062). */
export function supervisorStateOn(facts: readonly Fact[], supervisorId: string, day: LocalDate): SupervisorState {
  const barred = ofType(facts, "supervisor.barred").some(({ data }) => data.supervisorId === supervisorId && data.ground !== "lapsed" && data.decidedOn <= day);
  if (barred) return "barred";
  const suspended = ofType(facts, "supervisor.suspended").some(({ data }) => data.supervisorId === supervisorId && data.from <= day && (data.to === undefined || day <= data.to));
  if (suspended) return "suspended";
  const terms = supervisorTermsOf(facts).get(supervisorId) ?? [];
  if (terms.length === 0) return "no-appointment";
  if (terms.some((term) => term.from <= day && day <= lastDayOfTerm(term))) return "valid";
  return terms.some((term) => term.from <= day) ? "term-ended" : "not-yet";
}
