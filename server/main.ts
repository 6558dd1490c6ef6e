import { migrateToLatest } from "../shared/node/database/migrate.ts";
import { DatabaseUnavailable } from "../shared/node/database/database-unavailable.ts";
import { readConfig, ConfigError, type ServerConfig } from "./config/config.ts";
import { effectiveConfig } from "./config/effective-config.ts";
import { readEnvironment } from "./config/env.ts";
import { createContext, type ServerContext } from "./context.ts";
import { assembleServer, type RunningServer } from "./server.ts";

const RETRY_DATABASE_MS = 1_000;
const STOP_LIMIT_MS = 10_000;

/** The server process: configuration, database, listen, and one signal that ends it all. */
async function main(stopSignal: AbortSignal): Promise<void> {
  const config = readConfig(readEnvironment());
  const context = await createContext(config);
  context.log.info({ config: effectiveConfig(config) }, "starting");
  await migrateWhenReachable(context, stopSignal);
  const server = await assembleServer(context);
  const address = await listen(server, config);
  context.log.info({ address }, "listening");
  if (!stopSignal.aborted) await new Promise((resolve) => stopSignal.addEventListener("abort", resolve, { once: true }));

  context.log.info("stopping");
  const hardLimit = context.clock.sleep(STOP_LIMIT_MS).then(() => "late" as const);
  if ((await Promise.race([server.stop(), hardLimit])) === "late") {
    context.log.error(`expected to stop within ${STOP_LIMIT_MS / 1000} s; leaving what is still open`);
  }
  process.exit(0);
}

/** @throws ConfigError where the address cannot be had, which is nearly always a setting */
async function listen(server: RunningServer, { host, port }: ServerConfig): Promise<string> {
  try {
    return await server.app.listen({ host, port });
  } catch (cause) {
    throw new ConfigError([`HOST, PORT: expected to listen on ${host}:${port}, got ${(cause as Error).message}; choose another PORT or stop what uses it`]);
  }
}

function onceAsked(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort(new Error(`stopped by ${name}`)));
  return controller.signal;
}

/** A database that comes up later than we do is waited for. */
async function migrateWhenReachable({ db, log, clock }: ServerContext, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const applied = await migrateToLatest(db);
      if (applied.length > 0) log.info({ applied }, "database schema brought up to date");
      return;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      log.warn({ err: error }, "waiting for the database");
      await clock.sleep(RETRY_DATABASE_MS, signal);
    }
  }
}

const stopSignal = onceAsked();
await main(stopSignal).catch((error: unknown) => {
  // Asked to stop while still waiting for something: that is no failure.
  if (stopSignal.aborted) process.exit(0);
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
