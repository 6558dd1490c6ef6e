import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Sessions and evaluators become known to the registry by their events. */
const SCHEMA = /* sql */ `
-- The session of the events that this room's sitting belongs to; null where it was put into the registry by hand.
alter table exam_session add column session_ref text;
create index exam_session_ref on exam_session (session_ref) where session_ref is not null;

-- Finds the name under which an evaluator filed; costs nothing for entries of other kinds.
create index ledger_entry_filing on ledger_entry (subject, seq) where kind = 'org.filing.submitted';
`;

export const eventSessionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
