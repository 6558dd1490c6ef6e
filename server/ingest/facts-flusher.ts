import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { CameraStream } from "./camera-stream.ts";
import { flushFacts, type StreamTaken } from "./flush-facts-queries.ts";
import type { IngestMetrics } from "./ingest-metrics.ts";

export interface FactsFlusherParts {
  database: Kysely<Database>;
  nodeName: string;
  streams: () => Iterable<CameraStream>;
  /** Reads from the log again what was given up while the database was away, ready to be flushed. */
  rebuild: () => Promise<StreamTaken[]>;
  maxWaiting: number;
  metrics: IngestMetrics;
  log: Log;
}

/**
 * Takes facts to the database about once a second. While the database is away
 * they wait, within a limit; beyond it they are given up and read from the log
 * when it is back, before anything newer is written (so `last_number` stays true).
 */
export class FactsFlusher {
  #parts: FactsFlusherParts;
  #running: Promise<boolean> | null = null;
  #failing = false;

  constructor(parts: FactsFlusherParts) {
    this.#parts = parts;
  }

  /** True once everything gathered before the call is in the database; false when it did not answer. Never rejects. */
  async flush(): Promise<boolean> {
    // A flush under way may have missed the newest facts: wait for it, then flush again.
    while (this.#running !== null) await this.#running;
    this.#running = this.#flushOnce();
    const done = await this.#running;
    this.#running = null;
    return done;
  }

  /** For the timer: does nothing while a flush is under way. */
  tick(): void {
    if (this.#running === null) void this.flush();
  }

  async #flushOnce(): Promise<boolean> {
    try {
      await this.#rebuildForgotten();
      await this.#flushTaken();
      if (this.#failing) this.#parts.log.info("the database answers again: facts of streams are up to date");
      this.#failing = false;
      return true;
    } catch (error) {
      this.#parts.metrics.failedFlush();
      if (!this.#failing) this.#parts.log.warn({ err: error }, "facts of streams cannot be written; footage goes on into the spool");
      this.#failing = true;
      this.#forgetIfTooMany();
      return false;
    }
  }

  async #flushTaken(): Promise<void> {
    const taken: { stream: CameraStream; facts: StreamTaken }[] = [];
    for (const stream of this.#parts.streams()) {
      const facts = stream.facts.take();
      if (facts !== null) taken.push({ stream, facts: { streamId: stream.streamId, ...facts } });
    }
    if (taken.length === 0) return;
    try {
      await flushFacts(this.#parts.database, this.#parts.nodeName, taken.map(({ facts }) => facts));
    } catch (error) {
      for (const { stream, facts } of taken) stream.facts.giveBack(facts);
      throw error;
    }
  }

  async #rebuildForgotten(): Promise<void> {
    const forgotten = [...this.#parts.streams()].filter((stream) => stream.facts.rebuildTo !== null);
    if (forgotten.length === 0) return;
    await flushFacts(this.#parts.database, this.#parts.nodeName, await this.#parts.rebuild());
    for (const stream of forgotten) stream.facts.rebuildTo = null;
  }

  #forgetIfTooMany(): void {
    let waiting = 0;
    for (const stream of this.#parts.streams()) waiting += stream.facts.waiting;
    if (waiting <= this.#parts.maxWaiting) return;
    let forgotten = 0;
    for (const stream of this.#parts.streams()) forgotten += stream.facts.forgetWaiting();
    this.#parts.metrics.droppedFacts(forgotten);
    this.#parts.log.warn({ forgotten }, "the database has been away for long: waiting facts were given up and will be read from the spool");
  }
}
