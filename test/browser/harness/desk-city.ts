import { addDays, localDateOfMs, startOfDayMs } from "../../../shared/calendar/local-date.ts";
import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { EventData, EventType } from "../../../shared/events/event-catalog.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const PRODUCER = "desk-test";
export const ORG = "hl-port";

/** One evaluator's last days as its platform would send them: a plan filed late and amended, a session that runs with a cut, and nothing filed for the batch after. */
export function deskCity(nowMs: number): CloudEvent[] {
  const events: CloudEvent[] = [];
  const say = <T extends EventType>(type: T, atMs: number, data: EventData<T>): void => {
    const sequence = events.length + 1;
    events.push({ specversion: "1.0", id: `e${sequence}`, source: PRODUCER, type, time: iso(atMs), sequence, data: data as Record<string, unknown> });
  };
  const today = localDateOfMs(nowMs);
  const startMs = nowMs - HOUR_MS;
  const levels = [{ occupation: "电工", levels: [3, 4] }];
  const org = { orgId: ORG };
  const batch = { ...org, batchId: "B-1" };
  const session = { ...org, sessionId: "S-1" };
  const planned = { sessionId: "S-1", startsAt: iso(startMs), endsAt: iso(startMs + 3 * HOUR_MS), rooms: ["R-1", "R-2"], occupation: "电工", level: 3, part: "practical" as const, candidates: 3 };
  say("org.filing.submitted", nowMs - 400 * DAY_MS, { ...org, filingId: "F-1", name: "海岚港口机械有限公司", evaluatorType: "E", areaCode: "350200", occupations: levels, sites: [], docs: [] });
  say("org.listed", nowMs - 380 * DAY_MS, { ...org, orgCode: "XM-001", evaluatorType: "E", areaCode: "350200", occupations: levels, validFrom: addDays(today, -380) });
  say("plan.received", nowMs - 12 * DAY_MS, { ...batch, startDate: today, sessions: [planned], invigilators: ["p-1"], examiners: ["p-2"], attached: ["plan", "candidates"] });
  say("plan.amended", nowMs - 10 * DAY_MS, { ...batch, startDate: today, sessions: [{ ...planned, candidates: 4 }], invigilators: ["p-1", "p-3"], examiners: ["p-2"], attached: ["plan", "candidates"], reason: "增加监考" });
  say("plan.approved", nowMs - 9 * DAY_MS, batch);
  say("session.started", startMs, { ...session, batchId: "B-1", rooms: ["R-1", "R-2"] });
  say("stream.up", startMs, { ...session, roomId: "R-1", cameraId: "C-1" });
  say("supervisor.joined", startMs + 60_000, { ...session, supervisorId: "sv-1", side: "internal", mode: "remote" });
  say("stream.down", startMs + 20 * 60_000, { ...session, roomId: "R-1", cameraId: "C-1", cause: "network" });
  say("stream.up", startMs + 27 * 60_000, { ...session, roomId: "R-1", cameraId: "C-1" });
  for (const [index, personId] of ["k-1", "k-2"].entries()) say("candidate.checked_in", startMs - (10 - index) * 60_000, { ...session, personId, roomId: "R-1", seat: `A${index + 1}` });
  say("batch.announced", nowMs - 30 * DAY_MS, { ...org, batchId: "B-2", startDate: addDays(today, 8) });
  return events;
}

/** With the offset of Beijing, as producers write it. */
function iso(atMs: number): string {
  const day = localDateOfMs(atMs);
  const minutes = Math.floor((atMs - startOfDayMs(day)) / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00+08:00`;
}
