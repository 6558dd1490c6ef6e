import { openDatabase } from "../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RulesConfig } from "./config/config.ts";
import { digestRules } from "./rules-digest.ts";
import type { RulesParts } from "./rules-run.ts";

export interface RulesContext {
  parts: RulesParts;
  close(): Promise<void>;
}

/** A rebuild reads and writes much at once; nothing here answers anybody who waits. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000;
const CONNECTIONS = 2;

/** The composition root: every adapter of this process is made here. */
export async function createContext(config: RulesConfig, log: Log, clock: Clock): Promise<RulesContext> {
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres({ directory: config.postgresDirectory, log }) : null;
  const db = openDatabase(config.databaseUrl ?? embedded?.url ?? "", { log, applicationName: "rules", maxConnections: CONNECTIONS, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  if (embedded !== null) await migrateToLatest(db);
  return {
    parts: { db, clock, log, rulebooks: RULEBOOKS, rulesDigest: await digestRules() },
    async close() {
      await db.destroy();
      await embedded?.stop();
    },
  };
}
