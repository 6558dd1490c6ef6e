import { parseArgs } from "node:util";
import { createLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { readConnectorConfig } from "./config/read-config.ts";
import { runConnectors } from "./run-connectors.ts";

const USAGE = "npm run connect -- --config FILE   hands events of other systems to the centre, as FILE says";

const config = await readConfigOrExit();
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort(new Error(name)));
const log = createLog({ name: "connectors", level: "info", pretty: process.stdout.isTTY });
log.info({ sources: config.connectors.map(({ source }) => source) }, "the connectors run");
await runConnectors({ config, clock: systemClock, log, signal: stopping.signal });
log.info("the connectors have stopped");

async function readConfigOrExit() {
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options: { config: { type: "string" } } });
    if (values.config === undefined) throw new Error(`expected --config FILE, got nothing:\n${USAGE}`);
    return await readConnectorConfig(values.config);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
