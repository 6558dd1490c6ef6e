import { crc32 } from "../../../shared/node/chain/crc32.ts";
import type { Log } from "../../../shared/node/log/log.ts";
import { SpareMemory } from "../../../shared/node/memory/spare-memory.ts";
import { encodeBatch } from "../../../shared/protocol/ingest-record-codec.ts";
import type { Credit, RecordsReply, Refused } from "../../../shared/protocol/ingest.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import { backOffMs } from "../recorder/back-off.ts";
import type { CaptureSpool } from "../spool/capture-spool.ts";
import { BATCH_ANSWERS } from "./answer-refusal.ts";
import type { IngestConnection } from "./ingest-connection.ts";
import { pickBatch, type PickedBatch } from "./pick-batch.ts";
import { readBacklog } from "./read-backlog.ts";
import type { StreamLink } from "./stream-link.ts";

const LARGEST_MESSAGE_BYTES = 2 * 1024 * 1024;
const SMALLEST_MESSAGE_BYTES = 64 * 1024;
/** Memory of answered batches kept for the next ones. */
const SPARE_BYTES = 4 * 1024 * 1024;
/** Backlog in flight at most, so that fresh fragments do not queue behind more than this in TCP. */
const BACKLOG_WINDOW_BYTES = 4 * 1024 * 1024;

export interface BatchSenderParts {
  connection: Pick<IngestConnection, "records" | "close">;
  links: ReadonlySet<StreamLink>;
  spool: CaptureSpool;
  clock: Clock;
  random: () => number;
  log: Log;
  /** A refusal that concerns one stream only. */
  onStreamRefused: (link: StreamLink, refused: Refused) => void;
  /** The centre wants numbers that we do not have (any more, or yet). */
  onMismatch: (link: StreamLink) => void;
}

/** The records of one connection: what may be in flight, what goes next, and what every answer means. */
export class BatchSender {
  #parts: BatchSenderParts;
  #memory = new SpareMemory({ keptBytes: SPARE_BYTES, largestKeptBytes: LARGEST_MESSAGE_BYTES });
  #creditBytes = 0;
  #inFlightBytes = 0;
  /** After a refusal nothing is sent until every other batch is answered: then the rewinds are certain. */
  #draining = false;
  #pausedUntilMs = 0;
  #refusalsInARow = 0;
  #largestBytes = LARGEST_MESSAGE_BYTES;
  #turn = 0;

  constructor(parts: BatchSenderParts) {
    this.#parts = parts;
  }

  onCredit(credit: Credit): void {
    this.#creditBytes = credit.inFlightBytes;
    if (credit.reason !== undefined) this.#parts.log.warn({ creditBytes: credit.inFlightBytes, reason: credit.reason }, "the centre changed the credit");
    this.pump();
  }

  /** Sends whatever may be sent now. */
  pump(): void {
    const { links, clock, connection } = this.#parts;
    if (this.#draining && this.#inFlightBytes > 0) return;
    this.#draining = false;
    if (clock.monotonicMs() < this.#pausedUntilMs) return;
    for (;;) {
      const freeBytes = this.#creditBytes - this.#inFlightBytes;
      if (freeBytes <= 0) break;
      const window = Math.min(this.#creditBytes / 2, BACKLOG_WINDOW_BYTES);
      const limits = {
        liveBytes: Math.min(freeBytes, this.#largestBytes),
        backlogBytes: Math.max(0, window - this.#inFlightBytes),
        allowOneLarger: this.#inFlightBytes === 0,
      };
      const batch = pickBatch([...links], limits, clock.nowUs(), (this.#turn += 1));
      if (batch.records.length === 0) break;
      this.#inFlightBytes += batch.sizeBytes;
      const bytes = encodeBatch(batch.records, crc32, (sizeBytes) => this.#memory.take(sizeBytes));
      connection.records(bytes, (reply) => {
        // An answer proves that the batch was sent to its last byte.
        if (reply !== null) this.#memory.give(bytes);
        this.#answered(batch, reply);
      });
    }
    for (const link of links) this.#readAhead(link);
  }

  #readAhead(link: StreamLink): void {
    if (link.loading || link.pending <= 0 || link.peek() !== null) return;
    link.loading = true;
    void readBacklog(this.#parts.spool, link).finally(() => {
      link.loading = false;
      if (link.peek() !== null) this.pump();
    });
  }

  #answered(batch: PickedBatch, reply: RecordsReply | null): void {
    this.#inFlightBytes -= batch.sizeBytes;
    if (reply === null) return this.#parts.connection.close("the centre did not answer a batch, or not in a way we understand");
    if (!reply.ok) return this.#refused(batch, reply);
    this.#refusalsInARow = 0;
    const byHandle = new Map(batch.parts.map((part) => [part.link.handle, part]));
    for (const [handle, number] of reply.durable) {
      const part = byHandle.get(handle);
      if (part === undefined) continue;
      this.#parts.spool.ack(part.life, Math.min(number, part.life.lastNumber));
      part.link.skipAcked();
    }
    this.pump();
  }

  /** A refused batch left no trace at the centre: everything in it goes again. */
  #refused(batch: PickedBatch, refused: Refused): void {
    const { log, clock, random } = this.#parts;
    log.warn({ reason: refused.reason, streamHandle: refused.streamHandle, message: refused.message }, "the centre refused a batch");
    this.#draining = true;
    this.#refusalsInARow += 1;
    for (const { link, life } of batch.parts) {
      if (link.life === life && link.state === "open") link.sendFrom(life.firstUnacked);
    }
    const answer = BATCH_ANSWERS[refused.reason];
    const named = batch.parts.find((part) => part.link.handle === refused.streamHandle)?.link;
    if (answer.do === "shrink") this.#largestBytes = Math.max(SMALLEST_MESSAGE_BYTES, this.#largestBytes / 2);
    if (answer.do === "stream" && named !== undefined) this.#parts.onStreamRefused(named, refused);
    if (refused.expectedNumber !== undefined && named !== undefined) this.#expects(named, refused.expectedNumber);
    const firstMs = answer.do === "resend" ? answer.pauseMs : 500;
    const again = this.#refusalsInARow > 1 ? 500 : 0;
    const pauseMs = backOffMs({ firstMs: Math.max(firstMs, again), longestMs: 10_000 }, this.#refusalsInARow, random);
    this.#pausedUntilMs = clock.monotonicMs() + pauseMs;
    this.pump();
  }

  #expects(link: StreamLink, number: number): void {
    if (link.state !== "open") return;
    const { firstUnacked, lastNumber } = link.life;
    if (number < firstUnacked || number > lastNumber + 1) return this.#parts.onMismatch(link);
    this.#parts.spool.ack(link.life, number - 1);
    link.sendFrom(number);
  }
}
