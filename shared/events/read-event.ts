import { CloudEvent } from "./cloud-event.ts";
import { findConflict } from "./event-conflicts.ts";
import { EVENT_CATALOG, isEventType, kindOf, type EventType } from "./event-catalog.ts";
import { maxCharactersOf } from "./event-size.ts";
import { describeGot, type EventRefusal, type RefusalReason } from "./event-refusal.ts";
import { explainIssues } from "./explain-issue.ts";
import { instantMs } from "../calendar/local-date.ts";
import { nearestWord } from "./nearest-word.ts";
import { findJsonProblem } from "./plain-json.ts";
import { reservedToAuthority } from "./who-may-say.ts";

/** What a token stands for. */
export interface ProducerRight {
  /** The only `source` it may use. */
  id: string;
  /** The only evaluator it may speak of; null: any. */
  orgId: string | null;
}

/** An event whose every part was checked. */
export interface CheckedEvent {
  id: string;
  source: string;
  sequence: number;
  type: EventType;
  time: string;
  subject: string | undefined;
  data: Readonly<Record<string, unknown>>;
}

export type EventReading = { accepted: true; event: CheckedEvent } | { accepted: false; refusal: EventRefusal };

/** The checked event, or everything that is wrong with it; never an empty list. */
export type EventInspection = { event: CheckedEvent } | Refused;

interface Refused {
  refusals: readonly [EventRefusal, ...EventRefusal[]];
}

/** Clocks of other systems are a little off; more than this is a wrong date. */
const MAX_AHEAD_MS = 10 * 60_000;

const TYPES = Object.keys(EVENT_CATALOG);
const ENVELOPE_FIELDS = Object.keys(CloudEvent.shape);

/**
 * Reads one event as it came, whatever it is: the checked event, or the one
 * reason why it cannot be taken. Never throws.
 */
export function readEvent(raw: unknown, producer: ProducerRight, nowMs: number): EventReading {
  const found = inspectEvent(raw, producer, nowMs);
  return "event" in found ? { accepted: true, event: found.event } : { accepted: false, refusal: found.refusals[0] };
}

/** Like {@link readEvent}, but names every field that is wrong: for previews. Never throws. */
export function inspectEvent(raw: unknown, producer: ProducerRight, nowMs: number): EventInspection {
  try {
    return inspect(raw, producer, nowMs);
  } catch (error) {
    // Only an object that is no data (a getter that throws, a proxy) comes here.
    const got = `something that cannot be read (${error instanceof Error ? error.name : "unknown"})`;
    return refuse("malformed", "", "one CloudEvent as a JSON object", got, "按文档重新生成该事件", "make the event again as the documentation shows");
  }
}

function inspect(raw: unknown, producer: ProducerRight, nowMs: number): EventInspection {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return refuse("malformed", "", "one CloudEvent as a JSON object", describeGot(raw), "每个事件应为一个 JSON 对象", "send each event as one JSON object");
  }
  const limit = maxCharactersOf("type" in raw ? raw.type : undefined);
  const problem = findJsonProblem(raw, limit);
  if (problem?.kind === "size") {
    return refuse("too-large", "", problem.expected, problem.got, "拆成几个较小的事件", "split it into smaller events");
  }
  if (problem !== null) {
    const reason = problem.path.startsWith("data") ? "wrong-data" : "malformed";
    return refuse(reason, problem.path, problem.expected, problem.got, "更正后用同一编号重发", "correct it and send the event again under the same id and sequence");
  }
  const envelope = CloudEvent.safeParse(raw);
  if (!envelope.success) return wrong([...explainIssues(envelope.error, { root: raw, prefix: "", reason: "malformed", knownFields: ENVELOPE_FIELDS }), ...dataProblems(raw as Partial<CloudEvent>)]);
  return readData(envelope.data, producer, nowMs);
}

function readData(event: CloudEvent, producer: ProducerRight, nowMs: number): EventInspection {
  if (event.source !== producer.id) {
    return refuse("foreign-source", "source", `"${producer.id}", the producer whose token this is`, describeGot(event.source), "使用本令牌对应的来源", "send it with the token of that source, or under this token's own");
  }
  if (!isEventType(event.type)) return refuseType(event.type);
  if (instantMs(event.time) > nowMs + MAX_AHEAD_MS) {
    const ahead = refuse("future-time", "time", `a moment that has come (at most 10 minutes after ${new Date(nowMs).toISOString()})`, describeGot(event.time), "检查时钟和日期；事件发生后再发送", "check the clock and the date; send an event after it happened");
    return wrong([...ahead.refusals, ...dataProblems(event)]);
  }
  const data = kindOf(event.type).data.safeParse(event.data);
  if (!data.success) return wrong(dataProblems(event));
  const checked: CheckedEvent = { id: event.id, source: event.source, sequence: event.sequence, type: event.type, time: event.time, subject: event.subject, data: data.data };
  const refused = refuseForeign(checked, producer) ?? findConflict(checked);
  return refused === null ? { event: checked } : { refusals: [refused] };
}

/** What is wrong with the data, as far as the type is known. */
function dataProblems({ type, data }: Partial<CloudEvent>): EventRefusal[] {
  if (typeof type !== "string" || !isEventType(type) || data === undefined) return [];
  const schema = kindOf(type).data;
  const { error } = schema.safeParse(data);
  return error === undefined ? [] : explainIssues(error, { root: data, prefix: "data", reason: "wrong-data", knownFields: Object.keys(schema.shape) });
}

function refuseType(type: string): EventInspection {
  const near = nearestWord(type, TYPES);
  const zh = near === null ? "按文档改正事件类型" : `是否应为 ${near}？`;
  const en = near === null ? "take a type from the documentation" : `did you mean ${near}?`;
  return refuse("unknown-type", "type", "one of the documented types", describeGot(type), zh, en);
}

/** A producer bound to one evaluator speaks of that one, and never for the authority. */
function refuseForeign({ type, data }: CheckedEvent, { id, orgId }: ProducerRight): EventRefusal | null {
  const refusal = (path: string, expected: string, got: string): EventRefusal => ({
    reason: "not-allowed",
    path,
    expected,
    got,
    advice: { zh: "请由有权的来源发送，或请管理员调整该来源", en: "have it sent by a producer that may, or ask an administrator to change this producer" },
  });
  if (orgId === null) return null;
  const reserved = reservedToAuthority(type, data);
  if (reserved !== null) return refusal("type", `something that evaluator ${orgId} itself may say`, reserved);
  if (type === "fact.retracted" && data["source"] !== id) return refusal("data.source", `"${id}": a producer retracts its own events only`, describeGot(data["source"]));
  return data["orgId"] === orgId ? null : refusal("data.orgId", `"${orgId}", the evaluator of this producer`, describeGot(data["orgId"]));
}

function wrong(refusals: readonly EventRefusal[]): EventInspection {
  const [first, ...others] = refusals;
  return first === undefined ? refuse("malformed", "", "another value", "this one", "更正后重发", "correct it and send it again") : { refusals: [first, ...others] };
}

function refuse(reason: RefusalReason, path: string, expected: string, got: string, zh: string, en: string): Refused {
  return { refusals: [{ reason, path, expected, got, advice: { zh, en } }] };
}
