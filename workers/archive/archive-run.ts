import { DatabaseUnavailable } from "../../shared/node/database/database-unavailable.ts";
import { ObjectConflict, ObjectStoreFull, ObjectStoreUnavailable } from "../../shared/node/object-store/object-store.ts";
import type { LogPosition } from "../../shared/node/record-log/record-log.ts";
import { decodeDurableMeta } from "../../shared/node/spool/durable-record-codec.ts";
import { readReleasedMark, writeReleasedMark } from "../../shared/node/spool/released-mark.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ArchiveSettings } from "./archive-settings.ts";
import { addLostRecords } from "./lost-fragments.ts";
import { retryForEver } from "../../shared/time/retry.ts";
import { SegmentMemory } from "./segment-memory.ts";
import { writeSegment, type SegmentWriterParts } from "./segment-writer.ts";
import { startOfStream } from "./stream-start.ts";
import { StreamGatherer, type GathererStart, type SegmentJob, type SpooledRecord } from "./stream-gatherer.ts";

export interface ArchiveRunParts extends Omit<SegmentWriterParts, "memory"> {
  spoolDirectory: string;
  /** The ingest node whose spool it is. */
  spoolId: string;
  settings: ArchiveSettings;
  clock: Clock;
  signal: AbortSignal;
}

/** Stands where the head before a record is not known. */
const UNKNOWN_HEAD = "0".repeat(64);

export interface StoreHealth {
  state: "ok" | "unavailable" | "full" | "failing";
  detail: string | null;
}

export interface WaitingFacts {
  records: number;
  segments: number;
  /** null = nothing waits */
  oldestReceivedUs: number | null;
}

/**
 * One life of the archive worker over one spool: read what is new, gather it
 * by stream, write what is complete, let go of what is archived. State is in
 * the database, the store and the spool only; a run that ends for any reason
 * is followed by another that begins from those.
 */
export class ArchiveRun {
  readonly #parts: ArchiveRunParts & SegmentWriterParts;
  readonly #streams = new Map<number, StreamGatherer>();
  /** Records whose predecessors are still on another node's way to the archive. */
  readonly #held = new Map<number, { records: SpooledRecord[]; sinceMs: number }>();
  readonly #waiting: SegmentJob[] = [];
  readonly #writing = new Map<number, { job: SegmentJob; done: Promise<void> }>();
  #position: LogPosition = { fileNumber: 0, offset: 0 };
  #keptFrom = 0;
  #failure: unknown;
  #health: StoreHealth = { state: "ok", detail: null };

  constructor(parts: ArchiveRunParts) {
    this.#parts = { ...parts, memory: new SegmentMemory() };
  }

  async begin(): Promise<void> {
    this.#keptFrom = await readReleasedMark(this.#parts.spoolDirectory);
    this.#position = { fileNumber: this.#keptFrom, offset: 0 };
  }

  /** One turn of the loop. @throws DatabaseUnavailable and anything unforeseen: the run is over then */
  async turn(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const caughtUp = await this.#readOn();
    if (caughtUp) this.#closeIdle();
    this.#startWrites();
    await this.#release();
  }

