import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Events in, and what is computed from them. Everything below `fact` can be
 * dropped and built again from the ledger, equal to the byte.
 */
const SCHEMA = /* sql */ `
-- Whoever may send events: an exam platform, an evaluator's own system, a file import, a connector.
create table producer (
  -- the CloudEvents source
  id            text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name          text not null,
  token_hash    bytea not null unique check (length(token_hash) = 32),
  -- null: may speak for every evaluator
  org_id        text,
  -- the one named system it stands for (S01 …), null for others
  system        text,
  retired_at    timestamptz,
  created_at    timestamptz not null default now()
);

-- One event of the ledger, read once: its type checked, its time as a number.
create table fact (
  seq           bigint primary key references ledger_entry (seq),
  id            text not null unique,
  type          text not null,
  at_us         bigint not null,
  data          jsonb not null
);
create index fact_type on fact (type, at_us);

-- Which dossiers a fact lies in.
create table fact_dossier (
  dossier       text not null,
  seq           bigint not null references fact (seq) on delete cascade,
  primary key (dossier, seq)
);

-- One row for each dossier that was ever named: what must be computed again, and when at the latest.
create table dossier (
  key               text primary key,
  newest_seq        bigint not null,
  -- entries up to here are in its obligations and findings
  evaluated_seq     bigint not null default 0,
  -- UTC ms of the evaluation's "now"
  evaluated_at_ms   bigint,
  -- a rule waits for this moment
  reconsider_at_ms  bigint
);
create index dossier_dirty on dossier (key) where evaluated_seq < newest_seq;
create index dossier_reconsider on dossier (reconsider_at_ms) where reconsider_at_ms is not null;

create table obligation (
  key           text primary key,
  dossier       text not null,
  org_id        text,
  rule_id       text not null,
  rulebook_id   text not null,
  mode          text not null,
  severity      text not null,
  nature        text not null,
  owed_by       text not null,
  subject_kind  text not null,
  subject_id    text not null,
  -- "2026-03-16", as text: a day, not a moment of some zone
  due_date      text check (due_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  -- neither done nor void: what a state may still change for
  open          boolean not null,
  provisional   boolean not null,
  -- the whole obligation, canonical JSON
  body          text not null
);
create index obligation_open on obligation (due_date, severity) where open;
create index obligation_org on obligation (org_id, due_date);
create index obligation_dossier on obligation (dossier);

create table finding (
  key           text primary key,
  dossier       text not null,
  org_id        text,
  rule_id       text not null,
  rulebook_id   text not null,
  mode          text not null,
  severity      text not null,
  subject_kind  text not null,
  subject_id    text not null,
  since_ms      bigint not null,
  cleared_ms    bigint,
  body          text not null
);
create index finding_open on finding (severity, since_ms) where cleared_ms is null;
create index finding_org on finding (org_id, since_ms);
create index finding_dossier on finding (dossier);
create index finding_rule on finding (rule_id, since_ms);

-- How far each projection has read the ledger.
create table projection_mark (
  name          text primary key,
  seq           bigint not null
);
`;

export const platformMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
