import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EventsAnswer } from "../../../shared/events/event-refusal.ts";
import { MAX_EVENTS_PER_BATCH, type CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { Log } from "../../../shared/node/log/log.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import { writeSecretFile } from "../city/write-secret-file.ts";

const TellerState = z.object({ token: z.string().min(16), toldUntilMs: z.number() });
type TellerState = z.infer<typeof TellerState>;

const TELL_EVERY_MS = 20_000;
/** Told again at a start, because what was told last may not have been noted; the ledger counts it once (P9). */
const OVERLAP_MS = 3_600_000;

export interface TellerParts {
  clock: Clock;
  log: Log;
  /** Where the token and the mark are kept. */
  directory: string;
  centreUrl: string;
  newToken(): string;
  /** Makes the centre know the producer and its token. */
  register(token: string): Promise<void>;
  /** All that happened after `sinceMs` and until then, in order. */
  story(sinceMs: number, untilMs: number): Promise<CloudEvent[]>;
}

/** Tells the centre what happens in the city, as an exam platform would: through its door for events, with a token, and again after an outage. */
export class HistoryTeller {
  readonly #parts: TellerParts;
  readonly #file: string;
  #begun = false;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#file = path.join(parts.directory, "history-teller.json");
  }

  /** Tells all that is past, then what becomes past, until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      await this.tellDue(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, "could not tell the centre what happened in the demo city; trying again");
      });
      await clock.sleep(TELL_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** @returns how many events were sent */
  async tellDue(signal: AbortSignal): Promise<number> {
    const state = await this.#state();
    if (!this.#begun) await this.#parts.register(state.token);
    const nowMs = this.#parts.clock.nowUs() / 1000;
    const due = await this.#parts.story(this.#begun ? state.toldUntilMs : state.toldUntilMs - OVERLAP_MS, nowMs);
    for (let from = 0; from < due.length; from += MAX_EVENTS_PER_BATCH) await this.#send(due.slice(from, from + MAX_EVENTS_PER_BATCH), state.token, signal);
    await writeSecretFile(this.#file, { ...state, toldUntilMs: nowMs } satisfies TellerState);
    this.#begun = true;
    return due.length;
  }

  async #send(events: readonly CloudEvent[], token: string, signal: AbortSignal): Promise<void> {
    const response = await fetch(`${this.#parts.centreUrl}/api/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/cloudevents-batch+json", authorization: `Bearer ${token}` },
      body: JSON.stringify(events),
      signal,
    });
    // 422: it read them and refused every one, with reasons.
    if (!response.ok && response.status !== 422) throw new Error(`the centre answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    const { refused, answers } = EventsAnswer.parse(await response.json());
    if (refused > 0) this.#parts.log.warn({ refused, first: answers.find(({ accepted }) => !accepted) }, "the centre refused events of the demo city");
  }

  async #state(): Promise<TellerState> {
    try {
      return TellerState.parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw new Error(`expected the demo's token and mark in ${this.#file}; remove the file to begin again`, { cause: error });
      await mkdir(this.#parts.directory, { recursive: true, mode: 0o700 });
      const first: TellerState = { token: this.#parts.newToken(), toldUntilMs: 0 };
      await writeSecretFile(this.#file, first);
      return first;
    }
  }
}
