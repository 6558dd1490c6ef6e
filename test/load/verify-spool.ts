import { createHash } from "node:crypto";
import { readRecordLog } from "../../shared/node/record-log/read-record-log.ts";
import type { RecordLogReader } from "../../shared/node/record-log/record-log.ts";
import { decodeDurableMeta } from "../../shared/node/spool/durable-record-codec.ts";

export interface SpoolStream {
  lastNumber: number;
  head: string;
}

/**
 * Reads a spool as a stranger would: every payload's hash and every link of
 * every chain is worked out here from shared/protocol/ingest.md, without the
 * product's chain code. @throws at the first byte that is not as promised
 */
export async function verifySpool(directory: string, genesisOf: (streamId: number) => { cameraId: string; role: string; epoch: string }): Promise<Map<number, SpoolStream>> {
  const reader = readRecordLog(directory, (damage) => {
    throw new Error(damage.message);
  });
  try {
    return await verifyChains(reader, genesisOf);
  } finally {
    await reader.close();
  }
}

async function verifyChains(reader: RecordLogReader, genesisOf: (streamId: number) => { cameraId: string; role: string; epoch: string }): Promise<Map<number, SpoolStream>> {
  const streams = new Map<number, SpoolStream>();
  for await (const entry of reader.scan()) {
    const { streamId, header, contentHash, head } = decodeDurableMeta(entry.meta);
    const { cameraId, role, epoch } = genesisOf(streamId);
    const before = streams.get(streamId) ?? { lastNumber: 0, head: sha256(Buffer.from(`mingjian-chain/1\n${cameraId}\n${role}\n${epoch}\n`)) };
    if (header.number !== before.lastNumber + 1) throw new Error(`stream ${streamId}: expected record ${before.lastNumber + 1}, got ${header.number}`);
    const hash = sha256(await reader.readPayload(entry));
    if (hash !== Buffer.from(contentHash).toString("hex")) throw new Error(`stream ${streamId}: payload ${header.number} is not what was hashed`);
    const chained = Buffer.from(entry.meta.subarray(4 + 2, 4 + 40));
    chained.writeUInt8(chained.readUInt8(1) & ~2, 1);
    const next = sha256(Buffer.concat([Buffer.from(before.head, "hex"), chained, Buffer.from(hash, "hex")]));
    if (next !== Buffer.from(head).toString("hex")) throw new Error(`stream ${streamId}: the chain breaks at ${header.number}`);
    streams.set(streamId, { lastNumber: header.number, head: next });
  }
  return streams;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
