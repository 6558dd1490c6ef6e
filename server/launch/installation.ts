import path from "node:path";
import { z } from "zod";
import { openDatabase } from "../../shared/node/database/database.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ServerConfig } from "../config/config.ts";
import type { Environment } from "../config/env.ts";
import { announce } from "./announcement.ts";
import type { OutputSink } from "./child-output.ts";
import { SupervisedChild, type ChildPlan } from "./child-process.ts";
import { keepEmbeddedDatabase, type KeptDatabase } from "./database-keeper.ts";
import { LaunchError } from "./launch-error.ts";
import { archivePlan, capturePlan, demoPlan, DEVELOPMENT_URL, pagesPlan, rulesPlan, serverPlan, type Installation } from "./processes.ts";
import { firstSignInLinks } from "./sign-in-links.ts";

const READY_LIMIT_MS = 60_000;
const READY_CHECK_MS = 200;

const DemoReady = z.object({ kind: z.literal("ready"), captureFiles: z.array(z.string()) });

export interface InstallationParts {
  config: ServerConfig;
  env: Environment;
  clock: Clock;
  log: Log;
  output: OutputSink;
  logFolder: string;
  empty: boolean;
  dev: boolean;
}

/** All processes of one machine, started in the order in which they need each other and stopped the other way round. */
export class RunningInstallation {
  readonly #parts: InstallationParts;
  #database: KeptDatabase | null = null;
  #children: SupervisedChild[] = [];
  #captures: SupervisedChild[] = [];

  constructor(parts: InstallationParts) {
    this.#parts = parts;
  }

  /** Resolves to what is to be told to the person who started it. Gives up as soon as the signal aborts. */
  async start(signal: AbortSignal): Promise<string> {
    const { config, env, log } = this.#parts;
    this.#database = config.databaseUrl ? { url: config.databaseUrl.reveal(), stop: () => Promise.resolve() } : await keepEmbeddedDatabase(config.dataDirectory, log);
    const installation: Installation = { env, databaseUrl: this.#database.url, port: config.port, dataDirectory: config.dataDirectory };
    const db = openDatabase(this.#database.url, { log, applicationName: "launcher", maxConnections: 1 });
    try {
      await migrateToLatest(db);
      this.#run(serverPlan(installation, this.#parts.dev));
      this.#run(archivePlan(installation));
      this.#run(rulesPlan(installation));
      if (this.#parts.dev) this.#run(pagesPlan(installation));
      await this.#untilServerIsReady(signal);
      if (!this.#parts.empty) this.#run(demoPlan(installation, (message) => void this.#onDemoMessage(message, installation)));
      const url = config.publicUrl ?? (this.#parts.dev ? DEVELOPMENT_URL : `http://localhost:${config.port}`);
      return announce({
        ...(await firstSignInLinks(db, this.#parts.clock, url)),
        url,
        demo: !this.#parts.empty,
        processes: ["PostgreSQL", ...this.#children.map((child) => child.name), ...(this.#parts.empty ? [] : ["capture × 2"])],
        dataDirectory: config.dataDirectory,
        logFolder: this.#parts.logFolder,
      });
    } finally {
      await db.destroy();
    }
  }

  /** Sources first, so that what they hold is still taken in; the database last. */
  async stop(): Promise<void> {
    const [server, ...others] = this.#children;
    await Promise.all(this.#captures.map((child) => child.stop()));
    await Promise.all(others.map((child) => child.stop()));
    await server?.stop();
    await this.#database?.stop();
  }

  #run(plan: ChildPlan): SupervisedChild {
    const child = this.#start(plan);
    this.#children.push(child);
    return child;
  }

  #start(plan: ChildPlan): SupervisedChild {
    const child = new SupervisedChild(plan, this.#parts);
    child.start();
    return child;
  }

  /** The demo may come back with its cameras on other ports: capture then begins anew with the new configuration. */
  async #onDemoMessage(message: unknown, installation: Installation): Promise<void> {
    const { captureFiles } = DemoReady.parse(message);
    const before = this.#captures;
    this.#captures = [];
    await Promise.all(before.map((child) => child.stop()));
    this.#captures = captureFiles.map((file) => this.#start(capturePlan(installation, path.basename(file, ".json"), file)));
  }

  async #untilServerIsReady(signal: AbortSignal): Promise<void> {
    const { clock, config, logFolder } = this.#parts;
    const giveUpMs = clock.monotonicMs() + READY_LIMIT_MS;
    while (clock.monotonicMs() < giveUpMs) {
      signal.throwIfAborted();
      const answer = await fetch(`http://127.0.0.1:${config.port}/livez`).catch(() => null);
      if (answer?.ok) return;
      await clock.sleep(READY_CHECK_MS, signal);
    }
    throw new LaunchError(`the server did not answer on port ${config.port} within ${READY_LIMIT_MS / 1000} s`, `look into ${logFolder}`);
  }
}
