import { readRecordHeader, writeRecordHeader } from "../../protocol/ingest-record-codec.ts";
import { RECORD_HEADER_BYTES } from "../../protocol/ingest-record.ts";
import { crc32 } from "../chain/crc32.ts";
import { DURABLE_META_BYTES, type DurableRecord } from "./durable-record.ts";

const HEADER_AT = 4;
const RECEIVED_AT = HEADER_AT + RECORD_HEADER_BYTES;
const CONTENT_HASH_AT = RECEIVED_AT + 8;
const HEAD_AT = CONTENT_HASH_AT + 32;
const RESERVED_AT = HEAD_AT + 32;

/** A spool entry's meta that is not one; never expected, because the log's own CRC held. */
export class DurableMetaError extends Error {
  override name = "DurableMetaError";
}

/** The 132 bytes of `durable-record.ts`. The connection's handle means nothing at rest and is written as 0. */
export function encodeDurableMeta(record: DurableRecord): Buffer {
  const meta = Buffer.alloc(DURABLE_META_BYTES);
  meta.writeUInt32LE(record.streamId, 0);
  writeRecordHeader(meta, HEADER_AT, { ...record.header, streamHandle: 0 }, crc32);
  meta.writeBigInt64LE(BigInt(record.receivedUs), RECEIVED_AT);
  meta.set(record.contentHash, CONTENT_HASH_AT);
  meta.set(record.head, HEAD_AT);
  return meta;
}

/**
 * Hashes come out as views into `meta`.
 * @throws DurableMetaError for another length; RecordFormatError for a damaged header
 */
export function decodeDurableMeta(meta: Uint8Array): DurableRecord {
  if (meta.byteLength !== DURABLE_META_BYTES) {
    throw new DurableMetaError(`expected ${DURABLE_META_BYTES} bytes of spool meta, got ${meta.byteLength}: another version wrote this spool`);
  }
  const view = new DataView(meta.buffer, meta.byteOffset, meta.byteLength);
  return {
    streamId: view.getUint32(0, true),
    header: readRecordHeader(meta, HEADER_AT, crc32),
    receivedUs: Number(view.getBigInt64(RECEIVED_AT, true)),
    contentHash: meta.subarray(CONTENT_HASH_AT, HEAD_AT),
    head: meta.subarray(HEAD_AT, RESERVED_AT),
  };
}