  /** Resolves when a write ends, or after the poll interval. */
  async pause(): Promise<void> {
    const writes = [...this.#writing.values()].map(({ done }) => done);
    await Promise.race([this.#parts.clock.sleep(this.#parts.settings.pollMs, this.#parts.signal), ...writes]);
  }

  /** Closes every open segment and waits until all is archived; for tests and for emptying a node. */
  async drain(): Promise<void> {
    for (const stream of this.#streams.values()) this.#enqueue(stream.close("idle"));
    while (this.#waiting.length + this.#writing.size > 0) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#startWrites();
      await Promise.race([...this.#writing.values()].map(({ done }) => done));
    }
    await this.#release();
  }

  async settle(): Promise<void> {
    await Promise.allSettled([...this.#writing.values()].map(({ done }) => done));
  }

  get health(): StoreHealth {
    return this.#health;
  }

  waiting(): WaitingFacts {
    let records = 0;
    let oldestReceivedUs: number | null = null;
    for (const { first, count } of this.#groups()) {
      records += count;
      oldestReceivedUs = Math.min(oldestReceivedUs ?? first.record.receivedUs, first.record.receivedUs);
    }
    return { records, segments: this.#waiting.length + this.#writing.size, oldestReceivedUs };
  }

  /** true when the durable end of the spool was reached. */
  async #readOn(): Promise<boolean> {
    const { settings, spool } = this.#parts;
    await this.#retryHeld();
    let known = this.waiting().records;
    for await (const entry of spool.scan(this.#position)) {
      const full = this.#waiting.length >= settings.maxWaitingSegments || known >= settings.maxKnownRecords;
      if (full || !(await this.#take({ entry, record: decodeDurableMeta(entry.meta) }))) return false;
      this.#position = entry.next;
      known += 1;
    }
    return true;
  }

  /** false = the store cannot say now where this stream goes on: read on later from here. */
  async #take(spooled: SpooledRecord): Promise<boolean> {
    const { streamId, header } = spooled.record;
    const held = this.#held.get(streamId);
    if (held !== undefined) {
      held.records.push(spooled);
      return true;
    }
    const stream = this.#streams.get(streamId) ?? (await this.#openStream(streamId));
    if (stream === null) return false;
    if (header.number < stream.nextNumber) return true;
    if (header.number > stream.nextNumber) {
      this.#parts.log.warn({ streamId, expected: stream.nextNumber, got: header.number }, "records before this one are not in this spool: waiting for the node that has them");
      this.#enqueue(stream.close("idle"));
      this.#held.set(streamId, { records: [spooled], sinceMs: this.#parts.clock.monotonicMs() });
      return true;
    }
    this.#enqueue(stream.add(spooled));
    return true;
  }

  /** `from` overrides where it goes on, for a hole that nobody fills. */
  async #openStream(streamId: number, from: Partial<GathererStart> = {}): Promise<StreamGatherer | null> {
    try {
      const start = await startOfStream(streamId, this.#parts);
      this.#noteSuccess();
      const { spool } = this.#parts;
      const stream = new StreamGatherer({ ...start, ...from }, this.#parts.settings.cut, (init) => carriedInit(init, spool.readPayload(init.entry)));
      this.#streams.set(streamId, stream);
      return stream;
    } catch (error) {
      this.#noteFailure(error);
      return null;
    }
  }

  /** A camera moved here from another node: go on once that node's archive has the numbers before. */
  async #retryHeld(): Promise<void> {
    for (const [streamId, { records, sinceMs }] of this.#held) {
      if (this.#isBusy(streamId)) continue;
      this.#streams.delete(streamId);
      const stream = await this.#openStream(streamId);
      const [first] = records;
      if (stream === null || first === undefined) continue;
      if (first.record.header.number > stream.nextNumber && !(await this.#goOnBehindHole(stream, first, sinceMs))) continue;
      this.#held.delete(streamId);
      for (const record of records) await this.#take(record);
    }
  }

  /**
   * Numbers that nobody brings are lost (damaged spool). What follows must still be kept: its
   * first record becomes a segment of its own, whose chain cannot be checked and whose
   * verification says so; everything behind it is proven again. The lost seconds are a gap `centre-lost`.
   */
  async #goOnBehindHole(stream: StreamGatherer, first: SpooledRecord, sinceMs: number): Promise<boolean> {
    const { clock, log, settings } = this.#parts;
    if (clock.monotonicMs() - sinceMs < settings.holeWaitMs) return false;
    const { number } = first.record.header;
    log.error({ streamId: stream.streamId, missing: { from: stream.nextNumber, to: number - 1 } }, "acknowledged records are nowhere: the archive goes on behind them, verify will name them");
    await addLostRecords(this.#parts.db, stream.streamId, { fromNumber: stream.nextNumber, toNumber: number - 1, untilUs: first.record.header.startUs });
    const behind = await this.#openStream(stream.streamId, { nextNumber: number, previousHead: UNKNOWN_HEAD });
    if (behind === null) return false;
    this.#enqueue(behind.add(first));
    this.#enqueue(behind.close("hole"));
    return true;
  }

  #closeIdle(): void {
    const nowUs = this.#parts.clock.nowUs();
    for (const stream of this.#streams.values()) this.#enqueue(stream.closeIfIdle(nowUs));
  }

  #enqueue(job: SegmentJob | null): void {
    if (job !== null) this.#waiting.push(job);
  }

  /** In order within a stream (rows must not leave holes), side by side between streams. */
  #startWrites(): void {
    while (this.#writing.size < this.#parts.settings.concurrentWrites) {
      const index = this.#waiting.findIndex((job) => !this.#writing.has(job.streamId));
      const [job] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (job === undefined) return;
      this.#writing.set(job.streamId, { job, done: this.#write(job) });
    }
  }

  async #write(job: SegmentJob): Promise<void> {
    const { settings, clock, signal } = this.#parts;
    try {
      await retryForEver(() => writeSegment(job, this.#parts), settings, clock, signal, (error) => this.#noteFailure(error));
      this.#noteSuccess();
    } catch (error) {
      if (!signal.aborted) this.#failure ??= error;
    } finally {
      this.#writing.delete(job.streamId);
    }
  }

  /** An outage of the store is waited out; anything else ends this run (the next one begins from what is durable). */
  #noteFailure(error: unknown): void {
    if (error instanceof ObjectStoreFull) this.#health = { state: "full", detail: error.message };
    else if (error instanceof ObjectStoreUnavailable) this.#health = { state: "unavailable", detail: error.message };
    else if (error instanceof ObjectConflict) this.#health = { state: "failing", detail: error.message };
    else throw error;
    this.#parts.log.warn({ err: error }, "the archive cannot be written now; the spool keeps everything until it can");
  }

  #noteSuccess(): void {
    this.#health = { state: "ok", detail: null };
  }

  #isBusy(streamId: number): boolean {
    return this.#writing.has(streamId) || this.#waiting.some((job) => job.streamId === streamId);
  }

  /** Tells ingest from which spool file on records are still needed (P4: only behind committed rows). */
  async #release(): Promise<void> {
    let keepFrom = this.#position.fileNumber;
    for (const { first } of this.#groups()) keepFrom = Math.min(keepFrom, first.entry.position.fileNumber);
    if (keepFrom <= this.#keptFrom) return;
    await writeReleasedMark(this.#parts.spoolDirectory, keepFrom);
    this.#keptFrom = keepFrom;
  }

  /** Everything known and not archived, one entry per run of records. */
  *#groups(): Iterable<{ first: SpooledRecord; count: number }> {
    for (const stream of this.#streams.values()) if (stream.oldest !== undefined) yield { first: stream.oldest, count: stream.count };
    const lists = [...[...this.#held.values()].map((held) => held.records), ...this.#waiting.map((job) => job.records), ...[...this.#writing.values()].map(({ job }) => job.records)];
    for (const records of lists) {
      const [first] = records;
      if (first !== undefined) yield { first, count: records.length };
    }
  }
}

/** Read at once, while the spool surely still holds it; a failure is met when a segment needs it. */
function carriedInit({ record }: SpooledRecord, bytes: Promise<Uint8Array>) {
  bytes.catch(() => undefined);
  const { header, contentHash } = record;
  return { recordNumber: header.number, sha256: Buffer.from(contentHash).toString("hex"), bytes: header.payloadBytes, read: () => bytes };
}

/** What ends a run but not the worker: it begins again when the database answers. */
export function endsRunOnly(error: unknown): boolean {
  return error instanceof DatabaseUnavailable;
}
