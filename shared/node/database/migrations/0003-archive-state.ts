import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

const SCHEMA = /* sql */ `
-- What one archive worker last said of one spool. Written by that worker every few seconds; reported_at says how old it is (P15).
create table archive_state (
  -- the ingest node whose spool it is
  spool_id            text primary key,
  reported_at         timestamptz not null,
  store_description   text not null,
  -- how strongly the store prevents deletion; null until its self test passed
  store_assurance     text,
  store_state         text not null check (store_state in ('ok', 'unavailable', 'full', 'failing')),
  -- in words, null while all is well
  store_detail        text,
  -- null where the store cannot say
  capacity_bytes      bigint,
  free_bytes          bigint,
  spool_bytes         bigint not null,
  waiting_records     bigint not null,
  -- receive time of the oldest record that is not archived; null = nothing waits
  oldest_waiting_us   bigint
);

-- For the rate of the last hour, from which the days left are reckoned.
create index segment_created on segment (created_at);
`;

export const archiveStateMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
