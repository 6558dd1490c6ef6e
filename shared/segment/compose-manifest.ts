import { RECORD_FLAG, type RecordHeader } from "../protocol/ingest-record.ts";
import { toBase64 } from "./byte-text.ts";
import { SEGMENT_FORMAT, type SegmentManifest, type SegmentRecord, type UnsignedManifest } from "./segment-manifest.ts";

export interface SegmentStream {
  cameraId: SegmentManifest["cameraId"];
  role: SegmentManifest["role"];
  epoch: SegmentManifest["epoch"];
  originUs: number;
}

export interface PlannedRecord {
  header: RecordHeader;
  receivedUs: number;
  sha256: string;
  /** Only for records that are not footage: they go into the manifest itself. */
  payload: Uint8Array | null;
  /** The bytes could not be had any more when the segment was made: only hash and times are kept. */
  lost: boolean;
}

export interface SegmentPlan {
  stream: SegmentStream;
  previousHead: string;
  head: string;
  /** null where the records need no player: a gap at the end of an epoch. */
  init: { recordNumber: number; bytes: number; sha256: string } | null;
  records: readonly PlannedRecord[];
  keyId: string;
}

/** Lays the object out, init first, then every fragment behind the one before, and says so in a manifest that waits for its signature. */
export function composeManifest(plan: SegmentPlan): { manifest: UnsignedManifest; footageBytes: number } {
  let offset = plan.init?.bytes ?? 0;
  const records = plan.records.map((record) => {
    const { header } = record;
    if (record.lost) return segmentRecord(record, null);
    const at = header.kind === "init" ? 0 : header.kind === "media" ? offset : null;
    if (header.kind === "media") offset += header.payloadBytes;
    return segmentRecord(record, at);
  });
  const numbers = records.map((record) => record.number);
  const manifest: UnsignedManifest = {
    format: SEGMENT_FORMAT,
    ...plan.stream,
    firstNumber: numbers[0] ?? 0,
    lastNumber: numbers.at(-1) ?? 0,
    previousHead: plan.previousHead,
    head: plan.head,
    init: plan.init,
    records,
    keyId: plan.keyId,
  };
  return { manifest, footageBytes: offset };
}

function segmentRecord(record: PlannedRecord, offset: number | null): SegmentRecord {
  const { header } = record;
  return {
    number: header.number,
    kind: header.kind,
    flags:
      (header.key ? RECORD_FLAG.key : 0) | (header.backfilled ? RECORD_FLAG.backfilled : 0) | (header.discontinuity ? RECORD_FLAG.discontinuity : 0),
    startUs: header.startUs,
    durationUs: header.durationUs,
    capturedUs: header.capturedUs,
    receivedUs: record.receivedUs,
    cameraOffsetMs: header.cameraOffsetMs,
    offset,
    bytes: header.payloadBytes,
    sha256: record.sha256,
    payload: record.payload === null ? null : toBase64(record.payload),
  };
}
