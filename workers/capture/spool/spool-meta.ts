import { readRecordHeader, writeRecordHeader } from "../../../shared/protocol/ingest-record-codec.ts";
import { RECORD_HEADER_BYTES, type RecordHeader } from "../../../shared/protocol/ingest-record.ts";
import { crc32 } from "../../../shared/node/chain/crc32.ts";

/** Meta of one entry in the capture spool: u32 lifeId, then the wire header. */
export const SPOOL_META_BYTES = 4 + RECORD_HEADER_BYTES;

export function encodeSpoolMeta(lifeId: number, header: RecordHeader): Buffer {
  const meta = Buffer.allocUnsafe(SPOOL_META_BYTES);
  meta.writeUInt32LE(lifeId, 0);
  writeRecordHeader(meta, 4, header, crc32);
  return meta;
}

/** @throws RecordFormatError if the header is damaged */
export function decodeSpoolMeta(meta: Uint8Array): { lifeId: number; header: RecordHeader } {
  const view = new DataView(meta.buffer, meta.byteOffset, meta.byteLength);
  return { lifeId: view.getUint32(0, true), header: readRecordHeader(meta, 4, crc32) };
}
