import { crc32 } from "../../../shared/node/chain/crc32.ts";
import type { RecordHeader, StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import type { GapDeclaration } from "../../../shared/protocol/ingest.ts";

/**
 * A fragment that was in memory, not yet acknowledged, when the worker was killed:
 * its header is on disk, its bytes never were. The same seconds become a gap under
 * the same number, so that nothing is silently missing (P2).
 */
export function neverWritten(header: RecordHeader): StreamRecord {
  const declaration: GapDeclaration = {
    cause: "capture-stopped",
    detail: "the capture worker was killed before this fragment was acknowledged or on disk",
    droppedFragments: 1,
  };
  const payload = Buffer.from(JSON.stringify(declaration));
  return { ...header, kind: "gap", key: false, discontinuity: false, payloadBytes: payload.byteLength, payloadCrc32: crc32(payload), payload };
}
