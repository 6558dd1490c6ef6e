import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { StreamEpoch, type CameraId, type StreamRole } from "../../../shared/domain/ids.ts";
import type { Log } from "../../../shared/node/log/log.ts";
import type { LogPosition, RecordLog } from "../../../shared/node/record-log/record-log.ts";
import { openRecordLog } from "../../../shared/node/record-log/open-record-log.ts";
import { readRecordHeader } from "../../../shared/protocol/ingest-record-codec.ts";
import type { StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import { crc32 } from "../../../shared/node/chain/crc32.ts";
import { neverWritten } from "./never-written.ts";
import { loadLives } from "./load-spool.ts";
import { encodeSpoolMeta } from "./spool-meta.ts";
import { readExactMark, readSpoolState, removeExactMark, writeExactMark, writeSpoolState } from "./spool-state.ts";
import { StreamLife, type RecordContent } from "./stream-life.ts";

export interface CaptureSpoolOptions {
  directory: string;
  /** Limit on disk. What does not fit any more is not taken; what is kept is never dropped for it. */
  maxBytes: number;
  /** Payloads held in memory as well, so that normal running never reads the disk. */
  memoryBytes: number;
  /**
   * How long a fragment may wait in memory for its acknowledgement before its bytes go to
   * disk; its header goes there before it is sent. 0 writes everything at once.
   */
  diskDelayMs: number;
  /** Compute chain heads, because a device key signs them. */
  keepHeads: boolean;
}

const SYNC_INTERVAL_MS = 1000;
/** After a failed write. */
const RETRY_MS = 1000;
const NOTHING = new Uint8Array(0);
const LARGEST_FILE_BYTES = 16 * 1024 * 1024;
const SMALLEST_FILE_BYTES = 64 * 1024;
const FILES_IN_LIMIT = 16;

interface Unwritten {
  life: StreamLife;
  record: StreamRecord;
}

/** Its header is on disk, its bytes are not (yet). */
interface Unsettled extends Unwritten {
  dueMs: number;
}

/**
 * The capture worker's memory of what the centre does not have yet (P2): numbers
 * records, keeps them on disk and the newest in memory, and lets go when they are
 * acknowledged. Records are written in batches by `flush`, and only then sent.
 */
export class CaptureSpool {
  #options: CaptureSpoolOptions;
  #parts: { log: RecordLog; clock: Clock; logger: Log };
  #lives: Map<number, StreamLife>;
  #nextLifeId: number;
  #stateWriting: Promise<void> = Promise.resolve();
  #unwritten: Unwritten[] = [];
  #unwrittenBytes = 0;
  #unsettled: Unsettled[] = [];
  #flushing: Promise<void> | null = null;
  /** Unacknowledged records in each file; a sealed file without any is removed. */
  #neededIn = new Map<number, number>();
  /** Files on their way out. */
  #leaving = new Set<number>();
  #removing: Promise<void> = Promise.resolve();
  #closed = false;
  /** The last write failed / a write has failed since the start. */
  #diskFailing = false;
  #diskFailed = false;

  private constructor(
    options: CaptureSpoolOptions,
    parts: { log: RecordLog; clock: Clock; logger: Log },
    lives: Map<number, StreamLife>,
  ) {
    this.#options = options;
    this.#parts = parts;
    this.#lives = lives;
    this.#nextLifeId = Math.max(0, ...lives.keys()) + 1;
    for (const life of lives.values()) this.#countPlaces(life);
  }

  /** @throws SpoolStateError, or the disk's error */
  static async open(options: CaptureSpoolOptions, clock: Clock, logger: Log): Promise<CaptureSpool> {
    const state = (await readSpoolState(options.directory)) ?? { version: 1, lives: [] };
    const exact = state.lives.length === 0 || (await readExactMark(options.directory));
    const fileBytes = Math.floor(options.maxBytes / FILES_IN_LIMIT);
    const log = await openRecordLog(
      {
        directory: join(options.directory, "log"),
        fileBytes: Math.min(LARGEST_FILE_BYTES, Math.max(SMALLEST_FILE_BYTES, fileBytes)),
        durability: { kind: "interval", syncIntervalMs: SYNC_INTERVAL_MS },
        onDamage: (damage) => logger.error(damage, "capture spool damaged: the records in it become a gap with cause corrupted"),
      },
      clock,
    );
    const lives = await loadLives(log, state);
    for (const life of lives.values()) {
      if (!exact || (options.keepHeads && life.head === null && life.lastNumber > 0)) life.current = false;
    }
    if (!exact) logger.warn("the last stop may have lost numbers: every stream begins a new epoch, the old ones are resent first");
    const spool = new CaptureSpool(options, { log, clock, logger }, lives);
    await spool.#writeState();
    await writeExactMark(options.directory, false);
    return spool;
  }

  /** Lives to be opened at the server: the current ones, and older ones that still have something to send. */
  lives(): StreamLife[] {
    return [...this.#lives.values()].filter((life) => life.current || life.unackedCount > 0);
  }

  /** The life that new records of this stream go to; made if there is none. */
  async currentLife(cameraId: CameraId, role: StreamRole): Promise<StreamLife> {
    const known = this.#livesOf(cameraId, role).find((life) => life.current);
    return known ?? this.#beginLife(cameraId, role, true);
  }

  /**
   * Carries everything unacknowledged of a life over to a new epoch, in order, because
   * the centre's numbers for the old one do not fit ours. Signatures stay behind: they
   * signed another chain.
   */
  async rebase(old: StreamLife): Promise<StreamLife> {
    const { cameraId, role } = old.identity;
    const life = await this.#beginLife(cameraId, role, old.current);
    const first = old.unackedCount > 0 ? await this.#recordOf(old, old.firstUnacked) : null;
    if (old.lastInit !== null && first?.kind !== "init") this.add(life, old.lastInit);
    for (let number = old.firstUnacked; number <= old.lastNumber; number += 1) {
      const record = await this.#recordOf(old, number);
      if (record === null) this.#parts.logger.error({ cameraId, role, number }, "a spooled record is lost and cannot go to the new epoch");
      else if (record.kind !== "signature") this.add(life, record);
    }
    this.ack(old, old.lastNumber);
    return life;
  }

  /** A new epoch: numbers from 1. What is accounted for carries over, so that no second is counted twice. */
  async #beginLife(cameraId: CameraId, role: StreamRole, current: boolean): Promise<StreamLife> {
    const before = this.#livesOf(cameraId, role).at(-1);
    if (current) for (const life of this.#livesOf(cameraId, role)) life.current = false;
    const life = new StreamLife({
      lifeId: this.#nextLifeId,
      cameraId,
      role,
      epoch: StreamEpoch.parse(randomUUID()),
      originUs: before?.identity.originUs ?? this.#parts.clock.nowUs(),
      lastNumber: 0,
      lastEndUs: before?.lastEndUs ?? null,
      head: null,
      current,
    });
    this.#nextLifeId += 1;
    if (this.#options.keepHeads) life.keepHead();
    this.#lives.set(life.identity.lifeId, life);
    await this.#writeState();
    return life;
  }

  #livesOf(cameraId: CameraId, role: StreamRole): StreamLife[] {
    return [...this.#lives.values()].filter((life) => life.identity.cameraId === cameraId && life.identity.role === role);
  }

  async #recordOf(life: StreamLife, number: number): Promise<StreamRecord | null> {
    return life.inMemory(number) ?? (await this.read(life, number));
  }

  /** Whether one more payload of this size may be taken. */
  hasRoom(payloadBytes: number): boolean {
    if (this.#diskFailing) return this.#memoryBytes() + payloadBytes <= this.#options.memoryBytes;
    return this.#parts.log.sizeBytes() + this.#unwrittenBytes + payloadBytes <= this.#options.maxBytes;
  }

  /** Numbers a record; it is on disk and may be sent after the next `flush`. */
  add(life: StreamLife, content: RecordContent): StreamRecord {
    const record = life.add(content);
    this.#unwritten.push({ life, record });
    this.#unwrittenBytes += record.payloadBytes;
    return record;
  }

  get unwrittenBytes(): number {
    return this.#unwrittenBytes;
  }

  /** Writes what gathered. When it resolves, every record added before may be sent. Never rejects. */
  async flush(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    const fresh = this.#unwritten;
    const due = this.#takeDue(this.#parts.clock.monotonicMs());
    if (fresh.length === 0 && due.length === 0) return;
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
    this.#flushing = this.#write(fresh, due).finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  /** The record is durable at the centre. */
  ack(life: StreamLife, number: number): void {
    life.ack(number, (place) => this.#release(place.position.fileNumber));
    this.#removeFiles();
  }

  /** A record from disk; null if the disk does not have it any more. */
  async read(life: StreamLife, number: number): Promise<StreamRecord | null> {
    const place = life.places.get(number);
    if (place === null) return null;
    try {
      const { meta, payload } = await this.#parts.log.readAt(place.position, place.entryBytes);
      const header = readRecordHeader(meta, 4, crc32);
      return payload.byteLength === header.payloadBytes ? { ...header, payload } : neverWritten(header);
    } catch (error) {
      this.#parts.logger.error({ err: error, cameraId: life.identity.cameraId, number }, "a spooled record cannot be read back");
      return null;
    }
  }

  /** Bytes on disk, and the limit. */
  usage(): { sizeBytes: number; maxBytes: number } {
    return { sizeBytes: this.#parts.log.sizeBytes(), maxBytes: this.#options.maxBytes };
  }

  /** Everything on disk and synced; the next start goes on with the same numbers. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.flush();
    await this.#removing;
    await this.#writeState();
    await this.#parts.log.close();
    if (!this.#diskFailed) await writeExactMark(this.#options.directory, true);
  }

  async #write(fresh: Unwritten[], due: Unwritten[]): Promise<void> {
    const delayed = fresh.filter(({ record }) => this.#mayWait(record));
    const whole = [...fresh.filter(({ record }) => !this.#mayWait(record)), ...due];
    const entries = [
      ...delayed.map(({ life, record }) => ({ meta: encodeSpoolMeta(life.identity.lifeId, record), payload: NOTHING })),
      ...whole.map(({ life, record }) => ({ meta: encodeSpoolMeta(life.identity.lifeId, record), payload: record.payload, payloadCrc32: record.payloadCrc32 })),
    ];
    const unsettled = [...delayed];
    try {
      const positions = await this.#parts.log.append(entries);
      if (this.#diskFailing) this.#parts.logger.info("the capture spool can be written again");
      this.#diskFailing = false;
      for (const [index, written] of delayed.entries()) this.#placed(written, positions[index], 0);
      for (const [index, written] of whole.entries()) this.#placed(written, positions[delayed.length + index], written.record.payloadBytes);
    } catch (error) {
      await this.#writeFailed(error);
      unsettled.push(...whole);
    }
    const dueMs = this.#parts.clock.monotonicMs() + Math.max(this.#options.diskDelayMs, this.#diskFailing ? RETRY_MS : 0);
    for (const { life, record } of unsettled) this.#unsettled.push({ life, record, dueMs });
    for (const { life, record } of fresh) life.sendableNumber = record.number;
    this.#trimMemory([...fresh, ...due]);
  }

  /** Only footage is worth the wait, and chain heads need all of it after a restart. */
  #mayWait(record: StreamRecord): boolean {
    return record.kind === "media" && this.#options.diskDelayMs > 0 && !this.#options.keepHeads && !this.#closed;
  }

  /** What waited long enough and is still not acknowledged. */
  #takeDue(nowMs: number): Unwritten[] {
    let count = 0;
    while (count < this.#unsettled.length && (this.#closed || (this.#unsettled[count]?.dueMs ?? 0) <= nowMs)) count += 1;
    return this.#unsettled.splice(0, count).filter(({ life, record }) => record.number >= life.firstUnacked);
  }

  #placed({ life, record }: Unwritten, position: LogPosition | undefined, payloadBytes: number): void {
    if (position === undefined) return;
    const before = life.places.get(record.number);
    if (!life.placed(record.number, position, payloadBytes)) return;
    if (before !== null) this.#release(before.position.fileNumber);
    this.#neededIn.set(position.fileNumber, (this.#neededIn.get(position.fileNumber) ?? 0) + 1);
  }

  /** The records stay in memory and are sent; but the log does not know their numbers, so a crash from here on needs new epochs. */
  async #writeFailed(cause: unknown): Promise<void> {
    if (!this.#diskFailing) {
      this.#parts.logger.error({ err: cause }, "the capture spool cannot be written: records are kept in memory only, up to its limit");
    }
    this.#diskFailing = true;
    this.#diskFailed = true;
    await removeExactMark(this.#options.directory).catch(() => {});
  }

  #trimMemory(batch: Unwritten[]): void {
    let surplus = this.#memoryBytes() - this.#options.memoryBytes;
    for (const { life } of batch) {
      while (surplus > 0) {
        const before = life.memoryBytes;
        if (!life.evictOldest()) break;
        surplus -= before - life.memoryBytes;
      }
    }
  }

  #memoryBytes(): number {
    let bytes = 0;
    for (const life of this.#lives.values()) bytes += life.memoryBytes;
    return bytes;
  }

  #countPlaces(life: StreamLife): void {
    for (let number = life.firstUnacked; number <= life.lastNumber; number += 1) {
      const place = life.places.get(number);
      if (place === null) continue;
      const { fileNumber } = place.position;
      this.#neededIn.set(fileNumber, (this.#neededIn.get(fileNumber) ?? 0) + 1);
    }
  }

  #release(fileNumber: number): void {
    this.#neededIn.set(fileNumber, (this.#neededIn.get(fileNumber) ?? 1) - 1);
  }

  #removeFiles(): void {
    const files = this.#parts.log.files().slice(0, -1);
    const done = files.map((file) => file.fileNumber).filter((file) => !this.#leaving.has(file) && (this.#neededIn.get(file) ?? 0) <= 0);
    if (done.length === 0 || this.#closed) return;
    for (const file of done) this.#leaving.add(file);
    this.#removing = this.#remove(this.#removing, done);
  }

  /** State first, files second: numbers and chain heads of removed records must still be known after a crash. */
  async #remove(before: Promise<void>, fileNumbers: number[]): Promise<void> {
    await before;
    try {
      await this.#writeState();
      await this.#parts.log.remove(fileNumbers);
    } catch (error) {
      this.#parts.logger.warn({ err: error }, "acknowledged spool files could not be removed; trying again later");
    }
    for (const file of fileNumbers) this.#leaving.delete(file);
  }

  /** One at a time, and only numbers that the log has: a state ahead of the log would skip them after a crash. */
  #writeState(): Promise<void> {
    this.#stateWriting = this.#stateWriting.then(async () => {
      while (this.#unwritten.length > 0 || this.#flushing !== null) await this.flush();
      const lives = this.lives().map((life) => life.state());
      await writeSpoolState(this.#options.directory, { version: 1, lives });
    });
    this.#stateWriting = this.#stateWriting.catch((error: unknown) => {
      this.#parts.logger.error({ err: error }, "the capture spool's state could not be written");
    });
    return this.#stateWriting;
  }
}
