import { advanceChain } from "../../../shared/node/chain/advance-chain.ts";
import type { LogEntryAt, RecordLog } from "../../../shared/node/record-log/record-log.ts";
import type { RecordHeader } from "../../../shared/protocol/ingest-record.ts";
import { decodeSpoolMeta } from "./spool-meta.ts";
import type { SpoolState } from "./spool-state.ts";
import { StreamLife } from "./stream-life.ts";

/**
 * Rebuilds every life from the state file and the log: everything on disk counts
 * as unacknowledged until the server says where it wants to go on.
 */
export async function loadLives(log: RecordLog, state: SpoolState): Promise<Map<number, StreamLife>> {
  const lives = new Map(state.lives.map((life) => [life.lifeId, new StreamLife(life)]));
  for await (const entry of log.scan()) {
    const { lifeId, header } = decodeSpoolMeta(entry.meta);
    const life = lives.get(lifeId);
    if (life === undefined) continue;
    if (life.head !== null && header.number === life.lastNumber + 1) await advanceHead(log, life, header, entry);
    life.addStored(header, { position: entry.position, entryBytes: entry.next.offset - entry.position.offset });
  }
  return lives;
}

/** Entries behind the state file's last write moved the chain on; a damaged payload ends it, and a new epoch follows. */
async function advanceHead(log: RecordLog, life: StreamLife, header: RecordHeader, entry: LogEntryAt): Promise<void> {
  if (life.head === null) return;
  try {
    life.head = advanceChain(life.head, header, await log.readPayload(entry)).head;
  } catch {
    life.head = null;
  }
}
