import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ReadyConfig, ReadyConnector } from "./config/read-config.ts";
import { postEvents } from "./event-poster.ts";
import { FileDropConnector } from "./file-drop.ts";
import { HttpPullConnector } from "./http-pull.ts";

export interface ConnectorRun {
  config: ReadyConfig;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** After a failure a connector waits longer and longer, up to this. */
const LONGEST_WAIT_MS = 600_000;

/** Runs every connector until the signal; one that fails harms no other (P14). */
export async function runConnectors(run: ConnectorRun): Promise<void> {
  await Promise.all(run.config.connectors.map((connector) => keepRunning(connector, run)));
}

async function keepRunning(connector: ReadyConnector, run: ConnectorRun): Promise<void> {
  const log = run.log.child({ source: connector.source });
  const { round } = build(connector, { ...run, log });
  const pollMs = connector.pollSeconds * 1000;
  for (let failures = 0; !run.signal.aborted; ) {
    try {
      await round();
      failures = 0;
    } catch (error) {
      if (run.signal.aborted) return;
      failures += 1;
      log.warn({ err: error, failures }, "a connector's round failed; it is tried again");
    }
    const waitMs = failures === 0 ? pollMs : Math.max(pollMs, Math.min(pollMs * 2 ** failures, LONGEST_WAIT_MS));
    await run.clock.sleep(waitMs, run.signal).catch(() => undefined);
  }
}

function build(connector: ReadyConnector, { config, clock, log, signal }: ConnectorRun): { round(): Promise<unknown> } {
  const post = (events: readonly unknown[]) => postEvents(events, { serverUrl: config.serverUrl, token: connector.token, clock, log, signal });
  const built = connector.kind === "file-drop" ? new FileDropConnector({ config: connector, post, clock, log }) : new HttpPullConnector({ config: connector, post, log, signal });
  return { round: () => built.round() };
}
