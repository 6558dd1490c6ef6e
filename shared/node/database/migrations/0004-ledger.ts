import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The ledger (P7). Rows can be added and nothing else: triggers refuse update,
 * delete and truncate, whoever asks through SQL. Whoever has the disk can still
 * alter it, and the chain and the checkpoints outside show that it was done.
 */
const SCHEMA = /* sql */ `
-- One thing that happened. seq has no holes and follows commit order, because ledger_append holds the head row until commit.
create table ledger_entry (
  seq           bigint primary key check (seq > 0),
  at_us         bigint not null,
  kind          text not null check (kind ~ '^[^\\n\\r]+$'),
  subject       text not null check (subject !~ '[\\n\\r]'),
  producer      text not null check (producer ~ '^[^\\n\\r]+$'),
  -- null where the producer does not number what it says
  producer_seq  bigint,
  -- canonical JSON, kept as the text that was hashed
  body          text not null,
  hash          bytea not null check (length(hash) = 32)
);
create unique index ledger_entry_once on ledger_entry (producer, producer_seq) where producer_seq is not null;
create index ledger_entry_subject on ledger_entry (subject, seq);
create index ledger_entry_kind on ledger_entry (kind, seq);

-- The one row that says how far the ledger goes; locked by whoever appends.
create table ledger_head (
  only_row  boolean primary key default true check (only_row),
  seq   bigint not null,
  hash  bytea not null check (length(hash) = 32)
);
insert into ledger_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

create function ledger_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append only: a correction is a new entry that names the old one';
end $$;
create trigger ledger_only_grows before update or delete on ledger_entry for each row execute function ledger_only_grows();
create trigger ledger_never_emptied before truncate on ledger_entry for each statement execute function ledger_only_grows();

-- Appends facts, given as a JSON array of {kind, subject, producer, producerSeq, body}, in their order and in one round trip.
-- A fact whose producer and number are known already is passed over and answered with the entry it became (P9).
-- The head row's lock is taken first, so that numbers follow commit order and a reader that has seen entry n has seen all before it.
create function ledger_append(facts jsonb, now_us bigint)
returns table (seq bigint, hash bytea, appended boolean) language plpgsql as $$
declare
  fact jsonb;
  head ledger_head;
  known ledger_entry;
  fact_seq bigint;
begin
  select * into head from ledger_head for update;
  for fact in select value from jsonb_array_elements(facts) with ordinality order by ordinality loop
    fact_seq := (fact->>'producerSeq')::bigint;
    if fact_seq is not null then
      select * into known from ledger_entry e where e.producer = fact->>'producer' and e.producer_seq = fact_seq;
      if found then
        seq := known.seq; hash := known.hash; appended := false;
        return next;
        continue;
      end if;
    end if;
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(concat_ws(E'\\n', 'mingjian-ledger/1', head.seq, now_us, fact->>'kind', fact->>'subject',
      fact->>'producer', coalesce(fact_seq::text, ''), fact->>'body'), 'UTF8'));
    insert into ledger_entry values (head.seq, now_us, fact->>'kind', fact->>'subject', fact->>'producer', fact_seq, fact->>'body', head.hash);
    seq := head.seq; hash := head.hash; appended := true;
    return next;
  end loop;
  update ledger_head h set seq = head.seq, hash = head.hash;
end $$;
`;

export const ledgerMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
