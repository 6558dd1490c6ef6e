import { localDateOf } from "../../../shared/calendar/local-date.ts";
import type { EventData } from "../../../shared/events/event-catalog.ts";
import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { DemoEvaluator, DemoRoom } from "../city/demo-city.ts";
import { HISTORY_EVALUATORS } from "./history-city.ts";
import { Story, workday } from "./story.ts";

/** A sitting that really streams. */
export interface TodaysSitting {
  sessionId: string;
  startsAt: Date;
  endsAt: Date;
}

const CANDIDATES = 18;
const MS_PER_MINUTE = 60_000;

/** The filings and people of a sitting whose room streams now, so that the wall's figures and its pictures speak of the same session. */
export function tellTodaysSitting(evaluator: DemoEvaluator, room: DemoRoom, roomIndex: number, sitting: TodaysSitting): CloudEvent[] {
  const known = HISTORY_EVALUATORS.find(({ orgId }) => orgId === evaluator.id);
  if (known === undefined) return [];
  // Seconds keep the chapters of sittings apart from those of the year, and from one another.
  const story = new Story(Math.floor(sitting.startsAt.getTime() / 1000) * 10 + roomIndex);
  const { orgId, siteId, occupation, level } = known;
  const { sessionId } = sitting;
  const batchId = `${sessionId}-batch`;
  const [startsAt, endsAt] = [momentOf(sitting.startsAt), momentOf(sitting.endsAt)];
  const startDay = localDateOf(startsAt);
  const part = room.kind === "workshop" ? "practical" : "theory";
  const candidateIds = Array.from({ length: CANDIDATES }, (_, number) => `${sessionId}-p${number + 1}`);
  const planned: EventData<"plan.received">["sessions"][number] = { sessionId, startsAt, endsAt, siteId, rooms: [room.id], occupation, level, part, candidates: CANDIDATES };
  const examiners = [1, 2, 3].map((number) => `${orgId}-ex${number}`);
  story.tell("plan.received", workday(startDay, -18), "10:00", {
    orgId,
    batchId,
    startDate: startDay,
    sessions: [planned],
    attached: ["training", "plan", "candidates", "invigilators", "examiners", "supervisors"],
    candidateIds,
    candidateCount: CANDIDATES,
    invigilators: [`${orgId}-iv1`],
    examiners,
    supervisors: [`${orgId}-nd`],
  });
  story.tell("plan.approved", workday(startDay, -15), "11:00", { orgId, batchId });
  story.tell("session.scheduled", workday(startDay, -5), "09:00", { orgId, batchId, ...planned });
  const [supervisorId, drawId] = [`${orgId}-nd`, `${sessionId}-internal-draw`];
  story.tell("draw.made", workday(startDay, -4), "08:40", { drawId, areaCode: known.areaCode, what: "inspector", pool: [supervisorId, `${orgId}-nd2`], seed: `机构号码 ${roomIndex}`, result: [supervisorId], internal: true });
  story.tell("supervisor.dispatched", workday(startDay, -4), "08:45", { supervisorId, dispatchId: `${sessionId}-internal`, orgId, sessionIds: [sessionId], side: "internal", drawId });
  const session = { orgId, sessionId };
  for (const personId of examiners) story.tellAt("roster.set", minutes(sitting.startsAt, -1), { ...session, role: "examiner", personId, occupation });
  story.tellAt("roster.set", minutes(sitting.startsAt, -1), { ...session, role: "internal-supervisor", personId: supervisorId });
  const supervisor = { ...session, supervisorId };
  story.tellAt("supervisor.joined", minutes(sitting.startsAt, -0.5), { ...supervisor, side: "internal", mode: "on-site" });
  story.tellAt("supervisor.onsite_checkin", minutes(sitting.startsAt, -0.5), supervisor);
  story.tellAt("supervisor.stage_marked", minutes(sitting.startsAt, -0.4), { ...supervisor, stage: "prep" });
  story.tellAt("session.started", startsAt, { ...session, batchId, siteId, rooms: [room.id] });
  for (const [number, personId] of candidateIds.slice(roomIndex % 3).entries()) {
    story.tellAt("candidate.checked_in", minutes(sitting.startsAt, number / 10), { ...session, personId, roomId: room.id, siteId, seat: String(number + 1), idMatch: true, faceScore: 0.94, faceThreshold: 0.6 });
  }
  story.tellAt("supervisor.stage_marked", minutes(sitting.startsAt, 30), { ...supervisor, stage: "process" });
  story.tellAt("supervisor.stage_marked", minutes(sitting.endsAt, -5), { ...supervisor, stage: "result" });
  story.tellAt("supervisor.left", endsAt, { ...supervisor, mode: "on-site" });
  story.tellAt("session.ended", endsAt, { ...session, batchId, candidatesPresent: CANDIDATES - (roomIndex % 3), examiners, parts: [part] });
  return story.events;
}

function minutes(moment: Date, after: number): string {
  return momentOf(new Date(moment.getTime() + after * MS_PER_MINUTE));
}

/** UTC with its offset; the day is Shanghai's all the same. */
function momentOf(date: Date): string {
  return date.toISOString();
}
