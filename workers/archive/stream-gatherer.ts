import type { LogEntryAt } from "../../shared/node/record-log/record-log.ts";
import type { DurableRecord } from "../../shared/node/spool/durable-record.ts";
import type { SegmentStream } from "../../shared/segment/compose-manifest.ts";
import { cutBefore, isIdle, withRecord, type CutReason, type CutSettings, type GatheredFacts } from "../../shared/segment/cut-rule.ts";
import { toHex } from "../../shared/segment/byte-text.ts";

/** One record in the spool; its payload stays there until the segment is written. */
export interface SpooledRecord {
  entry: LogEntryAt;
  record: DurableRecord;
}

/** The init in force before a segment: where its bytes can be had when the segment has media but no init of its own. */
export interface CarriedInit {
  recordNumber: number;
  sha256: string;
  bytes: number;
  read(): Promise<Uint8Array>;
}

/** A closed run of records, ready to be written. */
export interface SegmentJob {
  streamId: number;
  stream: SegmentStream;
  records: readonly SpooledRecord[];
  previousHead: string;
  carriedInit: CarriedInit | null;
  reason: CutReason | "idle" | "hole";
}

export interface GathererStart {
  streamId: number;
  stream: SegmentStream;
  nextNumber: number;
  previousHead: string;
  carriedInit: CarriedInit | null;
}

/** Gathers one stream's records into segments. Pure: what it is told decides everything. */
export class StreamGatherer {
  readonly streamId: number;
  readonly #stream: SegmentStream;
  readonly #settings: CutSettings;
  readonly #readInit: (spooled: SpooledRecord) => CarriedInit;
  #nextNumber: number;
  #previousHead: string;
  #carriedInit: CarriedInit | null;
  #records: SpooledRecord[] = [];
  #facts: GatheredFacts | null = null;

  constructor(start: GathererStart, settings: CutSettings, readInit: (spooled: SpooledRecord) => CarriedInit) {
    this.streamId = start.streamId;
    this.#stream = start.stream;
    this.#nextNumber = start.nextNumber;
    this.#previousHead = start.previousHead;
    this.#carriedInit = start.carriedInit;
    this.#settings = settings;
    this.#readInit = readInit;
  }

  get nextNumber(): number {
    return this.#nextNumber;
  }

  get oldest(): SpooledRecord | undefined {
    return this.#records[0];
  }

  get count(): number {
    return this.#records.length;
  }

  /** `job` where this record begins a new segment. Records archived before are passed over; the caller asks `nextNumber` first. */
  add(spooled: SpooledRecord): SegmentJob | null {
    const { header, receivedUs, contentHash } = spooled.record;
    const arrived = { header, receivedUs, sha256: toHex(contentHash) };
    const reason = this.#facts === null ? null : cutBefore(this.#facts, arrived, this.#settings);
    const job = reason === null ? null : this.close(reason);
    this.#facts = withRecord(this.#facts, arrived, this.#carriedInit?.sha256 ?? null);
    this.#records.push(spooled);
    this.#nextNumber = header.number + 1;
    return job;
  }

  closeIfIdle(nowUs: number): SegmentJob | null {
    return this.#facts !== null && isIdle(this.#facts, nowUs, this.#settings) ? this.close("idle") : null;
  }

  close(reason: SegmentJob["reason"]): SegmentJob | null {
    const last = this.#records.at(-1);
    if (last === undefined) return null;
    const job: SegmentJob = {
      streamId: this.streamId,
      stream: this.#stream,
      records: this.#records,
      previousHead: this.#previousHead,
      carriedInit: this.#carriedInit,
      reason,
    };
    const init = this.#records.findLast(({ record }) => record.header.kind === "init");
    if (init !== undefined) this.#carriedInit = this.#readInit(init);
    this.#previousHead = toHex(last.record.head);
    this.#records = [];
    this.#facts = null;
    return job;
  }
}
