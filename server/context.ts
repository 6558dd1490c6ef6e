import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Kysely } from "kysely";
import { openDatabase } from "../shared/node/database/database.ts";
import type { Database } from "../shared/node/database/tables.ts";
import { createLog, type Log } from "../shared/node/log/log.ts";
import type { ObjectStore } from "../shared/node/object-store/object-store.ts";
import { openObjectStore, openS3ReadOnly } from "../shared/node/object-store/open-object-store.ts";
import { LedgerAppender } from "../shared/node/ledger/ledger-appender.ts";
import type { Clock } from "../shared/time/clock.ts";
import { systemClock } from "../shared/time/system-clock.ts";
import { AccessTable } from "./access/access-table.ts";
import { auditTrail, type AuditTrail } from "./audit/audit-trail.ts";
import { ConfigError, type ServerConfig } from "./config/config.ts";
import { FootageFeed } from "./feed/footage-feed.ts";
import { clockCheck, databaseCheck, spoolCheck, storeCheck } from "./health/checks.ts";
import { Readiness } from "./health/readiness.ts";
import { MetricsRegistry } from "./metrics/metrics.ts";
import { eventMetrics } from "./metrics/stage-metrics.ts";
import { EventIntake } from "./platform/event-intake.ts";

const MS_PER_DAY = 86_400_000;

/** Every adapter of the server process, built here and nowhere else. Modules take the slice they need. */
export interface ServerContext {
  config: ServerConfig;
  clock: Clock;
  log: Log;
  db: Kysely<Database>;
  store: ObjectStore;
  ledger: LedgerAppender;
  audit: AuditTrail;
  intake: EventIntake;
  feed: FootageFeed;
  metrics: MetricsRegistry;
  access: AccessTable;
  readiness: Readiness;
  /** The built client. */
  clientDirectory: string;
}

/** @param overrides parts that a test swaps; the rest is real */
export async function createContext(config: ServerConfig, overrides: Partial<ServerContext> = {}): Promise<ServerContext> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog({ name: "server", level: config.logLevel, pretty: config.logPretty });
  const db = overrides.db ?? openDatabase(requireDatabaseUrl(config), { log, applicationName: `server ${config.nodeName}` });
  const store = overrides.store ?? (await openStore(config, clock));
  const ledger = overrides.ledger ?? new LedgerAppender(db, clock);
  const readiness = overrides.readiness ?? new Readiness(clock);
  const metrics = overrides.metrics ?? new MetricsRegistry();
  await mkdir(config.spoolDirectory, { recursive: true });
  for (const check of [databaseCheck(db), clockCheck(db, clock), spoolCheck(config.spoolDirectory), storeCheck(store)]) readiness.add(check);
  return {
    config,
    clock,
    log,
    db,
    store,
    ledger,
    audit: auditTrail((facts) => ledger.append(facts)),
    readiness,
    feed: new FootageFeed(),
    metrics,
    intake: new EventIntake({ append: (facts) => ledger.append(facts), clock, rehearsalAheadMs: config.eventsAheadDays * MS_PER_DAY, count: eventMetrics(metrics) }),
    access: new AccessTable(),
    clientDirectory: path.resolve(import.meta.dirname, "../dist/client"),
    ...overrides,
  };
}

function requireDatabaseUrl(config: ServerConfig): string {
  if (config.databaseUrl === null) {
    throw new ConfigError(["DATABASE_URL: expected postgres://user:password@host:5432/name, got nothing; npm start brings an embedded database, or set the variable"]);
  }
  return config.databaseUrl.reveal();
}

/** The server only reads the store; it must start, and take footage in, while an S3 store is away. */
function openStore({ objectStore: store, retentionYears }: ServerConfig, clock: Clock): ObjectStore | Promise<ObjectStore> {
  if (store.kind === "local") return openObjectStore({ kind: "local", folder: store.directory, immutable: "off", reserveBytes: 0 }, clock);
  const keys = { accessKey: store.accessKey.reveal(), secretKey: store.secretKey.reveal() };
  return openS3ReadOnly({ ...store, ...keys, defaultRetentionDays: retentionYears * 365, requestTimeoutMs: 10_000 });
}
