import { addDays } from "../../../shared/calendar/local-date.ts";
import type { EventData } from "../../../shared/events/event-catalog.ts";
import { at, examinersOf, type BatchPlan } from "./batch-plan.ts";
import { workday, type Story } from "./story.ts";

/** Announced five weeks ahead; filed, approved and amended as the evaluator's habit has it. */
export function tellPlan(story: Story, plan: BatchPlan): void {
  const { evaluator, batchId, startDay, sessions } = plan;
  const { orgId, habit } = evaluator;
  story.tell("batch.announced", addDays(startDay, -35), "10:00", { orgId, batchId, startDate: startDay });
  if (habit === "plan-missing" && plan.nth(7)) return;

  const receivedOn = workday(startDay, -leadWorkdays(plan));
  story.tell("plan.received", receivedOn, "15:20", planOf(plan));
  const approvedOn = workday(receivedOn, 3);
  const lateApproval = habit === "unapproved" && plan.nth(9);
  if (lateApproval) story.tell("plan.approved", startDay, "10:20", { orgId, batchId });
  else story.tell("plan.approved", approvedOn < startDay ? approvedOn : workday(startDay, -1), "11:00", { orgId, batchId });
  const { amended } = examinersOf(plan);
  if (amended !== null) story.tell("plan.amended", workday(startDay, -4), "16:00", { ...planOf(plan), examiners: amended, reason: "考评员临时出差，换人" });
  for (const session of sessions) story.tell("session.scheduled", workday(startDay, -5), "09:00", { orgId, batchId, ...planned(plan, session) });
}

function leadWorkdays(plan: BatchPlan): number {
  switch (plan.evaluator.habit) {
    case "plan-between-lines":
      return plan.nth(3) ? 12 : 17;
    case "plan-late":
      return plan.nth(2) ? 7 : 14;
    case "unapproved":
      return plan.nth(5) ? 11 : 18;
    case "results-late":
      return plan.nth(6) ? 13 : 19;
    default:
      return 17;
  }
}

function planOf(plan: BatchPlan): EventData<"plan.received"> {
  const { evaluator, batchId, startDay, sessions, candidates } = plan;
  const { orgId, habit } = evaluator;
  const incomplete = habit === "careless-papers" && plan.nth(3);
  return {
    orgId,
    batchId,
    startDate: startDay,
    sessions: sessions.map((session) => planned(plan, session)),
    attached: incomplete ? ["plan", "candidates", "examiners"] : ["training", "plan", "candidates", "invigilators", "examiners", "supervisors"],
    candidateIds: [...candidates],
    candidateCount: candidates.length,
    invigilators: [`${orgId}-iv1`, `${orgId}-iv2`],
    examiners: examinersOf(plan).filed,
    supervisors: [`${orgId}-nd`],
  };
}

function planned({ evaluator, startDay, candidates }: BatchPlan, { sessionId, part, room, from, to }: BatchPlan["sessions"][number]) {
  const { siteId, occupation, level } = evaluator;
  return { sessionId, startsAt: at(startDay, from), endsAt: at(startDay, to), siteId, rooms: [room], occupation, level, part, candidates: candidates.length };
}
