import { addDays, type LocalDate } from "../../../shared/calendar/local-date.ts";
import type { HistoryEvaluator } from "./history-city.ts";
import { onWorkday, pick } from "./story.ts";

/** A Monday before anything of the story's batches. */
const FIRST_WEEK: LocalDate = "2025-09-01";
const CANDIDATES = { least: 12, spread: 14 };

/** One batch of the story: everything that follows is derived from it. */
export interface BatchPlan {
  evaluator: HistoryEvaluator;
  index: number;
  batchId: string;
  startDay: LocalDate;
  sessions: readonly { sessionId: string; part: "theory" | "practical"; room: string; from: string; to: string }[];
  candidates: readonly string[];
  /** Which of every so many batches the habit shows in. */
  nth(every: number): boolean;
}

/** @param index 0 for the first batch of an evaluator */
export function planBatch(evaluator: HistoryEvaluator, index: number): BatchPlan {
  const { orgId, rooms } = evaluator;
  const batchId = `${orgId}-b${index + 1}`;
  const week = index * evaluator.everyWeeks + pick(evaluator.everyWeeks, orgId, "week");
  const startDay = onWorkday(addDays(FIRST_WEEK, week * 7 + pick(5, batchId, "weekday")));
  const [first = "room", second = first] = rooms;
  const count = CANDIDATES.least + pick(CANDIDATES.spread, batchId, "candidates");
  return {
    evaluator,
    index,
    batchId,
    startDay,
    sessions: [
      { sessionId: `${batchId}-theory`, part: "theory", room: first, from: "09:00", to: "10:30" },
      { sessionId: `${batchId}-practical`, part: "practical", room: second, from: "13:30", to: "16:30" },
    ],
    candidates: Array.from({ length: count }, (_, number) => `${batchId}-p${number + 1}`),
    nth: (every) => index % every === every - 1,
  };
}

/** Examiners as the plan last says: one batch in four of the careful swaps one. */
export function examinersOf({ evaluator, nth }: BatchPlan): { filed: string[]; amended: string[] | null } {
  const examiners = (numbers: readonly number[]) => numbers.map((number) => `${evaluator.orgId}-ex${number}`);
  return { filed: examiners([1, 2, 3]), amended: evaluator.habit === "exact" && nth(4) ? examiners([2, 3, 4]) : null };
}

export function at(day: LocalDate, time: string): string {
  return `${day}T${time}:00+08:00`;
}

/** "09:00" and 7 → "09:07". */
export function minutesAfter(time: string, minutes: number): string {
  const total = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}
