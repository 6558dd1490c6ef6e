import type { VideoParams } from "./stream-params.ts";

/** How one video codec is carried in RTP and what its NAL unit types mean. */
export interface VideoCodec {
  readonly name: "H.264" | "H.265";
  readonly headerBytes: 1 | 2;
  /** @throws PayloadRefused */
  readPayload(payload: Uint8Array): RtpPayload;
  typeOf(firstByte: number): number;
  /** @throws PayloadRefused for NAL unit types that cannot stand in a stream. */
  checkNal(nal: Uint8Array): void;
  isPicture(type: number): boolean;
  isKeyPicture(type: number): boolean;
  isSkippedLeading(type: number): boolean;
  isReferred(firstByte: number): boolean;
  isParameterSet(type: number): boolean;
  /** False for what can only come before a picture: a marker there is wrong. */
  canEndUnit(type: number): boolean;
  /** PPS may be several, told apart by their id. */
  readonly ppsType: number;
  /** Null until every kind of set is there. @throws MediaFormatError if they cannot be used. */
  readParams(sets: ParameterSetBytes): VideoParams | null;
}

/** By NAL unit type, in order of arrival. */
export type ParameterSetBytes = ReadonlyMap<number, readonly Uint8Array[]>;

export type RtpPayload =
  | { kind: "single" }
  | { kind: "aggregate"; nals: Uint8Array[] }
  /** `header`: of the NAL unit, given with its start only; the rest of the packet from `bodyStart` is its next bytes. */
  | { kind: "fragment"; start: boolean; end: boolean; header: Uint8Array; bodyStart: number };

/** For fragments that are not the start of their NAL unit. */
export const NO_HEADER = new Uint8Array(0);
