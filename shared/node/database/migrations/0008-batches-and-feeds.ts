import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** A cancelled batch takes its sittings along, and a calendar feed keeps the question of the page that it was made on. */
const SCHEMA = /* sql */ `
-- The batch of the events that a sitting belongs to; null where it was put into the registry by hand.
alter table exam_session add column batch_ref text;
create index exam_session_batch on exam_session (batch_ref) where batch_ref is not null;
update exam_session set batch_ref = told.batch_id
from (select distinct on (data->>'sessionId') data->>'sessionId' as session_id, data->>'batchId' as batch_id from fact where type = 'session.scheduled' order by data->>'sessionId', seq desc) told
where exam_session.session_ref = told.session_id;

-- Words of the obligations' query ("area=350000&duty=binding"); org_id beside it stays for feeds made before.
alter table calendar_feed add column asked text not null default '';
`;

export const batchesAndFeedsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
