import type { RecordHeader } from "../../shared/protocol/ingest-record.ts";
import type { ClockEvent, GapDeclaration, StreamStatus } from "../../shared/protocol/ingest.ts";
import { beginRun, continuesRun, lengthenRun, type StoredRun } from "./stored-run.ts";

/** What an init segment says of the picture. */
export interface InitFacts {
  codecs: string;
  width: number;
  height: number;
}

/** What a record's payload says, for the kinds whose payload ingest reads. */
export type Said = { kind: "gap"; gap: GapDeclaration } | { kind: "clock"; clock: ClockEvent } | { kind: "init"; init: InitFacts | null };

export interface GapFact extends GapDeclaration {
  number: number;
  startUs: number;
  endUs: number;
}
export interface ClockFact extends ClockEvent {
  number: number;
  atUs: number;
}
export interface LinkFact {
  atUs: number;
  connected: boolean;
  reason: string;
}

/** What goes into the stream's own row. */
export interface StreamFactRow {
  connected: boolean;
  lastNumber: number;
  lastEndUs: number | null;
  lastReceivedUs: number | null;
  bitsPerSecond: number | null;
  cameraOffsetMs: number | null;
  codecs: string | null;
  width: number | null;
  height: number | null;
  captureState: StreamStatus["state"] | null;
  captureDetail: string | null;
  backlogRecords: number | null;
}

export interface TakenFacts {
  row: StreamFactRow;
  runs: StoredRun[];
  gaps: GapFact[];
  clocks: ClockFact[];
  links: LinkFact[];
}

/** Share of the newest second in the shown bit rate; the rest is what it was. */
const RATE_SMOOTHING = 0.4;

/** Gathers what others want to know of one stream, from durable records only, until it is taken to the database. */
export class StreamFacts {
  /** Facts of numbers up to here were given up and must be read from the log again; null = none. */
  rebuildTo: number | null = null;
  #row: StreamFactRow;
  /** The newest run; lengthened by the next fragment or followed by another run. */
  #run: StoredRun | null;
  #runChanged = false;
  #runs: StoredRun[] = [];
  #gaps: GapFact[] = [];
  #clocks: ClockFact[] = [];
  #links: LinkFact[] = [];
  #changed = false;
  #mediaBits = 0;
  #mediaUs = 0;

  constructor(known: Partial<StreamFactRow> = {}, newestRun: StoredRun | null = null) {
    this.#row = { ...UNKNOWN_ROW, ...known };
    this.#run = newestRun;
  }

  get lastNumber(): number {
    return this.#row.lastNumber;
  }

  /** Rows waiting for the database besides the stream's own. */
  get waiting(): number {
    return this.#runs.length + this.#gaps.length + this.#clocks.length + this.#links.length;
  }

  /** One durable record, in number order. */
  takeRecord(header: RecordHeader, receivedUs: number, said: Said | undefined): void {
    const row = this.#row;
    row.lastNumber = header.number;
    row.lastReceivedUs = receivedUs;
    if (header.cameraOffsetMs !== null) row.cameraOffsetMs = header.cameraOffsetMs;
    this.#changed = true;
    if (header.kind === "media") this.#takeMedia(header);
    else if (said?.kind === "init") Object.assign(row, said.init ?? {});
    else if (said?.kind === "gap") {
      this.#gaps.push({ ...said.gap, number: header.number, startUs: header.startUs, endUs: header.startUs + header.durationUs });
    } else if (said?.kind === "clock") this.#clocks.push({ ...said.clock, number: header.number, atUs: header.startUs });
  }

  takeStatus(status: StreamStatus): void {
    this.#row.captureState = status.state;
    this.#row.captureDetail = status.detail;
    this.#row.backlogRecords = status.backlogRecords;
    this.#changed = true;
  }

  takeLink(connected: boolean, atUs: number, reason: string): void {
    this.#row.connected = connected;
    if (!connected) this.#row.bitsPerSecond = null;
    this.#links.push({ atUs, connected, reason });
    this.#changed = true;
  }

  /** Everything new since the last call, or null. What the database did not take comes back by {@link giveBack}. */
  take(): TakenFacts | null {
    if (!this.#changed) return null;
    this.#measureRate();
    const runs = this.#runs;
    if (this.#run !== null && this.#runChanged) runs.push({ ...this.#run });
    const taken = { row: { ...this.#row }, runs, gaps: this.#gaps, clocks: this.#clocks, links: this.#links };
    [this.#runs, this.#gaps, this.#clocks, this.#links] = [[], [], [], []];
    this.#changed = false;
    this.#runChanged = false;
    return taken;
  }

  giveBack(taken: TakenFacts): void {
    const byNumber = new Map([...taken.runs, ...this.#runs].map((run) => [run.firstNumber, run]));
    // The newest run is sent from where it stands now, not from where it stood then.
    if (this.#run !== null && byNumber.delete(this.#run.firstNumber)) this.#runChanged = true;
    this.#runs = [...byNumber.values()];
    this.#gaps = [...taken.gaps, ...this.#gaps];
    this.#clocks = [...taken.clocks, ...this.#clocks];
    this.#links = [...taken.links, ...this.#links];
    this.#changed = true;
  }

  /**
   * Gives up what waits, because the database has been away for too long. The
   * log still has it: `rebuildTo` says up to which number (recover-streams.ts).
   * Returns how many rows were given up.
   */
  forgetWaiting(): number {
    const { waiting } = this;
    this.rebuildTo = this.#row.lastNumber;
    this.#run = null;
    this.#runChanged = false;
    [this.#runs, this.#gaps, this.#clocks, this.#links] = [[], [], [], []];
    return waiting;
  }

  #takeMedia(header: RecordHeader): void {
    this.#mediaBits += header.payloadBytes * 8;
    this.#mediaUs += header.durationUs;
    this.#row.lastEndUs = Math.max(this.#row.lastEndUs ?? 0, header.startUs + header.durationUs);
    this.#runChanged = true;
    if (this.#run !== null && continuesRun(this.#run, header)) {
      lengthenRun(this.#run, header);
      return;
    }
    if (this.#run !== null) this.#runs.push(this.#run);
    this.#run = beginRun(header);
  }

  /** Bits per second of media time, so that a backfill does not look like a faster camera. */
  #measureRate(): void {
    if (this.#mediaUs === 0 || !this.#row.connected) return;
    const rate = (this.#mediaBits * 1_000_000) / this.#mediaUs;
    const before = this.#row.bitsPerSecond;
    this.#row.bitsPerSecond = before === null ? rate : before + (rate - before) * RATE_SMOOTHING;
    this.#mediaBits = 0;
    this.#mediaUs = 0;
  }
}

const UNKNOWN_ROW: StreamFactRow = {
  connected: false,
  lastNumber: 0,
  lastEndUs: null,
  lastReceivedUs: null,
  bitsPerSecond: null,
  cameraOffsetMs: null,
  codecs: null,
  width: null,
  height: null,
  captureState: null,
  captureDetail: null,
  backlogRecords: null,
};
