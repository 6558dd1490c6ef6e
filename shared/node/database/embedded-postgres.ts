import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { Client } from "pg";
import type { Clock } from "../../time/clock.ts";
import { systemClock } from "../../time/system-clock.ts";
import type { Log } from "../log/log.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./embedded/postgres-binaries.ts";
import { findRunningServer, isPostgres, openPostgresDirectory, type PostgresDirectory, type RunningServer } from "./embedded/postgres-directory.ts";
import { startServer } from "./embedded/postgres-process.ts";
import { chooseRunAs, type RunAs } from "./embedded/run-as.ts";
import { isAlive, withStartLock } from "./embedded/start-lock.ts";

export interface EmbeddedPostgresOptions {
  /** Holds the database files, the password and PostgreSQL's log. */
  directory: string;
  /** Any free port if absent. */
  port?: number;
  log: Log;
  clock?: Clock;
  /** Extra settings, "name=value". */
  settings?: readonly string[];
}

export interface EmbeddedPostgres {
  url: string;
  /** Resolves with a sentence when the server ended; never for an adopted one. */
  exited: Promise<string>;
  /** Ends the server cleanly. A server that another living process started is left running. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 50;

/**
 * Starts the real PostgreSQL of the npm package on files of our own: loopback
 * only, a random password. A server that is already running on these files is
 * adopted. Committed rows survive kill -9 and power loss.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  const clock = options.clock ?? systemClock;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const binaries = await findPostgresBinaries();
  const runAs = await chooseRunAs(binaries.postgres);
  return withStartLock(path.join(directory, "starting"), clock, START_TIMEOUT_MS, async () => {
    const files = await openPostgresDirectory(directory, binaries, runAs);
    const parts = { ...options, clock, directory, files, binaries, runAs };
    return (await adopt(parts)) ?? (await launch(parts));
  });
}

interface Parts extends EmbeddedPostgresOptions {
  clock: Clock;
  files: PostgresDirectory;
  binaries: PostgresBinaries;
  runAs: RunAs;
}

/** Null once no server holds the files; waits for one that is shutting down or recovering. */
async function adopt(parts: Parts): Promise<EmbeddedPostgres | null> {
  const giveUpAtMs = parts.clock.monotonicMs() + START_TIMEOUT_MS;
  for (;;) {
    const running = await findRunningServer(parts.files.data);
    if (running === null) return null;
    const url = urlOf(parts.files, running.port);
    if (await answers(url)) {
      parts.log.info({ pid: running.pid, port: running.port }, "adopted the running PostgreSQL");
      return { url, exited: new Promise(() => undefined), stop: () => stopIfOrphan(parts, running) };
    }
    if (parts.clock.monotonicMs() > giveUpAtMs) {
      throw new Error(`PostgreSQL (process ${running.pid}) holds ${parts.files.data} but does not answer on port ${running.port}; see ${parts.files.log}`);
    }
    await parts.clock.sleep(POLL_MS);
  }
}

async function launch(parts: Parts): Promise<EmbeddedPostgres> {
  const port = parts.port ?? (await freePort());
  const settings = ["timezone=UTC", "log_timezone=UTC", "max_connections=200", "log_min_messages=warning", ...(parts.settings ?? [])];
  const logFile = openSync(parts.files.log, "a", 0o600);
  const args = ["-D", parts.files.data, "-h", "127.0.0.1", "-k", "", "-p", String(port), ...settings.flatMap((each) => ["-c", each])];
  const server = await startServer(parts.runAs, parts.binaries.postgres, args, logFile).finally(() => closeSync(logFile));
  await writeFile(launcherFile(parts), String(process.pid));
  const url = urlOf(parts.files, port);
  const ended = server.exited.then((how) => `PostgreSQL ended while starting (${how})`);
  const failure = await Promise.race([ended, untilAnswers(parts.clock, url)]);
  if (failure !== null) throw new Error(`${failure}: ${await lastLines(parts.files.log)}`);
  parts.log.info({ pid: server.pid, port }, "PostgreSQL started");
  return { url, exited: server.exited, stop: () => shutDown(parts.clock, { pid: server.pid, port }) };
}

function urlOf(files: PostgresDirectory, port: number): string {
  return `postgres://mingjian:${files.password}@127.0.0.1:${port}/postgres`;
}

function launcherFile(parts: Parts): string {
  return path.join(parts.directory, "launcher.pid");
}

/** A server whose launcher died is ours to stop; one whose launcher lives is not. */
async function stopIfOrphan(parts: Parts, running: RunningServer): Promise<void> {
  const launcher = Number(await readFile(launcherFile(parts), "utf8").catch(() => ""));
  if (launcher > 0 && isAlive(launcher)) return;
  await shutDown(parts.clock, running);
}

/** SIGINT is PostgreSQL's fast shutdown: connections are cut, everything is checkpointed. */
async function shutDown(clock: Clock, running: RunningServer): Promise<void> {
  const killAtMs = clock.monotonicMs() + STOP_TIMEOUT_MS;
  signal(running.pid, "SIGINT");
  while (await isPostgres(running.pid)) {
    if (clock.monotonicMs() > killAtMs) signal(running.pid, "SIGQUIT");
    await clock.sleep(10);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function untilAnswers(clock: Clock, url: string): Promise<string | null> {
  const giveUpAtMs = clock.monotonicMs() + START_TIMEOUT_MS;
  while (clock.monotonicMs() < giveUpAtMs) {
    if (await answers(url)) return null;
    await clock.sleep(POLL_MS);
  }
  return `PostgreSQL did not answer within ${START_TIMEOUT_MS / 1000} s`;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-5).join(" | ");
}
