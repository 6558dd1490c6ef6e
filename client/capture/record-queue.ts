import type { RecordHeader, StreamRecord } from "../../shared/protocol/ingest-record.ts";
import type { GapDeclaration } from "../../shared/protocol/ingest.ts";
import { crc32 } from "./crc32.ts";
import type { CutFragment } from "./fragment-cutter.ts";

type Kept = StreamRecord & { sentBefore: boolean };

/**
 * Numbered records that the centre has not confirmed, in memory and bounded.
 * When it is full, new fragments are left out and counted, and a gap record
 * says so as soon as there is room: numbers never have holes.
 */
export class RecordQueue {
  droppedFragments = 0;
  #limitBytes: number;
  #records: Kept[] = [];
  #sizeBytes = 0;
  #lastNumber = 0;
  #missing: { startUs: number; endUs: number; fragments: number } | null = null;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get length(): number {
    return this.#records.length;
  }

  get full(): boolean {
    return this.#missing !== null;
  }

  addInit(bytes: Uint8Array, nowUs: number): void {
    this.#add({ kind: "init", key: false, startUs: nowUs, durationUs: 0, capturedUs: nowUs, payload: bytes });
  }

  /** Drops, counted, while full; and then until a key fragment, because nothing else can be played after a hole. */
  addFragment(fragment: CutFragment, nowUs: number): void {
    const overLimit = this.#sizeBytes + fragment.bytes.byteLength > this.#limitBytes;
    if (overLimit || (this.#missing !== null && !fragment.key)) {
      this.#leaveOut(fragment);
      return;
    }
    const discontinuity = this.#missing !== null;
    if (this.#missing !== null) this.#declareGap(nowUs);
    this.#add({ ...fragment, kind: "media", capturedUs: nowUs, payload: fragment.bytes, discontinuity });
  }

  /** Records from `number` on that fit into `limitBytes`; at least one if there is any. */
  from(number: number, limitBytes: number, countLimit = 64): StreamRecord[] {
    const batch: Kept[] = [];
    let sizeBytes = 0;
    for (const record of this.#records) {
      if (record.number < number) continue;
      sizeBytes += record.payloadBytes;
      if (batch.length > 0 && (sizeBytes > limitBytes || batch.length === countLimit)) break;
      batch.push(record);
    }
    const records = batch.map(({ sentBefore, ...record }) => ({ ...record, backfilled: sentBefore || record.backfilled }));
    for (const record of batch) record.sentBefore = true;
    return records;
  }

  /** Forgets what the centre keeps. */
  confirm(durableNumber: number): void {
    while ((this.#records[0]?.number ?? Infinity) <= durableNumber) this.#sizeBytes -= this.#records.shift()?.payloadBytes ?? 0;
  }

  /** What is queued while the line is cut arrives late: it is marked so. */
  markBackfilled(): void {
    for (const record of this.#records) record.backfilled = true;
  }

  #leaveOut(fragment: CutFragment): void {
    this.droppedFragments += 1;
    const endUs = fragment.startUs + fragment.durationUs;
    this.#missing ??= { startUs: fragment.startUs, endUs, fragments: 0 };
    this.#missing.endUs = endUs;
    this.#missing.fragments += 1;
  }

  #declareGap(nowUs: number): void {
    if (this.#missing === null) return;
    const { startUs, endUs, fragments } = this.#missing;
    const detail = `the browser kept ${Math.round(this.#limitBytes / 1e6)} MB and had no room for more while the centre was away`;
    const gap: GapDeclaration = { cause: "spool-full", detail, droppedFragments: fragments };
    this.#missing = null;
    this.#add({ kind: "gap", key: false, startUs, durationUs: endUs - startUs, capturedUs: nowUs, payload: new TextEncoder().encode(JSON.stringify(gap)) });
  }

  #add(record: Pick<RecordHeader, "kind" | "key" | "startUs" | "durationUs" | "capturedUs"> & { payload: Uint8Array; discontinuity?: boolean }): void {
    this.#lastNumber += 1;
    this.#sizeBytes += record.payload.byteLength;
    this.#records.push({
      kind: record.kind,
      key: record.key,
      payload: record.payload,
      startUs: Math.round(record.startUs),
      durationUs: Math.round(record.durationUs),
      capturedUs: Math.round(record.capturedUs),
      discontinuity: record.discontinuity ?? false,
      number: this.#lastNumber,
      streamHandle: 0,
      backfilled: false,
      cameraOffsetMs: null,
      payloadBytes: record.payload.byteLength,
      payloadCrc32: crc32(record.payload),
      sentBefore: false,
    });
  }
}
