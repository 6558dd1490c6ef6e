import { addDays, startOfDayMs, type LocalDate } from "../../../shared/calendar/local-date.ts";
import { isEventType, type EventType } from "../../../shared/events/event-catalog.ts";
import { eventFact, type EventFact } from "../../../shared/events/event-entry.ts";

/** The day on which the history ends and everything is asked. */
export const LAST_DAY: LocalDate = "2026-04-01";
export const YEARS = 5;
export const NOW_MS = startOfDayMs(LAST_DAY) + 12 * 3_600_000;

const CHECK_INS = 14;
const PERSONS_PER_EVALUATOR = 20;
const OCCUPATION = "焊工";
/** Events of one batch below. */
export const EVENTS_PER_BATCH = CHECK_INS + 12;
const MINUTE_MS = 60_000;

/** Ids, times and numbers of one producer. */
export class HistoryTeller {
  #sequence = 0;
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  tell(day: LocalDate, minute: number, type: string, data: Readonly<Record<string, unknown>>): EventFact {
    if (!isEventType(type)) throw new Error(`expected a type of the catalogue, got ${type}`);
    this.#sequence += 1;
    const time = new Date(startOfDayMs(day) + minute * MINUTE_MS).toISOString();
    return eventFact({ id: `e${this.#sequence}`, source: this.source, sequence: this.#sequence, type: type as EventType, time, subject: undefined, data });
  }
}

/** An evaluator is filed and listed. */
export function foundingFacts(teller: HistoryTeller, index: number): EventFact[] {
  const orgId = orgIdOf(index);
  const common = { orgId, evaluatorType: "E", areaCode: "350200", occupations: [{ occupation: OCCUPATION, levels: [3, 4, 5] }] };
  const first = addDays(LAST_DAY, -365 * YEARS);
  return [
    teller.tell(first, 600, "org.filing.submitted", { ...common, filingId: `f-${index}`, name: `港务公司${index}`, sites: [{ siteId: `${orgId}-site` }], docs: [] }),
    teller.tell(addDays(first, 20), 600, "org.listed", { ...common, orgCode: `S${index}`, sites: [`${orgId}-site`], validFrom: addDays(LAST_DAY, -300) }),
  ];
}

/** One batch from its plan to its results; some plans of the last month come late or never. */
export function batchFacts(teller: HistoryTeller, org: number, batch: number, day: LocalDate): EventFact[] {
  const orgId = orgIdOf(org);
  const [batchId, sessionId, roomId] = [`${orgId}-b${batch}`, `${orgId}-s${batch}`, `${orgId}-r1`];
  const scope = { orgId, batchId };
  const seat = { orgId, sessionId };
  const at = (minute: number) => new Date(startOfDayMs(day) + minute * MINUTE_MS).toISOString();
  const planned = { sessionId, startsAt: at(540), endsAt: at(660), siteId: `${orgId}-site`, rooms: [roomId], occupation: OCCUPATION, level: 4, candidates: CHECK_INS };
  const persons = Array.from({ length: CHECK_INS }, (_, index) => `${orgId}-p${(batch * 7 + index) % PERSONS_PER_EVALUATOR}`);
  return [
    teller.tell(addDays(day, -30), 600, "batch.announced", { ...scope, startDate: day }),
    teller.tell(addDays(day, -28), 600, "plan.received", { ...scope, startDate: day, sessions: [planned], attached: ["plan", "candidates"] }),
    teller.tell(addDays(day, -20), 600, "plan.approved", scope),
    teller.tell(day, 535, "supervisor.onsite_checkin", { ...seat, supervisorId: `${orgId}-n` }),
    teller.tell(day, 540, "session.started", { ...seat, batchId, rooms: [roomId] }),
    ...persons.map((personId, index) => teller.tell(day, 541 + index, "candidate.checked_in", { ...seat, personId, roomId })),
    teller.tell(day, 600, "supervisor.joined", { ...seat, supervisorId: `w-${org % 50}`, side: "external", mode: "remote" }),
    teller.tell(day, 660, "session.ended", { ...seat, batchId, candidatesPresent: CHECK_INS }),
    teller.tell(day, 700, "batch.evaluation_ended", scope),
    teller.tell(addDays(day, 1), 600, "results.posted", scope),
    teller.tell(addDays(day, 10), 600, "results.closed", scope),
    teller.tell(addDays(day, 14), 600, "results.reported", scope),
    teller.tell(addDays(day, 1), 700, "archive.sealed", { ...scope, holds: ["data", "examiner-record", "supervision-report"] }),
  ].filter((fact) => (JSON.parse(fact.body) as { time: string }).time <= new Date(NOW_MS).toISOString());
}

function orgIdOf(index: number): string {
  return `org-${index}`;
}
