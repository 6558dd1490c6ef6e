import { MAX_EVENTS_PER_BATCH } from "../../shared/events/cloud-event.ts";
import { eventFact, type EventFact } from "../../shared/events/event-entry.ts";
import type { EventAnswer, EventsAnswer } from "../../shared/events/event-refusal.ts";
import { readEvent, type CheckedEvent, type ProducerRight } from "../../shared/events/read-event.ts";
import type { AppendedFact } from "../../shared/node/database/ledger-queries.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { ApiError } from "../errors/error-catalogue.ts";

export interface EventIntakeParts {
  append(facts: readonly EventFact[]): Promise<AppendedFact[]>;
  clock: Clock;
  /** How far past now events may lie: 0 in service, more for rehearsing cases that play later. */
  rehearsalAheadMs: number;
  /** Counts what was answered: "accepted", "repeated", or the reason of a refusal. */
  count(outcome: string): void;
}

/** Takes events in, whichever door they came through: checked, appended, each answered. */
export class EventIntake {
  readonly #parts: EventIntakeParts;

  constructor(parts: EventIntakeParts) {
    this.#parts = parts;
  }

  /**
   * Answers each event in its order once those that hold are in the ledger; a
   * bad one harms no other (P9).
   * @param body what came: one event, or a list of them; nothing about it is trusted
   * @throws ApiError for a batch over the limit
   * @throws DatabaseUnavailable, LedgerFullError: then nothing of it counts, and the same may be sent again
   */
  async take(body: unknown, producer: ProducerRight): Promise<EventsAnswer> {
    const raw: readonly unknown[] = Array.isArray(body) ? body : [body];
    if (raw.length > MAX_EVENTS_PER_BATCH) {
      throw new ApiError("too-large", `expected at most ${MAX_EVENTS_PER_BATCH} events in a batch, got ${raw.length}; send them in several batches`);
    }
    const nowMs = this.#parts.clock.nowUs() / 1000 + this.#parts.rehearsalAheadMs;
    const readings = raw.map((event) => readEvent(event, producer, nowMs));
    const checked = readings.flatMap((reading) => (reading.accepted ? [reading.event] : []));
    const appended = checked.length === 0 ? [] : await this.#parts.append(checked.map(eventFact));
    let next = 0;
    const answers = readings.map((reading, index): EventAnswer => {
      if (!reading.accepted) return { index, accepted: false, ...reading.refusal };
      return answerAppended(index, reading.event, appended[next++]);
    });
    for (const answer of answers) this.#parts.count(answer.accepted ? (answer.repeated ? "repeated" : "accepted") : answer.reason);
    const accepted = answers.filter((answer) => answer.accepted).length;
    return { accepted, refused: answers.length - accepted, answers };
  }
}

function answerAppended(index: number, event: CheckedEvent, fact: AppendedFact | undefined): EventAnswer {
  if (fact === undefined) throw new Error(`expected an answer of the ledger for event ${event.id}, got none`);
  if (fact.conflict === null) return { index, accepted: true, seq: fact.seq, repeated: !fact.appended };
  const isNumber = fact.conflict === "sequence";
  const used = isNumber ? `number ${event.sequence}` : `id "${event.id}"`;
  return {
    index,
    accepted: false,
    reason: isNumber ? "sequence-used" : "id-used",
    path: isNumber ? "sequence" : "id",
    expected: `${isNumber ? "a number" : "an id"} that ${event.source} has not used for another event`,
    got: `${used}, which is entry ${fact.seq} of the ledger with other content`,
    advice: {
      zh: "已入账的内容不能改动：新事件请用新的 id 和 sequence；更正请先发 fact.retracted",
      en: "what is in the ledger stays: give a new event a new id and sequence; to correct one, send fact.retracted for it and the right one anew",
    },
  };
}
