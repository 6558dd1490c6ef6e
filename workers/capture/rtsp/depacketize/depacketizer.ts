import type { StreamParams } from "./stream-params.ts";

/** What a depacketiser reads of an RTP packet (session-types.ts: RtspPacket fits). */
export interface MediaPacket {
  /** Unwrapped RTP time, in ticks. */
  timestamp: number;
  /** Packets missing just before this one. */
  loss: number;
  marker: boolean;
  /** Read before `push` returns; what is needed of it later is copied. */
  payload: Uint8Array;
}

/** One access unit, ready for an avc1 or hvc1 sample: parameter sets taken out, 4-byte length before each NAL unit. */
export interface VideoUnit {
  kind: "video";
  timestamp: number;
  /** Packets lost since the unit before. */
  loss: number;
  /** Random access point: every slice IDR (H.264), or IRAP (H.265). Recovery points of intra refresh are not. */
  key: boolean;
  /** H.264: no other picture refers to it. H.265: always false. */
  disposable: boolean;
  /** H.265 RASL: cannot be decoded when decoding began at the key frame before it. */
  skippedLeading: boolean;
  /** Its first slice is the first of a picture; false when we joined, or packets were lost, in mid-picture. */
  startsPicture: boolean;
  /** The parameter sets changed with this unit: `Depacketizer.params` is new. */
  newParams: boolean;
  parts: Uint8Array[];
  sizeBytes: number;
  /** May be called when nobody reads the parts any more: their memory is used again. */
  release(): void;
}

export interface AudioUnit {
  kind: "audio";
  timestamp: number;
  loss: number;
  /** Length in samples per channel, counted in RTP ticks where a codec's RTP clock differs (G.722). */
  samples: number;
  parts: Uint8Array[];
  sizeBytes: number;
}

export type MediaUnit = VideoUnit | AudioUnit;

export interface UnitSink {
  unit(unit: MediaUnit): void;
  /** A packet, and with it at most its unit, was dropped; the stream goes on. A sentence for the log. */
  fault(message: string): void;
}

export interface Depacketizer {
  readonly kind: "video" | "audio" | "message";
  /** Null until known: parameter sets may only come in band. */
  readonly params: StreamParams | null;
  /** Never throws for what a camera sends. */
  push(packet: MediaPacket, sink: UnitSink): void;
  /** The stream ended: gives out the unit in progress if it can be whole. */
  flush(sink: UnitSink): void;
  /** A new timeline begins: drops the unit in progress. */
  reset(): void;
}

/** The format of a media section cannot be used; the other media of the camera can. */
export class DepacketizerRefused extends Error {
  override name = "DepacketizerRefused";
}

/** A payload that breaks the rules of its format. */
export class PayloadRefused extends Error {
  override name = "PayloadRefused";
}
