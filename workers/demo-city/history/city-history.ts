import { addDays, localDateOf, type LocalDate } from "../../../shared/calendar/local-date.ts";
import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import { planBatch } from "./batch-plan.ts";
import { foundingEvents } from "./founding-events.ts";
import { HISTORY_EVALUATORS, type HistoryEvaluator } from "./history-city.ts";
import { incidentEvents } from "./incident-events.ts";
import { tellPlan } from "./plan-events.ts";
import { tellResults } from "./result-events.ts";
import { tellSittings } from "./sitting-events.ts";
import { Story } from "./story.ts";
import { cityEvents, tellExternalSupervision } from "./supervision-story.ts";

/** Batches are announced five weeks ahead: of one that begins later nothing was said yet. */
const DAYS_AHEAD = 40;
const MAX_BATCHES = 2_000;

/**
 * The city's story up to a moment: a year and more of filings, sessions,
 * results and visits, in the order in which they happened. The same moment
 * gives the same events, and a later one the same and more.
 */
export function cityHistory(until: string): CloudEvent[] {
  const untilMs = Date.parse(until);
  const lastDay = addDays(localDateOf(until), DAYS_AHEAD);
  const chapters = [cityEvents(), incidentEvents(), ...HISTORY_EVALUATORS.flatMap((evaluator, index) => [foundingEvents(evaluator, index), ...batchesOf(evaluator, index, lastDay)])];
  return chapters
    .flat()
    .filter((event) => Date.parse(event.time) <= untilMs)
    .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time) || a.sequence - b.sequence);
}

/** @param lastDay batches that begin later are not told yet */
function batchesOf(evaluator: HistoryEvaluator, evaluatorIndex: number, lastDay: LocalDate): CloudEvent[][] {
  if (evaluator.everyWeeks === 0) return [];
  const chapters: CloudEvent[][] = [];
  for (let index = 0; index < MAX_BATCHES; index += 1) {
    const plan = planBatch(evaluator, index);
    if (plan.startDay > lastDay) break;
    const story = new Story(1_000 + index * 100 + evaluatorIndex);
    tellPlan(story, plan);
    tellSittings(story, plan);
    tellResults(story, plan);
    tellExternalSupervision(story, plan);
    chapters.push(story.events);
  }
  return chapters;
}
