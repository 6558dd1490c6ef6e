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

-- One event of the ledger, read once: its time as a number.
create table fact (
  seq           bigint primary key references ledger_entry (seq),
  id            text not null unique,
  type          text not null,
  at_us         bigint not null,
  -- not jsonb: what a text may hold in an event (U+0000) it may hold here
  data          json not null,
  -- the id of the fact that this one takes back
  retracts      text
);
create index fact_type on fact (type, at_us);
create index fact_retracts on fact (retracts) where retracts is not null;
create index fact_judged on fact ((data->>'findingKey')) where type = 'finding.judged';

-- Which dossiers a fact lies in; pages also read "session:…" and "batch:…".
create table fact_dossier (
  dossier       text not null,
  seq           bigint not null references fact (seq) on delete cascade,
  primary key (dossier, seq)
);
create index fact_dossier_seq on fact_dossier (seq);

-- One row for each dossier that was ever named: what must be computed again, and when at the latest.
create table dossier (
  key               text primary key,
  newest_seq        bigint not null,
  -- the first entry that its obligations and findings do not know yet; null: they know all
  dirty_from_seq    bigint,
  -- UTC ms of the evaluation's "now"
  evaluated_at_ms   bigint,
  -- a rule waits for this moment
  reconsider_at_ms  bigint,
  -- a rule failed on it: it stays dirty, and is tried again then
  retry_at_ms       bigint
);
create index dossier_dirty on dossier (dirty_from_seq) where dirty_from_seq is not null;
create index dossier_reconsider on dossier (reconsider_at_ms) where reconsider_at_ms is not null;

create table obligation (
  key             text primary key,
  dossier         text not null,
  org_id          text,
  rule_id         text not null,
  rulebook_id     text not null,
  mode            text not null,
  severity        text not null,
  nature          text not null,
  owed_by         text not null,
  subject_kind    text not null,
  subject_id      text not null,
  -- "2026-03-16", as text: a day, not a moment of some zone
  due_date        text check (due_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  -- neither done nor void
  open            boolean not null,
  -- what it is at a moment t: states[width_bucket(t, state_from) + 1]; UTC ms at which each but the first begins
  state_from      bigint[] not null,
  states          text[] not null,
  -- from when to when it is, was or will be overdue; to null: until it is done
  overdue_from_ms bigint,
  overdue_to_ms   bigint,
  provisional     boolean not null,
  -- the whole obligation, canonical JSON
  body            text not null
);
create index obligation_open on obligation (due_date) where open;
create index obligation_overdue on obligation (overdue_from_ms) where overdue_from_ms is not null and overdue_to_ms is null;
create index obligation_was_overdue on obligation (overdue_to_ms) where overdue_to_ms is not null;
-- What the wall counts each second: rows of other kinds gather over the years and must not be walked through.
create index obligation_wall_due on obligation (due_date) where open and mode = 'in-force' and severity = 'breach' and nature in ('deadline', 'quota');
create index obligation_wall_overdue on obligation (overdue_from_ms) where overdue_to_ms is null and mode = 'in-force' and severity = 'breach';
create index obligation_rule on obligation (rule_id);
create index obligation_org on obligation (org_id, due_date);
create index obligation_dossier on obligation (dossier);
create index obligation_subject on obligation (subject_kind, subject_id);

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
create index finding_subject on finding (subject_kind, subject_id);

-- A person's newest word on a finding (P11).
create table finding_verdict (
  finding_key   text primary key,
  verdict       text not null,
  reason        text not null,
  said_by       text not null,
  at_ms         bigint not null,
  seq           bigint not null
);

-- The last thing that the ledger says of a decision: only what differs from it is announced again.
create table announced (
  key           text primary key,
  seq           bigint not null,
  -- SHA-256 of the entry's body
  digest        bytea not null
);

-- An evaluator as its facts tell it.
create table org_profile (
  id              text primary key,
  name            text,
  org_code        text,
  evaluator_type  text,
  area_code       text,
  state           text not null,
  occupations     jsonb not null,
  sites           jsonb not null,
  valid_from      text,
  valid_to        text,
  last_fact_ms    bigint
);

-- A session as its facts tell it.
create table session_summary (
  session_id        text primary key,
  org_id            text,
  batch_id          text,
  -- local day of the start, planned where it has not begun
  day               text,
  planned_start_ms  bigint,
  planned_end_ms    bigint,
  started_ms        bigint,
  ended_ms          bigint,
  cancelled         boolean not null,
  test              boolean not null,
  expected          integer,
  checked_in        integer not null,
  present           integer not null,
  on_site_internal  text not null,
  remote_internal   boolean not null,
  on_site_external  boolean not null,
  remote_external   boolean not null
);
create index session_summary_day on session_summary (day);
create index session_summary_batch on session_summary (batch_id);
create index session_summary_org on session_summary (org_id, day);
create index session_summary_running on session_summary (started_ms) where ended_ms is null and started_ms is not null;

-- Whoever has the key may read due dates as a calendar; not computed, not in the ledger.
create table calendar_feed (
  id            text primary key,
  key_hash      bytea not null unique check (length(key_hash) = 32),
  label         text not null,
  -- null: of all evaluators
  org_id        text,
  created_at    timestamptz not null default now(),
  revoked_at    timestamptz
);

-- How far a projection has read the ledger, and with which rules.
create table projection_mark (
  name          text primary key,
  seq           bigint not null,
  -- SHA-256 of the rules' own files: other rules compute everything again
  rules_digest  text not null default '',
  -- UTC ms of the last moment at which every entry up to seq was computed
  computed_at_ms bigint
);
insert into projection_mark (name, seq) values ('facts', 0);
`;

export const platformMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
