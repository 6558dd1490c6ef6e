import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What the wall asks every second must not cost more as the years go by: a
 * running total instead of a sum over all segments, and indexes that find the
 * streams of the last hour and the first and newest epoch of a camera.
 */
const SCHEMA = /* sql */ `
-- One row: everything ever archived. Kept by the trigger below, in the archive worker's own transaction.
create table archive_total (
  only_row    boolean primary key default true check (only_row),
  segments    bigint not null,
  size_bytes  bigint not null
);
insert into archive_total (segments, size_bytes) select count(*), coalesce(sum(size_bytes), 0) from segment;

create function archive_total_follows() returns trigger language plpgsql as $$
begin
  update archive_total set
    segments = segments + (select count(*) from added),
    size_bytes = archive_total.size_bytes + (select coalesce(sum(added.size_bytes), 0) from added);
  return null;
end $$;
create trigger archive_total_follows after insert on segment
  referencing new table as added for each statement execute function archive_total_follows();

create index stream_of_camera on stream (camera_id, role, id);
create index stream_end on stream (last_end_us);
`;

export const archiveTotalMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
