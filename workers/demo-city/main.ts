import { openDatabase } from "../../shared/node/database/database.ts";
import { createLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { readConfig } from "./config/config.ts";
import { readEnvironment } from "./config/env.ts";
import { runDemo } from "./demo.ts";

/** The demo city's process: rooms, cameras, and the line that fails. Tells the launcher when capture workers may come. */
async function main(): Promise<void> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  const config = readConfig(readEnvironment());
  const log = createLog({ name: "demo", level: config.logLevel, pretty: config.logPretty });
  const db = openDatabase(config.databaseUrl, { log, applicationName: "demo", maxConnections: 2 });
  const onReady = (captureFiles: readonly string[]) => process.send?.({ kind: "ready", captureFiles });
  await runDemo({ ...config, db, clock: systemClock, log, onReady }, stop.signal);
  await db.destroy();
  // The channel to the launcher would keep the process alive.
  if (process.connected) process.disconnect();
}

await main();
