import { RECORD_HEADER_BYTES, type RecordHeader } from "../../protocol/ingest-record.ts";

/**
 * The `meta` of one entry in the server's durable spool (record-log.ts), 132 bytes:
 *   u32 streamId | wire header (48, streamHandle 0) | i64 receivedUs | 32 contentHash | 32 head | u64 reserved
 * Written by server/ingest, read by server/ingest at start and by workers/archive:
 * this file is their whole agreement.
 */
export const DURABLE_META_BYTES = 4 + RECORD_HEADER_BYTES + 8 + 32 + 32 + 8;

export interface DurableRecord {
  /** `stream.id` in the database. */
  streamId: number;
  header: RecordHeader;
  /** When the centre received it, UTC µs. */
  receivedUs: number;
  /** SHA-256 of the payload. */
  contentHash: Uint8Array;
  /** Chain head after this record. */
  head: Uint8Array;
}
