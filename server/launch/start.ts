import path from "node:path";
import { createLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { ConfigError, readConfig } from "../config/config.ts";
import { readEnvironment } from "../config/env.ts";
import { OutputSink } from "./child-output.ts";
import { buildClientIfNeeded } from "./client-build.ts";
import { RunningInstallation } from "./installation.ts";
import { lockDataDirectory } from "./instance-lock.ts";
import { LaunchError } from "./launch-error.ts";
import { ensurePortIsFree } from "./port-check.ts";

/** `npm start` and `npm run dev`: everything on this machine, from the database to the demo city, until a signal. */
async function launch(): Promise<void> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
  const options = new Set(process.argv.slice(2));
  const unknown = [...options].filter((option) => !["--empty", "--dev"].includes(option));
  if (unknown.length > 0) throw new LaunchError(`${unknown.join(" ")} is not an option of npm start`, "the only one is --empty: npm start -- --empty");

  const env = readEnvironment();
  const config = readConfig(env);
  await ensurePortIsFree(config.host, config.port);
  const unlock = lockDataDirectory(config.dataDirectory);
  const logFolder = path.join(config.dataDirectory, "logs");
  const log = createLog({ name: "launcher", level: "warn", pretty: true });
  const output = new OutputSink(logFolder, say);
  const installation = new RunningInstallation({
    config,
    env,
    clock: systemClock,
    log,
    output,
    logFolder,
    empty: options.has("--empty"),
    dev: options.has("--dev"),
  });
  try {
    if (!options.has("--dev")) await buildClientIfNeeded(say);
    say("starting …");
    console.log(await installation.start(stop.signal));
    await aborted(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    say("stopping …");
    await installation.stop();
    unlock();
    say("stopped");
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function say(line: string): void {
  console.error(`明鉴 ${line}`);
}

await launch().then(
  // Node can hang while it waits for its own threads to end; everything of ours has ended here.
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof LaunchError) {
      say(error.message);
      say(error.advice);
    } else say(error instanceof ConfigError ? error.message : ((error as Error).stack ?? String(error)));
    process.exit(1);
  },
);
