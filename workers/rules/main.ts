import { createLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { checkProjection } from "./check-projection.ts";
import { readConfig, type RulesConfig } from "./config/config.ts";
import { readEnvironment } from "./config/env.ts";
import { createContext } from "./context.ts";
import { rebuild, withRulesLock, type RulesParts } from "./rules-run.ts";
import { runRulesWorker } from "./rules-worker.ts";

const USAGE = `usage: npm run rules                 reads the ledger and computes what is owed and found, until stopped
       npm run rules -- rebuild      drops what is computed and builds it again from the ledger
       npm run rules -- check        builds it a second time beside the first and compares; changes nothing`;
const TURN_WAIT_MS = 50;

const COMMANDS = { work, rebuild: rebuildOnce, check } as const;

const [command = "work", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command) || rest.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
const config = readConfigOrExit();
const log = createLog({ name: "rules", level: config.logLevel, pretty: config.logPretty });
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort(new Error(name)));

try {
  const context = await createContext(config, log, systemClock);
  await COMMANDS[command as keyof typeof COMMANDS](context.parts);
  await context.close();
} catch (error) {
  if (!stopping.signal.aborted) {
    log.fatal({ err: error }, "the rules worker cannot go on");
    process.exitCode = 1;
  }
}

async function work(parts: RulesParts): Promise<void> {
  log.info({ rulesDigest: parts.rulesDigest.slice(0, 12) }, "the rules worker runs");
  await runRulesWorker(parts, stopping.signal);
  log.info("the rules worker has stopped");
}

async function rebuildOnce(parts: RulesParts): Promise<void> {
  const startMs = systemClock.monotonicMs();
  await alone(parts, rebuild);
  console.log(`built again from the ledger in ${Math.round((systemClock.monotonicMs() - startMs) / 1000)} s`);
}

async function check(parts: RulesParts): Promise<void> {
  const report = await alone(parts, checkProjection);
  for (const { table, onlyStored, onlyRebuilt } of report.tables) {
    console.log(`${table}: ${onlyStored + onlyRebuilt === 0 ? "same" : `${onlyStored} rows only as stored, ${onlyRebuilt} only as built again`}`);
  }
  console.log(report.same ? `OK: entries 1 to ${report.entries} give what is stored` : "NOT OK: npm run rules -- rebuild puts it right");
  process.exitCode = report.same ? 0 : 1;
}

/** Between two turns of a worker that runs; it waits meanwhile. */
async function alone<T>(parts: RulesParts, job: (parts: RulesParts) => Promise<T>): Promise<T> {
  for (;;) {
    const done = await withRulesLock(parts.db, async (db) => ({ result: await job({ ...parts, db }) }));
    if (done !== null) return done.result;
    await systemClock.sleep(TURN_WAIT_MS, stopping.signal);
  }
}

function readConfigOrExit(): RulesConfig {
  try {
    return readConfig(readEnvironment());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
