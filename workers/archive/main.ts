import { createLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { runArchiveWorker } from "./archive-worker.ts";
import { readConfig } from "./config/config.ts";
import { readEnvironment } from "./config/env.ts";
import { createContext } from "./context.ts";

const config = readConfigOrExit();
const log = createLog({ name: "archive", level: config.logLevel, pretty: config.logPretty });
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort(new Error(name)));

try {
  const context = await createContext(config, log, systemClock, stopping.signal);
  log.info({ spool: config.spoolDirectory, store: context.parts.store.description, keyId: context.parts.key.id }, "the archive worker runs");
  await runArchiveWorker(context.parts);
  await context.close();
  log.info("the archive worker has stopped");
} catch (error) {
  if (!stopping.signal.aborted) {
    log.fatal({ err: error }, "the archive worker cannot go on");
    process.exitCode = 1;
  }
}

function readConfigOrExit() {
  try {
    return readConfig(readEnvironment());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
