import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { TakenFacts } from "./stream-facts.ts";

export interface StreamTaken extends TakenFacts {
  streamId: number;
}

/**
 * Writes the facts of any number of streams in one statement, so that a
 * stream's `last_number` is never ahead of the rows it stands for: recovery
 * goes on from there. Safe to repeat. Connection and lease are only touched
 * while this node owns the stream.
 */
export async function flushFacts(db: Kysely<Database>, nodeName: string, taken: readonly StreamTaken[]): Promise<void> {
  const streams = taken.map(({ streamId, row }) => ({ streamId, ...row }));
  const runs = taken.flatMap(({ streamId, runs: of }) => of.map((run) => ({ streamId, ...run })));
  const gaps = taken.flatMap(({ streamId, gaps: of }) => of.map((gap) => ({ streamId, ...gap })));
  const clocks = taken.flatMap(({ streamId, clocks: of }) => of.map((clock) => ({ streamId, ...clock })));
  const links = taken.flatMap(({ streamId, links: of }) => of.map((link) => ({ streamId, ...link })));
  await sql`
    with fact as (
      select * from jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) as f(
        "streamId" bigint, connected boolean, "lastNumber" bigint, "lastEndUs" bigint, "lastReceivedUs" bigint, "bitsPerSecond" float8,
        "cameraOffsetMs" float8, codecs text, width integer, height integer, "captureState" text, "captureDetail" text, "backlogRecords" integer)
    ), stream_rows as (
      update stream set
        connected = case when owner_node = ${nodeName} then fact.connected else stream.connected end,
        lease_until = case when owner_node = ${nodeName} and not fact.connected then null else lease_until end,
        last_number = greatest(last_number, fact."lastNumber"),
        last_end_us = greatest(last_end_us, fact."lastEndUs"),
        last_received_at = greatest(last_received_at, to_timestamp(fact."lastReceivedUs" / 1000000.0)),
        bits_per_second = fact."bitsPerSecond",
        camera_offset_ms = round(fact."cameraOffsetMs"),
        codecs = fact.codecs, width = fact.width, height = fact.height,
        capture_state = fact."captureState", capture_detail = fact."captureDetail", backlog_records = fact."backlogRecords"
      from fact where stream.id = fact."streamId"
    ), run_rows as (
      insert into stored_run (stream_id, start_us, end_us, first_number, last_number, backfilled_us)
      select * from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb)
        as r("streamId" bigint, "startUs" bigint, "endUs" bigint, "firstNumber" bigint, "lastNumber" bigint, "backfilledUs" bigint)
      on conflict (stream_id, first_number) do update set
        end_us = excluded.end_us, last_number = excluded.last_number, backfilled_us = excluded.backfilled_us
        where excluded.last_number >= stored_run.last_number
    ), gap_rows as (
      insert into declared_gap (stream_id, number, start_us, end_us, cause, detail, dropped_fragments)
      select * from jsonb_to_recordset(${JSON.stringify(gaps)}::jsonb)
        as g("streamId" bigint, number bigint, "startUs" bigint, "endUs" bigint, cause text, detail text, "droppedFragments" bigint)
      on conflict do nothing
    ), clock_rows as (
      insert into clock_event (stream_id, number, at_us, clock, offset_before_ms, offset_after_ms)
      select * from jsonb_to_recordset(${JSON.stringify(clocks)}::jsonb)
        as c("streamId" bigint, number bigint, "atUs" bigint, clock text, "offsetBeforeMs" float8, "offsetAfterMs" float8)
      on conflict do nothing
    )
    insert into link_event (stream_id, at_us, connected, reason)
    select * from jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
      as l("streamId" bigint, "atUs" bigint, connected boolean, reason text)`.execute(db);
}
