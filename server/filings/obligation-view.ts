import { workdaysBetween } from "../../shared/calendar/count-days.ts";
import { addDays, localDateOfMs } from "../../shared/calendar/local-date.ts";
import type { WorkCalendar } from "../../shared/calendar/work-calendar.ts";
import { OBLIGATION_STATES, type Obligation, type ObligationState } from "../../shared/rules/decision.ts";
import type { ObligationCounts, ObligationDetail, ObligationRow } from "../../shared/protocol/filings/obligations.ts";
import type { z } from "zod";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import type { StoredObligation } from "./obligation-queries.ts";
import { ruleTitle } from "./rule-words.ts";

export interface AskedAt {
  askedAtMs: number;
  calendar: WorkCalendar;
}

/** Only these are still counted down; periods run, and what is closed is over. */
const COUNTED_DOWN: ReadonlySet<ObligationState> = new Set<ObligationState>(["not_due", "due_soon", "due_today", "overdue"]);

export function obligationOf({ body }: StoredObligation): Obligation {
  return JSON.parse(body) as Obligation;
}

export function obligationView(stored: StoredObligation, asked: AskedAt): ObligationRow {
  const { countedDays: _counted, factIds: _facts, ...obligation } = obligationOf(stored);
  return { ...obligation, state: stored.state, workdaysLeft: workdaysLeft(obligation, stored.state, asked), title: ruleTitle(obligation.rule.ruleId), orgName: stored.orgName };
}

function workdaysLeft({ dueDate }: Pick<Obligation, "dueDate">, state: ObligationState, { askedAtMs, calendar }: AskedAt): number | null {
  if (dueDate === null || !COUNTED_DOWN.has(state)) return null;
  const today = localDateOfMs(askedAtMs);
  if (today <= dueDate) return workdaysBetween(calendar, addDays(today, 1), dueDate).count;
  return -workdaysBetween(calendar, addDays(dueDate, 1), today).count;
}

/** What the rule counts, in its row's own words. The row may have gone with a newer rulebook: then only what the obligation itself says. */
export function arithmeticOf({ rule }: Obligation): ObligationDetail["arithmetic"] {
  const row = RULEBOOKS.find(({ id }) => id === rule.rulebookId)?.deadlines.find(({ id }) => id === rule.ruleId);
  const { count = null, unit = "none", direction = "", dayOne = "-", trigger = "", note = "" } = row ?? {};
  return { count, unit, direction, dayOne, trigger, note };
}

/** Every state with its number, those that nothing is in with 0. */
export function allCounts(counts: ReadonlyMap<ObligationState, number>): z.infer<typeof ObligationCounts> {
  return Object.fromEntries(OBLIGATION_STATES.map((state) => [state, counts.get(state) ?? 0])) as z.infer<typeof ObligationCounts>;
}
