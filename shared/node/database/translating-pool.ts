import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient } from "pg";
import { DatabaseUnavailable, translateOutage } from "./database-unavailable.ts";

/** Between Kysely and pg: every failure to reach the database leaves here as DatabaseUnavailable. */
export function translatingPool(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        return translatingClient(await pool.connect());
      } catch (error) {
        // Whatever kept us from connecting, a password or a missing database included: nothing was asked.
        throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(error);
      }
    },
  };
}

function translatingClient(client: PoolClient): PostgresPoolClient {
  let broken = false;
  async function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      // pg's own result type allows for null where Kysely's does not; the rows are the same.
      return (await client.query(text, [...parameters])) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      const translated = translateOutage(error);
      broken ||= translated !== error;
      throw translated;
    }
  }
  return {
    query: query as PostgresPoolClient["query"],
    // A connection that failed under a query must not serve the next one.
    release: (destroy) => client.release(destroy === true || broken),
  };
}
