import { z } from "zod";
import { MAX_EVENTS_PER_BATCH } from "../../shared/events/cloud-event.ts";
import { EventsAnswer } from "../../shared/events/event-refusal.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { ApiErrorBody } from "../../shared/protocol/api-error.ts";
import type { Clock } from "../../shared/time/clock.ts";

/** Says that the centre understood and will not take it: asking again helps nobody. */
export class PostRefused extends Error {
  override name = "PostRefused";
}

export interface PosterParts {
  serverUrl: string;
  token: string;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

const ANSWER_LIMIT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Well below the body that the server takes. */
const MAX_BODY_CHARACTERS = 2_000_000;

/**
 * Sends events to the centre and waits for as long as it takes: an outage is
 * waited out, later and later, and sending again is harmless (P9).
 * @returns one answer for each event, numbered through
 * @throws PostRefused where the centre refuses the request as a whole, with its own words
 */
export async function postEvents(events: readonly unknown[], parts: PosterParts): Promise<EventsAnswer> {
  const all: EventsAnswer = { accepted: 0, refused: 0, answers: [] };
  for (const batch of batchesOf(events)) {
    const { accepted, refused, answers } = await postBatch(batch, parts);
    const before = all.answers.length;
    all.accepted += accepted;
    all.refused += refused;
    all.answers.push(...answers.map((answer) => ({ ...answer, index: answer.index + before })));
  }
  return all;
}

function* batchesOf(events: readonly unknown[]): Generator<string> {
  let parts: string[] = [];
  let characters = 0;
  for (const event of events) {
    const text = JSON.stringify(event) ?? "null";
    if (parts.length > 0 && (parts.length === MAX_EVENTS_PER_BATCH || characters + text.length > MAX_BODY_CHARACTERS)) {
      yield `[${parts.join(",")}]`;
      parts = [];
      characters = 0;
    }
    parts.push(text);
    characters += text.length;
  }
  if (parts.length > 0) yield `[${parts.join(",")}]`;
}

async function postBatch(body: string, { serverUrl, token, clock, log, signal }: PosterParts): Promise<EventsAnswer> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const answer = await tryBatch(`${serverUrl}/api/v1/events`, token, body, signal);
    if (!("outage" in answer)) return answer;
    log.warn({ reason: answer.outage, waitMs }, "the centre cannot be reached now; the events are sent again");
    await clock.sleep(waitMs, signal);
  }
}

async function tryBatch(url: string, token: string, body: string, signal: AbortSignal): Promise<EventsAnswer | { outage: string }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" }, body, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]) });
    text = await response.text();
  } catch (error) {
    signal.throwIfAborted();
    return { outage: error instanceof Error ? error.message : String(error) };
  }
  if (response.status >= 500 || response.status === 429) return { outage: `status ${response.status}` };
  const parsed = z.union([EventsAnswer, ApiErrorBody]).safeParse(asJson(text));
  if (!parsed.success) throw new PostRefused(`expected an answer of Mingjian from ${url}, got status ${response.status} and another text; check serverUrl`);
  if ("error" in parsed.data) throw new PostRefused(`status ${response.status}: ${parsed.data.error.detail ?? parsed.data.error.en}`);
  return parsed.data;
}

export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
