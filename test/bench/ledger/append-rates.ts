import { Client } from "pg";
import type { Kysely } from "kysely";
import { EventIntake } from "../../../server/platform/event-intake.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { LedgerAppender } from "../../../shared/node/ledger/ledger-appender.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";

export interface Rates {
  /** Events a second, durable and answered, one by one. */
  eventsPerS: number;
  /** Rows a second, each its own transaction. */
  insertsPerS: number;
  /** Events a second in batches of BATCH. */
  batchEventsPerS: number;
  /** Rows a second, BATCH of them in one INSERT. */
  batchInsertsPerS: number;
}

const BATCH = 100;
let started = 0;

/** So many producers through the intake, beside so many plain writers; what runs at once is alike. */
export async function measureRates(db: Kysely<Database>, url: string, writers: number, milliseconds: number): Promise<Rates> {
  const intake = intakeOver(db);
  const eventsPerS = await rate(writers, milliseconds, async (producer, sequence) => takeAll(intake, producer, sequence, 1));
  const insertsPerS = await withClients(url, writers, (clients) => rate(writers, milliseconds, (producer) => insertRows(clients[producer % writers], 1)));
  const batchEventsPerS = await rate(writers, milliseconds, (producer, sequence) => takeAll(intake, producer, sequence, BATCH));
  const batchInsertsPerS = await withClients(url, writers, (clients) => rate(writers, milliseconds, (producer) => insertRows(clients[producer % writers], BATCH)));
  return { eventsPerS, insertsPerS, batchEventsPerS, batchInsertsPerS };
}

function intakeOver(db: Kysely<Database>): EventIntake {
  const ledger = new LedgerAppender(db, systemClock);
  return new EventIntake({ append: (facts) => ledger.append(facts), clock: systemClock, rehearsalAheadMs: 0, count: () => undefined });
}

const DATA = { orgId: "xm-port", sessionId: "s-1", personId: "p-1", roomId: "r-1", seat: "A12", idMatch: true };

async function takeAll(intake: EventIntake, producer: number, sequence: number, count: number): Promise<number> {
  const id = `bench-${producer}`;
  const events = Array.from({ length: count }, (_, index) => ({
    specversion: "1.0",
    id: `e${sequence + index}`,
    source: id,
    type: "candidate.checked_in",
    time: "2026-03-16T09:00:00+08:00",
    sequence: sequence + index,
    data: DATA,
  }));
  const answer = await intake.take(events, { id, orgId: null });
  if (answer.accepted !== count) throw new Error(`expected ${count} events accepted, got ${JSON.stringify(answer.answers[0])}`);
  return count;
}

async function insertRows(client: Client | undefined, count: number): Promise<number> {
  const values = Array.from({ length: count }, (_, index) => `($${index * 3 + 1}, $${index * 3 + 2}, $${index * 3 + 3})`).join(", ");
  const body = JSON.stringify({ id: "e1", time: "2026-03-16T09:00:00+08:00", data: DATA });
  await client?.query(`insert into bench_row (kind, producer, body) values ${values}`, Array.from({ length: count }, () => ["candidate.checked_in", "bench", body]).flat());
  return count;
}

async function withClients<T>(url: string, count: number, work: (clients: Client[]) => Promise<T>): Promise<T> {
  const clients = Array.from({ length: count }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await clients[0]?.query("create table if not exists bench_row (seq bigserial primary key, kind text not null, producer text not null, body text not null)");
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Each writer sends its next as soon as the one before is answered. @returns things a second, all writers together */
async function rate(writers: number, milliseconds: number, send: (producer: number, sequence: number) => Promise<number>): Promise<number> {
  const startMs = systemClock.monotonicMs();
  const done = await Promise.all(
    Array.from({ length: writers }, async () => {
      started += 1;
      const producer = started;
      let sent = 0;
      while (systemClock.monotonicMs() - startMs < milliseconds) sent += await send(producer, sent + 1);
      return sent;
    }),
  );
  const seconds = (systemClock.monotonicMs() - startMs) / 1000;
  return done.reduce((sum, count) => sum + count, 0) / seconds;
}
