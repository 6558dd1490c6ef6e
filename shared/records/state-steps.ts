import { startOfDayMs } from "../calendar/local-date.ts";
import type { WorkCalendar } from "../calendar/work-calendar.ts";
import { alertDays, HOUSE_ALERTS } from "../rules/alert-ladder.ts";
import type { Obligation, ObligationState } from "../rules/decision.ts";
import { lateFromMs, stateOf } from "../rules/obligation-state.ts";

const DAY_MS = 86_400_000;

/** An obligation's states over time: `states[0]` before `fromMs[0]`, then `states[n]` from `fromMs[n - 1]` on. */
export interface StateSteps {
  fromMs: number[];
  states: ObligationState[];
}

/**
 * Every state that an obligation has, had and will have as far as today's
 * facts tell, so that a database can answer "what is overdue at this moment"
 * without asking the rules again. Nothing but `stateOf`, asked at each moment
 * at which its answer can change.
 */
export function stateStepsOf(obligation: Obligation, calendar: WorkCalendar): StateSteps {
  const steps: StateSteps = { fromMs: [], states: [] };
  const moments = momentsOf(obligation, calendar);
  steps.states.push(stateOf(obligation, (moments[0] ?? 0) - 1, calendar));
  for (const momentMs of moments) {
    const state = stateOf(obligation, momentMs, calendar);
    if (state === steps.states.at(-1)) continue;
    steps.fromMs.push(momentMs);
    steps.states.push(state);
  }
  return steps;
}

/** Days begin, alerts begin, it is late, it is done, it is void. In order. */
function momentsOf(obligation: Obligation, calendar: WorkCalendar): number[] {
  const { triggerDate, dueDate, metAtMs, voidedAtMs } = obligation;
  const [firstAlert] = alertDays(obligation, calendar, HOUSE_ALERTS);
  const days = [triggerDate, firstAlert, dueDate].filter((day) => typeof day === "string").map(startOfDayMs);
  const afterDue = dueDate === null ? [] : [startOfDayMs(dueDate) + DAY_MS];
  const moments = [...days, ...afterDue, lateFromMs(obligation), metAtMs, voidedAtMs].filter((momentMs) => momentMs !== null);
  return [...new Set(moments)].toSorted((a, b) => a - b);
}

export function stateAt({ fromMs, states }: StateSteps, atMs: number): ObligationState {
  return states[fromMs.findLastIndex((from) => from <= atMs) + 1] ?? "no_clock";
}

/** When it is, was or will be overdue; `toMs` null: until it is done. null: never. */
export function overdueSpan({ fromMs, states }: StateSteps): { fromMs: number; toMs: number | null } | null {
  const index = states.indexOf("overdue");
  const startMs = fromMs[index - 1];
  return index < 1 || startMs === undefined ? null : { fromMs: startMs, toMs: fromMs[index] ?? null };
}
