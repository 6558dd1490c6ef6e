import { sql, type Kysely } from "kysely";
import { genesisHead } from "../../shared/node/chain/advance-chain.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { lastArchived } from "./open-queries.ts";
import type { KnownStream } from "./recover-streams.ts";
import { StreamFacts, type StreamFactRow } from "./stream-facts.ts";

/** What the database was last told of a stream, to go on from there; null where it has no such stream. */
export async function loadKnownStream(db: Kysely<Database>, streamId: number): Promise<KnownStream | null> {
  const row = await db.selectFrom("stream").selectAll().where("id", "=", streamId).executeTakeFirst();
  if (row === undefined) return null;
  const newestRun = await db
    .selectFrom("storedRun")
    .select(["startUs", "endUs", "firstNumber", "lastNumber", "backfilledUs"])
    .where("streamId", "=", streamId)
    .orderBy("firstNumber", "desc")
    .limit(1)
    .executeTakeFirst();
  const { cameraId, role, epoch, originUs } = row;
  return {
    identity: { streamId, cameraId, role, epoch, originUs },
    archived: (await lastArchived(db, streamId)) ?? { number: 0, head: genesisHead({ cameraId, role, epoch }) },
    facts: new StreamFacts(factsOf(row), newestRun ?? null),
  };
}

type StoredFactRow = Omit<StreamFactRow, "captureState" | "lastReceivedUs"> & { captureState: string | null; lastReceivedAt: Date | null };

function factsOf(row: StoredFactRow): StreamFactRow {
  const { lastNumber, lastEndUs, cameraOffsetMs, codecs, width, height, captureDetail, backlogRecords } = row;
  return {
    connected: false,
    lastNumber,
    lastEndUs,
    lastReceivedUs: row.lastReceivedAt === null ? null : row.lastReceivedAt.getTime() * 1000,
    bitsPerSecond: null,
    cameraOffsetMs,
    codecs,
    width,
    height,
    captureState: row.captureState as StreamFactRow["captureState"],
    captureDetail,
    backlogRecords,
  };
}

/**
 * After a crash: streams that this node had open when it ended are not
 * connected, and since when is what the link event says: the last thing received.
 */
export async function endLostLinks(db: Kysely<Database>, nodeName: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with lost as (
      update stream set connected = false, lease_until = null, bits_per_second = null
      where owner_node = ${nodeName} and connected
      returning id, last_received_at
    )
    insert into link_event (stream_id, at_us, connected, reason)
    select id, (extract(epoch from coalesce(last_received_at, clock_timestamp())) * 1000000)::bigint, false, 'the ingest server ended without closing'
    from lost returning stream_id as id`.execute(db);
  return rows.length;
}
