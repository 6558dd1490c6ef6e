import { sql, type Kysely } from "kysely";
import type { Database } from "./tables.ts";

/** The database server's own wall time, UTC µs. Any answer also shows that it answers. */
export async function databaseTimeUs(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ us: number }>`select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us`.execute(db);
  return rows[0]?.us ?? 0;
}

/** Takes a lock that lives as long as the connection; `holder` must be one connection, not a pool. @returns whether it was free */
export async function tryHold(holder: Kysely<Database>, name: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as held`.execute(holder);
  return rows[0]?.held === true;
}

/** Gives the lock back early; one that ended with its connection is already free. */
export async function letGo(holder: Kysely<Database>, name: string): Promise<void> {
  await sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`.execute(holder);
}
