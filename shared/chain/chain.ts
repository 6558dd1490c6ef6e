import { CHAINED_FROM, CHAINED_TO, RECORD_HEADER_BYTES, RECORD_FLAG } from "../protocol/ingest-record.ts";
import { writeRecordHeader } from "../protocol/ingest-record-codec.ts";
import type { RecordHeader } from "../protocol/ingest-record.ts";

/**
 * The per-stream hash chain (P3).
 *
 *   head(0) = SHA-256("mingjian-chain/1\n" cameraId "\n" role "\n" epoch "\n")
 *   head(n) = SHA-256(head(n−1) ‖ header(n)[2..40) ‖ SHA-256(payload(n)))
 *
 * The chained part of the header leaves out what may differ between two ways
 * of delivering the same record: the connection's handle, the backfilled flag
 * and the CRCs. Functions here only lay out bytes; the caller hashes them
 * (node:crypto on the server, WebCrypto in a browser).
 */
export const DIGEST_BYTES = 32;
const CHAINED_BYTES = CHAINED_TO - CHAINED_FROM;

export function genesisBytes(stream: { cameraId: string; role: string; epoch: string }): Uint8Array {
  return new TextEncoder().encode(`mingjian-chain/1\n${stream.cameraId}\n${stream.role}\n${stream.epoch}\n`);
}

/** The bytes whose SHA-256 is the next chain head: 32 + 38 + 32. */
export function linkBytes(previousHead: Uint8Array, header: RecordHeader, contentHash: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(DIGEST_BYTES + CHAINED_BYTES + DIGEST_BYTES);
  bytes.set(previousHead, 0);
  bytes.set(chainedHeader(header), DIGEST_BYTES);
  bytes.set(contentHash, DIGEST_BYTES + CHAINED_BYTES);
  return bytes;
}

/** The chained part of a header, as it stood on the wire but with transport facts cleared. */
export function chainedHeader(header: RecordHeader): Uint8Array {
  const whole = new Uint8Array(RECORD_HEADER_BYTES);
  writeRecordHeader(whole, 0, header, () => 0);
  whole[3] = (whole[3] ?? 0) & ~RECORD_FLAG.backfilled;
  return whole.subarray(CHAINED_FROM, CHAINED_TO);
}
