import { z } from "zod";
import { CloudEvent, MAX_EVENTS_PER_BATCH } from "../../shared/events/cloud-event.ts";
import { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { LedgerFullError } from "../../shared/node/ledger/ledger-appender.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import type { EventIntake } from "./event-intake.ts";

/** A thousand ordinary events, or one plan of thousands of candidates. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
/** Programs that send event by event are frequent guests. */
const REQUESTS_PER_MINUTE = 12_000;

const CONTENT_TYPES = ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"];

const EventsBody = z.union([CloudEvent, z.array(CloudEvent).max(MAX_EVENTS_PER_BATCH)]).describe("One CloudEvent or a list of them; shared/events/events.md documents the data of each type");

/** POST /api/v1/events: one CloudEvent, or a list of up to 1,000. */
export function eventRoutes(app: HttpApp, intake: EventIntake): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Our own parser: the usual one refuses the whole body for one bad key of one event.
    scope.addContentTypeParser(CONTENT_TYPES, { parseAs: "buffer", bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => {
      try {
        done(null, parseBody(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    });
    const schema = { body: EventsBody, consumes: CONTENT_TYPES, response: { 200: EventsAnswer, 422: EventsAnswer } };
    // The schema only documents the body: the intake reads every event by itself.
    const validatorCompiler = () => (value: unknown) => ({ value });
    const config = { capability: "events.push", rateLimit: { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 } } as const;
    scope.post("/api/v1/events", { config, bodyLimit: BODY_LIMIT_BYTES, schema, validatorCompiler }, async (request, reply) => {
      const producer = request.principal?.producer;
      if (producer === undefined) throw new ApiError("forbidden", "expected a producer's token, got another sign-in");
      const answer = await intake.take(request.body, producer).catch(asBusy);
      return reply.status(answer.accepted === 0 && answer.refused > 0 ? 422 : 200).send(answer);
    });
  });
}

/** More waits for the ledger than it may: the caller keeps what it has and tries again. */
export function asBusy(error: unknown): never {
  if (error instanceof LedgerFullError) throw new ApiError("busy", error.message, { cause: error });
  throw error;
}

/** @throws ApiError with what was expected */
function parseBody(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new ApiError("bad-request", "expected a body in UTF-8, got bytes that are not; send it as UTF-8", { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError("bad-request", `expected one CloudEvent or a list of them as JSON, got ${text.trim() === "" ? "an empty body" : (cause as Error).message.slice(0, 120).toWellFormed()}; send valid JSON`, { cause });
  }
}
