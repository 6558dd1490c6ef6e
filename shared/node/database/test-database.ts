import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kysely } from "kysely";
import { Client } from "pg";
import { inject } from "vitest";
import { silentLog } from "../log/log.ts";
import { openDatabase } from "./database.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrateToLatest } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migration-list.ts";
import type { Database } from "./tables.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Server for test databases, started once per run by the global set-up (or DATABASE_URL_TEST). */
    testPostgresUrl?: string;
  }
}

export interface TestPostgres {
  url: string;
  stop(): Promise<void>;
}

export interface TestDatabase {
  db: Kysely<Database>;
  url: string;
  /** The database goes away under whoever uses it: an outage that lasts. */
  vanish(): Promise<void>;
  /** Closes `db` and drops the database, whoever still uses it. */
  drop(): Promise<void>;
}

/** Tests lose nothing that matters in a power cut. */
const FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** One throw-away server for a whole test run. The global set-up provides its `url` as `testPostgresUrl`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const directory = await mkdtemp(path.join(tmpdir(), "mingjian-test-postgres-"));
  const server = await startEmbeddedPostgres({ directory, log: silentLog(), settings: FAST });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

let ownServer: Promise<TestPostgres> | null = null;

/** A migrated database for one test file, copied from a template (about 30 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("testPostgresUrl") ?? (await (ownServer ??= startTestPostgres())).url;
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = await ensureTemplate(serverUrl);
  await onServer(serverUrl, (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(serverUrl, name);
  const db = openDatabase(url, { log: silentLog(), applicationName: "test", maxConnections: 4 });
  const vanish = () => onServer(serverUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
  return {
    db,
    url,
    vanish,
    async drop() {
      await db.destroy();
      await vanish();
    },
  };
}

/** Made once per server and set of migrations, under a lock that all test processes share. */
async function ensureTemplate(serverUrl: string): Promise<string> {
  // A hash, because PostgreSQL cuts names off after 63 bytes.
  const template = `template_${createHash("sha256").update(Object.keys(MIGRATIONS).join()).digest("hex").slice(0, 16)}`;
  await onServer(serverUrl, async (client) => {
    await client.query("select pg_advisory_lock(823001)");
    const found = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (found.rowCount !== 0) return;
    await client.query(`drop database if exists making_${template} with (force)`);
    await client.query(`create database making_${template}`);
    const db = openDatabase(withDatabase(serverUrl, `making_${template}`), { log: silentLog(), applicationName: "template" });
    await migrateToLatest(db);
    await db.destroy();
    await client.query(`alter database making_${template} rename to ${template}`);
  });
  return template;
}

async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
