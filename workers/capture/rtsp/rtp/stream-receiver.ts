import { PayloadTypeGate } from "./payload-type-gate.ts";
import { emptyRtpHeader, readRtpHeader, type RtpHeader } from "./rtp-header.ts";
import { SequenceTracker } from "./sequence.ts";
import { SourceGate } from "./source-gate.ts";
import { Timeline } from "./timeline.ts";

export interface ReceiverOptions {
  clockRate: number;
  /** Of the m= line; null: the first packet decides. */
  payloadTypes: readonly number[] | null;
  /** ssrc of SETUP or PLAY; null if none. */
  announcedSsrc: number | null;
  /** seq and rtptime of RTP-Info, if they are to be believed; null: the first packet is the start. */
  initialSeq: number | null;
  initialRtptime: number | null;
}

/**
 * Puts the RTP packets of one stream in order: what is no packet of it is
 * dropped, losses are counted, timestamps are unwrapped. After `accept` has
 * returned true the fields tell about that packet.
 */
export class StreamReceiver {
  readonly header: RtpHeader = emptyRtpHeader();
  /** Packets missing just before this one. */
  loss = 0;
  /** Ticks since the zero point; it starts anew with a new source. */
  elapsed = 0;
  /** This packet is the first of a new source. */
  restarted = false;
  receivedPackets = 0;
  lostPackets = 0;
  readonly #options: ReceiverOptions;
  readonly #source: SourceGate;
  readonly #payloadType: PayloadTypeGate;
  #sequence: SequenceTracker;
  #timeline: Timeline | null;

  /** Throws RangeError for a clock rate of 0. */
  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#source = new SourceGate(options.announcedSsrc);
    this.#payloadType = new PayloadTypeGate(options.payloadTypes);
    this.#sequence = new SequenceTracker(options.initialSeq);
    this.#timeline = options.initialRtptime === null ? null : new Timeline(options.initialRtptime, options.clockRate);
  }

  get ssrc(): number | null {
    return this.#source.ssrc;
  }

  /** The PLAY answer may name the source after its first packets have come. */
  announce(ssrc: number): void {
    this.#source.announced = ssrc;
  }

  /** For receiver reports; 0 before the first packet. */
  get extendedHighestSeq(): number {
    return this.#sequence.extendedHighest;
  }

  /** False: not a packet of this stream, a duplicate, an older one, or broken. */
  accept(bytes: Uint8Array): boolean {
    const { header } = this;
    if (!readRtpHeader(bytes, header) || !this.#payloadType.accept(header.payloadType)) return false;
    const verdict = this.#source.accept(header.ssrc);
    if (verdict === "foreign") return false;
    if (verdict === "changed") {
      this.#sequence = new SequenceTracker(null);
      this.#timeline = null;
    }
    const loss = this.#sequence.accept(header.seq);
    if (loss < 0) return false;
    this.loss = loss;
    this.restarted = verdict === "changed";
    this.#timeline ??= new Timeline(header.ts, this.#options.clockRate);
    this.elapsed = this.#timeline.advance(header.ts);
    this.receivedPackets += 1;
    this.lostPackets += loss;
    return true;
  }

  /**
   * Ticks of a sender report on the packets' timeline; null if it is of another
   * source, or came before the first packet while the zero point is not known.
   */
  placeReport(ssrc: number, rtpTimestamp: number): number | null {
    if (ssrc !== (this.#source.ssrc ?? this.#source.announced ?? ssrc)) return null;
    return this.#timeline?.place(rtpTimestamp) ?? null;
  }
}
