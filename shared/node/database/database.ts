import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import { Pool, types } from "pg";
import type { Log } from "../log/log.ts";
import type { Database } from "./tables.ts";
import { translatingPool } from "./translating-pool.ts";

export interface OpenDatabaseOptions {
  log: Log;
  /** Shown in pg_stat_activity: "server", "archive". */
  applicationName: string;
  maxConnections?: number;
  /** A statement that takes longer is cancelled and reported as an outage. */
  statementTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_STATEMENT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_CONNECTIONS = 8;

/**
 * Opens a pool on `url`. No connection is made before the first query.
 * `bigint` columns arrive as numbers (all of ours fit: microseconds until 2255).
 * @throws DatabaseUnavailable from every query that could not be asked
 */
export function openDatabase(url: string, options: OpenDatabaseOptions): Kysely<Database> {
  const pool = new Pool({
    connectionString: url,
    application_name: `mingjian ${options.applicationName}`,
    max: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced at the next query; unheard, it would end the process.
  pool.on("error", (error) => options.log.warn({ err: error }, "an idle database connection broke"));
  // One that breaks under a query fails that query; its own event, unheard, would end the process as well.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: translatingPool(pool) }), plugins: [new CamelCasePlugin()] });
}

/** bigint[], which the library's list of names leaves out. */
const INT8_ARRAY = 1016;

function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  const parse = types.getTypeParser(oid, format as "text") as (value: string) => unknown;
  if (format === "binary") return parse;
  if (oid === types.builtins.INT8) return safeInteger;
  return oid === INT8_ARRAY ? (text) => (parse(text) as string[]).map(safeInteger) : parse;
}

/** @throws RangeError past 2^53, where a number would silently be another one */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a bigint from the database must fit 53 bits, got ${text}`);
  return value;
}
