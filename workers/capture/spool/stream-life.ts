import { advanceChain, genesisHead } from "../../../shared/node/chain/advance-chain.ts";
import { crc32 } from "../../../shared/node/chain/crc32.ts";
import type { RecordHeader, StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import { FRAME_BYTES } from "../../../shared/node/record-log/entry-frame.ts";
import type { LogPosition } from "../../../shared/node/record-log/record-log.ts";
import { SPOOL_META_BYTES } from "./spool-meta.ts";
import { PlaceRing, type Place } from "./place-ring.ts";
import type { LifeState } from "./spool-state.ts";

const ENTRY_OVERHEAD_BYTES = FRAME_BYTES + SPOOL_META_BYTES;

/** What makes a record, before it has a number. */
export interface RecordContent {
  kind: RecordHeader["kind"];
  startUs: number;
  durationUs: number;
  capturedUs: number;
  key: boolean;
  discontinuity: boolean;
  cameraOffsetMs: number | null;
  payload: Uint8Array;
}

/**
 * One life of one stream's numbering, as the spool sees it: the unacknowledged
 * records, the newest of them in memory too. Numbers are contiguous from
 * `firstUnacked` to `lastNumber`; those from `firstInMemory` on have their
 * payload at hand, the others are on disk.
 */
export class StreamLife {
  readonly identity: Pick<LifeState, "lifeId" | "cameraId" | "role" | "epoch" | "originUs">;
  current: boolean;
  lastNumber: number;
  /** Up to here records are on disk (or the disk refused them) and may be sent. */
  sendableNumber: number;
  /** The newest init that new media records build on; null until one came in this process. */
  lastInit: RecordContent | null = null;
  /** End of the last seconds accounted for, stored or gap; null before the first. */
  lastEndUs: number | null;
  /** Chain head after `lastNumber`; null when no device key asks for it. */
  head: Uint8Array | null;
  unackedBytes = 0;
  memoryBytes = 0;
  places: PlaceRing;
  #recent: StreamRecord[] = [];

  constructor(state: LifeState) {
    const { lifeId, cameraId, role, epoch, originUs } = state;
    this.identity = { lifeId, cameraId, role, epoch, originUs };
    this.current = state.current;
    this.lastNumber = state.lastNumber;
    this.sendableNumber = state.lastNumber;
    this.lastEndUs = state.lastEndUs;
    this.head = state.head === null ? null : Buffer.from(state.head, "hex");
    this.places = new PlaceRing(state.lastNumber + 1);
  }

  get firstUnacked(): number {
    return this.places.firstNumber;
  }

  get unackedCount(): number {
    return this.places.count;
  }

  get firstInMemory(): number {
    return this.lastNumber - this.#recent.length + 1;
  }

  /** Computes chain heads from here on; needed by a device key only. */
  keepHead(): void {
    this.head ??= this.lastNumber === 0 ? genesisHead(this.identity) : null;
  }

  /** Gives the content its number. */
  add(content: RecordContent): StreamRecord {
    const record: StreamRecord = {
      streamHandle: 0,
      kind: content.kind,
      key: content.key,
      backfilled: false,
      discontinuity: content.discontinuity,
      payloadBytes: content.payload.byteLength,
      number: this.lastNumber + 1,
      startUs: content.startUs,
      capturedUs: content.capturedUs,
      durationUs: content.durationUs,
      cameraOffsetMs: content.cameraOffsetMs,
      payloadCrc32: crc32(content.payload),
      payload: content.payload,
    };
    if (content.kind === "init") this.lastInit = content;
    this.#recent.push(record);
    this.memoryBytes += record.payloadBytes;
    this.#count(record, record.payloadBytes);
    if (this.head !== null) this.head = advanceChain(this.head, record, record.payload).head;
    return record;
  }

  /**
   * A record found on disk at start, or its bytes behind the header that came first.
   * Numbers missing before it have no place: either they were acknowledged and their
   * file is gone, or the disk lost them.
   */
  addStored(header: RecordHeader, place: Place): void {
    const storedBytes = place.entryBytes - ENTRY_OVERHEAD_BYTES;
    if (this.unackedCount === 0) this.places = new PlaceRing(header.number);
    if (header.number < this.firstUnacked) this.places.extendBack(header.number);
    if (this.unackedCount > 0 && header.number <= this.lastNumber) {
      this.unackedBytes += storedBytes;
      this.places.set(header.number, place);
      return;
    }
    while (this.places.firstNumber + this.unackedCount < header.number) this.places.push();
    this.#count(header, storedBytes);
    this.sendableNumber = header.number;
    this.places.set(header.number, place);
  }

  #count(header: RecordHeader, bytes: number): void {
    this.lastNumber = header.number;
    this.places.push();
    this.unackedBytes += bytes;
    if (header.kind === "media" || header.kind === "gap") {
      this.lastEndUs = Math.max(this.lastEndUs ?? 0, header.startUs + header.durationUs);
    }
  }

  inMemory(number: number): StreamRecord | null {
    return this.#recent[number - this.firstInMemory] ?? null;
  }

  /** The record was written, with this many bytes of its payload; false if it was acknowledged meanwhile. */
  placed(number: number, position: LogPosition, payloadBytes: number): boolean {
    return this.places.set(number, { position, entryBytes: ENTRY_OVERHEAD_BYTES + payloadBytes });
  }

  /** Frees the oldest payload in memory if it can be had from disk; false if it cannot. */
  evictOldest(): boolean {
    const oldest = this.#recent[0];
    if (oldest === undefined || this.places.get(oldest.number)?.entryBytes !== ENTRY_OVERHEAD_BYTES + oldest.payloadBytes) return false;
    this.#recent.shift();
    this.memoryBytes -= oldest.payloadBytes;
    return true;
  }

  /** Forgets everything up to and including `number`; `release` is told of each place on disk. */
  ack(number: number, release: (place: Place) => void): void {
    while (this.unackedCount > 0 && this.firstUnacked <= number) {
      const record = this.firstInMemory === this.firstUnacked ? this.#recent.shift() : undefined;
      this.memoryBytes -= record?.payloadBytes ?? 0;
      const place = this.places.shift();
      this.unackedBytes -= record?.payloadBytes ?? (place === null ? 0 : place.entryBytes - ENTRY_OVERHEAD_BYTES);
      if (place !== null) release(place);
    }
  }

  state(): LifeState {
    return {
      ...this.identity,
      lastNumber: this.lastNumber,
      lastEndUs: this.lastEndUs,
      head: this.head === null ? null : Buffer.from(this.head).toString("hex"),
      current: this.current,
    };
  }
}
