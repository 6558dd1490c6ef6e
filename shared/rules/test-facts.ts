import { localDateOfMs } from "../calendar/local-date.ts";
import { EVENT_CATALOG, type EventData, type EventType } from "../events/event-catalog.ts";
import { inOrder, type Fact, type FactOf } from "../events/fact.ts";

/** Facts for tests, written as lines: when (Shanghai, "2026-03-16" or "2026-03-16 09:00:30"), what, its data. */
export type FactLine = { [T in EventType]: readonly [when: string, type: T, data: EventData<T>] }[EventType];

export const ORG = "xm-port";
export const WELDER = "焊工";

/** Facts in their order, ids "test/001", "test/002" … as the lines are written; data that no event could carry fails here. */
export function facts(...lines: readonly FactLine[]): Fact[] {
  return inOrder(lines.map(([when, type, data], index) => factOf(`test/${String(index + 1).padStart(3, "0")}`, when, type, data) as Fact));
}

export function factOf<T extends EventType>(id: string, when: string, type: T, data: EventData<T>): FactOf<T> {
  EVENT_CATALOG[type].data.parse(data);
  return { id, type, atMs: ms(when), data };
}

/** "2026-03-16 09:00" of Shanghai as an instant that an event may carry. */
export function iso(when: string): string {
  const [day = "", time = "00:00"] = when.split(" ");
  return `${day}T${time.length === 5 ? `${time}:00` : time}+08:00`;
}

export function ms(when: string): number {
  return Date.parse(iso(when));
}

/** UTC ms as Shanghai words, so that an expectation reads like the case. */
export function local(atMs: number | null | undefined): string | null {
  if (atMs === null || atMs === undefined) return null;
  return `${localDateOfMs(atMs)} ${new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 19).replace(/:00$/, "")}`;
}

/** A listed evaluator: enterprise in Xiamen, welders of levels 3 to 5, one site; name what differs. */
export function listed(when: string, data: Partial<EventData<"org.listed">> = {}): FactLine {
  return [when, "org.listed", { orgId: ORG, orgCode: "S000035020001", evaluatorType: "E", areaCode: "350200", occupations: [{ occupation: WELDER, levels: [3, 4, 5] }], sites: ["site-1"], validFrom: when.slice(0, 10), ...data }];
}

export function filed(when: string, data: Partial<EventData<"org.filing.submitted">> = {}): FactLine {
  return [when, "org.filing.submitted", { orgId: ORG, filingId: "f-1", name: "Port Works", evaluatorType: "E", areaCode: "350200", occupations: [{ occupation: WELDER, levels: [3, 4, 5] }], sites: [{ siteId: "site-1", areaCode: "350200" }], docs: [], ...data }];
}

type Session = EventData<"plan.received">["sessions"][number];

/** One session on a day, 09:00 to 11:00 in room r1 of site-1; name what differs. */
export function session(day: string, data: Partial<Session> = {}): Session {
  return { sessionId: "s-1", startsAt: iso(`${day} 09:00`), endsAt: iso(`${day} 11:00`), siteId: "site-1", rooms: ["r1"], occupation: WELDER, level: 4, ...data };
}

export function planned(when: string, sessions: readonly Session[], data: Partial<EventData<"plan.received">> = {}): FactLine {
  return [when, "plan.received", { orgId: ORG, batchId: "b-1", startDate: sessions[0]?.startsAt.slice(0, 10) ?? when.slice(0, 10), sessions: [...sessions], ...data }];
}

export function amended(when: string, sessions: readonly Session[], data: Partial<EventData<"plan.amended">> = {}): FactLine {
  return [when, "plan.amended", { orgId: ORG, batchId: "b-1", startDate: sessions[0]?.startsAt.slice(0, 10) ?? when.slice(0, 10), sessions: [...sessions], ...data }];
}

export function approved(when: string, batchId = "b-1"): FactLine {
  return [when, "plan.approved", { orgId: ORG, batchId }];
}

export function started(when: string, data: Partial<EventData<"session.started">> = {}): FactLine {
  return [when, "session.started", { orgId: ORG, sessionId: "s-1", ...data }];
}

export function ended(when: string, data: Partial<EventData<"session.ended">> = {}): FactLine {
  return [when, "session.ended", { orgId: ORG, sessionId: "s-1", ...data }];
}
