import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Registry, footage and access. Times named `*_us` are UTC microseconds since
 * 1970 (media time, compared by the million); `timestamptz` is for moments that
 * people read. Columns say when they may be null and who writes them.
 */
const SCHEMA = /* sql */ `
-- One evaluator (评价机构) whose rooms are watched. Written by the administrator.
create table evaluator (
  id          text primary key,
  name_zh     text not null,
  name_en     text not null,
  created_at  timestamptz not null default now()
);

-- One examination room (考场).
create table room (
  id            text primary key,
  evaluator_id  text not null references evaluator,
  name_zh       text not null,
  name_en       text not null,
  created_at    timestamptz not null default now()
);

-- One camera (机位). token_hash is the SHA-256 of its push token; the token itself is shown once.
create table camera (
  id                 text primary key,
  room_id            text not null references room,
  name_zh            text not null,
  name_en            text not null,
  token_hash         bytea not null check (length(token_hash) = 32),
  -- null until a capture worker with a device key is enrolled; then heads must be signed by it
  device_public_key  bytea,
  retired_at         timestamptz,
  created_at         timestamptz not null default now()
);

-- One planned sitting (场次) in one room: while it runs, footage of every camera of the room is expected.
create table exam_session (
  id          text primary key,
  room_id     text not null references room,
  title_zh    text not null,
  title_en    text not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null check (ends_at > starts_at),
  created_at  timestamptz not null default now()
);
create index exam_session_time on exam_session (starts_at, ends_at);

-- One life of one stream's numbering: camera, role and the epoch that capture made. Written by ingest.
create table stream (
  id                bigint generated always as identity primary key,
  camera_id         text not null references camera,
  role              text not null check (role in ('main', 'sub')),
  epoch             uuid not null,
  origin_us         bigint not null,
  created_at        timestamptz not null default now(),
  -- the ingest node that owns the camera, and until when if it does not renew
  owner_node        text,
  -- where capture and viewers reach that node; null where it is the only one
  owner_url         text,
  lease_until       timestamptz,
  -- what ingest last knew, flushed about once a second; the spool and the segments are the truth
  connected         boolean not null default false,
  last_number       bigint not null default 0,
  last_end_us       bigint,
  last_received_at  timestamptz,
  bits_per_second   double precision,
  camera_offset_ms  integer,
  codecs            text,
  width             integer,
  height            integer,
  -- what capture last said of itself
  capture_state     text,
  capture_detail    text,
  backlog_records   integer,
  unique (camera_id, role, epoch)
);

-- One unbroken run of stored seconds of a stream. Ingest lengthens the newest one and begins another at every hole.
create table stored_run (
  stream_id      bigint not null references stream,
  start_us       bigint not null,
  end_us         bigint not null check (end_us >= start_us),
  first_number   bigint not null,
  last_number    bigint not null check (last_number >= first_number),
  backfilled_us  bigint not null default 0,
  primary key (stream_id, first_number)
);
create index stored_run_time on stored_run (stream_id, end_us);

-- One gap that capture declared, as record 'number' of the stream.
create table declared_gap (
  stream_id          bigint not null references stream,
  number             bigint not null,
  start_us           bigint not null,
  end_us             bigint not null check (end_us >= start_us),
  cause              text not null,
  detail             text not null,
  dropped_fragments  bigint not null default 0,
  primary key (stream_id, number)
);
create index declared_gap_time on declared_gap (stream_id, end_us);

-- One step of a camera's or a capture machine's clock (P5). Record 'number' of the stream.
create table clock_event (
  stream_id         bigint not null references stream,
  number            bigint not null,
  at_us             bigint not null,
  clock             text not null check (clock in ('camera', 'capture')),
  offset_before_ms  double precision,
  offset_after_ms   double precision not null,
  primary key (stream_id, number)
);

-- One coming or going of a capture connection, as the centre saw it.
create table link_event (
  id         bigint generated always as identity primary key,
  stream_id  bigint not null references stream,
  at_us      bigint not null,
  connected  boolean not null,
  reason     text not null
);
create index link_event_time on link_event (stream_id, at_us);

-- One archive object: a run of records of one stream. Written by the archive worker after the store confirmed it.
create table segment (
  stream_id       bigint not null references stream,
  first_number    bigint not null,
  last_number     bigint not null check (last_number >= first_number),
  -- null where the segment carries records but no media (a gap at the end of an epoch)
  start_us        bigint,
  end_us          bigint,
  object_key      text not null unique,
  object_version  text not null,
  size_bytes      bigint not null,
  sha256          bytea not null check (length(sha256) = 32),
  -- chain heads before the first and after the last record
  previous_head   bytea not null check (length(previous_head) = 32),
  head            bytea not null check (length(head) = 32),
  init_sha256     bytea check (length(init_sha256) = 32),
  codecs          text,
  retain_until    timestamptz not null,
  legal_hold      boolean not null default false,
  created_at      timestamptz not null default now(),
  primary key (stream_id, first_number)
);
create index segment_time on segment (stream_id, end_us);

-- Retention only grows (P4): the database refuses what the store would refuse.
create function segment_lock_only_grows() returns trigger language plpgsql as $$
begin
  if new.retain_until < old.retain_until then
    raise exception 'segment % of stream %: the lock may move later, never earlier (% → %)',
      old.first_number, old.stream_id, old.retain_until, new.retain_until;
  end if;
  return new;
end $$;
create trigger segment_lock_only_grows before update on segment for each row execute function segment_lock_only_grows();

-- One public key whose signatures segments carry. The private half stays in the key directory.
create table signing_key (
  id          text primary key,
  public_key  bytea not null,
  created_at  timestamptz not null default now()
);

-- One link that signs somebody or something in, once. Only its hash is kept.
create table sign_in_link (
  token_hash      bytea primary key check (length(token_hash) = 32),
  principal_kind  text not null,
  label           text not null,
  expires_at      timestamptz not null,
  used_at         timestamptz
);

-- One signed-in browser or wall screen.
create table sign_in (
  token_hash      bytea primary key check (length(token_hash) = 32),
  principal_kind  text not null,
  label           text not null,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  revoked_at      timestamptz
);
`;

export const footageMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(SCHEMA).execute(db);
  },
};
