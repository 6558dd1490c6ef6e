/**
 * The binary record that carries everything a stream keeps, on the wire and in
 * both spools. 48 bytes of header, then the payload. Little-endian.
 *
 * | at | type | field          | chained |
 * |----|------|----------------|---------|
 * |  0 | u16  | streamHandle   | no: given by the server for one connection |
 * |  2 | u8   | kind           | yes |
 * |  3 | u8   | flags          | yes, without BACKFILLED |
 * |  4 | u32  | payloadBytes   | yes |
 * |  8 | u64  | number         | yes: 1, 2, 3 … within the stream epoch |
 * | 16 | i64  | startUs        | yes: media time of the first sample, UTC µs |
 * | 24 | i64  | capturedUs     | yes: capture's wall clock when the record was complete |
 * | 32 | u32  | durationUs     | yes |
 * | 36 | i32  | cameraOffsetMs | yes: camera clock minus capture clock, UNKNOWN_OFFSET if not known |
 * | 40 | u32  | payloadCrc32   | no |
 * | 44 | u32  | headerCrc32    | no: over bytes 0–43 |
 */
export const RECORD_HEADER_BYTES = 48;
export const CHAINED_FROM = 2;
export const CHAINED_TO = 40;
export const UNKNOWN_OFFSET = -0x80000000;

/** Largest payload accepted in one record: a 4K key frame at high quality fits four times over. */
export const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** Largest batch (one Socket.IO message); the socket's own limit sits just above it. */
export const MAX_BATCH_BYTES = 16 * 1024 * 1024;
export const MAX_BATCH_RECORDS = 512;

export const RECORD_KIND = {
  /** ftyp+moov. Opens a generation: every media record until the next init belongs to it. */
  init: 1,
  /** One moof+mdat, at most about 500 ms. */
  media: 2,
  /** JSON {@link GapDeclaration}: seconds that capture knows to be missing, startUs/durationUs say which. */
  gap: 3,
  /** JSON {@link ClockEvent}: a clock was stepped. An event, not a gap (P5). */
  clock: 4,
  /** JSON {@link HeadSignature}: the device key signs the chain head before this record. */
  signature: 5,
} as const;
export type RecordKind = keyof typeof RECORD_KIND;

export const RECORD_FLAG = {
  /** The fragment starts with a key frame: a viewer can join here. */
  key: 1,
  /** Resent after a cut (P2). Set on the wire only, never chained. */
  backfilled: 2,
  /** Media time does not continue from the previous fragment. */
  discontinuity: 4,
} as const;

export interface RecordHeader {
  streamHandle: number;
  kind: RecordKind;
  key: boolean;
  backfilled: boolean;
  discontinuity: boolean;
  payloadBytes: number;
  number: number;
  startUs: number;
  capturedUs: number;
  durationUs: number;
  /** null where the camera's clock is not known */
  cameraOffsetMs: number | null;
  payloadCrc32: number;
}

export interface StreamRecord extends RecordHeader {
  /** A view into the batch it came in, whose memory is used again once the batch is answered; copy it to keep it. */
  payload: Uint8Array;
}
