import { z } from "zod";
import { CameraId, StreamEpoch, StreamRole } from "../domain/ids.ts";
import { RECORD_FLAG, RECORD_KIND, type RecordHeader, type RecordKind } from "../protocol/ingest-record.ts";

/**
 * The last part of every archive object says what the object holds. Times are
 * UTC microseconds, hashes lower-case hex SHA-256, offsets from the object's
 * first byte. README.md explains how to read one without this program.
 */
export const SEGMENT_FORMAT = "mingjian-segment/1";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().min(0);
const KINDS = Object.keys(RECORD_KIND) as [RecordKind, ...RecordKind[]];

export const SegmentRecord = z.strictObject({
  number: z.number().int().min(1),
  kind: z.enum(KINDS),
  /** RECORD_FLAG bits; "backfilled" says how it was delivered and is not chained. */
  flags: Count,
  startUs: z.number().int(),
  durationUs: Count,
  capturedUs: z.number().int(),
  receivedUs: z.number().int(),
  cameraOffsetMs: z.number().int().nullable(),
  /** Where the bytes stand in this object; null = they are in `payload`, or, where that is null too, they were lost before archiving. */
  offset: Count.nullable(),
  bytes: Count,
  sha256: Hash,
  /** Base64, for records that are not footage. */
  payload: z.base64().nullable(),
});
export type SegmentRecord = z.infer<typeof SegmentRecord>;

export const SegmentManifest = z.strictObject({
  format: z.literal(SEGMENT_FORMAT),
  cameraId: CameraId,
  role: StreamRole,
  epoch: StreamEpoch,
  originUs: z.number().int(),
  firstNumber: z.number().int().min(1),
  lastNumber: z.number().int().min(1),
  /** Chain heads before the first and after the last record. */
  previousHead: Hash,
  head: Hash,
  /** The first bytes of the object: what a player needs before the fragments, and the record it came as. */
  init: z.strictObject({ recordNumber: z.number().int().min(1), bytes: Count, sha256: Hash }).nullable(),
  records: z.array(SegmentRecord).min(1),
  /** Which archive key signed. */
  keyId: z.string(),
  /** Ed25519 over the canonical JSON of everything else, base64url. */
  signature: z.string(),
});
export type SegmentManifest = z.infer<typeof SegmentManifest>;
export type UnsignedManifest = Omit<SegmentManifest, "signature">;

/** Its bytes were gone when the segment was made; hash, times and chain remain and a gap says so. */
export function isLost(record: SegmentRecord): boolean {
  return record.offset === null && record.payload === null;
}

/** The part of a wire header that the chain covers, as the manifest remembers it. */
export function headerOf(record: SegmentRecord): RecordHeader {
  return {
    streamHandle: 0,
    kind: record.kind,
    key: (record.flags & RECORD_FLAG.key) !== 0,
    backfilled: (record.flags & RECORD_FLAG.backfilled) !== 0,
    discontinuity: (record.flags & RECORD_FLAG.discontinuity) !== 0,
    payloadBytes: record.bytes,
    number: record.number,
    startUs: record.startUs,
    capturedUs: record.capturedUs,
    durationUs: record.durationUs,
    cameraOffsetMs: record.cameraOffsetMs,
    payloadCrc32: 0,
  };
}

/** `segments/<camera>/<role>/<epoch>/<first>-<last>.mp4`: the same records always get the same key. */
export function segmentKey(stream: { cameraId: string; role: string; epoch: string }, firstNumber: number, lastNumber: number): string {
  return `${segmentKeyPrefix(stream, firstNumber)}${lastNumber}.mp4`;
}

/** What every possible segment beginning with this number starts with. */
export function segmentKeyPrefix(stream: { cameraId: string; role: string; epoch: string }, firstNumber: number): string {
  return `segments/${stream.cameraId}/${stream.role}/${stream.epoch}/${String(firstNumber).padStart(10, "0")}-`;
}
