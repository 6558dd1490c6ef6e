import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { runToEnd } from "./postgres-process.ts";
import type { RunAs } from "./run-as.ts";

/** What an embedded server keeps on disk: `data/` (PostgreSQL's own), `password` (0600), `postgres.log`. */
export interface PostgresDirectory {
  data: string;
  log: string;
  password: string;
}

export interface RunningServer {
  pid: number;
  port: number;
}

/** UTF-8, and sorting by code point that no library upgrade can change; text for people is sorted by the client. */
const INITDB = [
  "--username=mingjian",
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--auth=scram-sha-256",
];

/** Opens the directory, making the database files at the first call. A crash half way leaves nothing that looks finished. */
export async function openPostgresDirectory(directory: string, binaries: PostgresBinaries, runAs: RunAs): Promise<PostgresDirectory> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const data = path.join(directory, "data");
  const log = path.join(directory, "postgres.log");
  const passwordFile = path.join(directory, "password");
  const version = await readFile(path.join(data, "PG_VERSION"), "utf8").catch(() => null);
  if (version !== null) return { data, log, password: await readFile(passwordFile, "utf8") };

  const password = randomBytes(24).toString("base64url");
  const fresh = path.join(directory, "data.new");
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs.user !== null) await giveTo(runAs.user, [directory, passwordFile]);
  await runToEnd(runAs, binaries.initdb, ["-D", fresh, `--pwfile=${passwordFile}`, ...INITDB]);
  await rename(fresh, data);
  return { data, log, password };
}

async function giveTo(user: { uid: number; gid: number }, paths: readonly string[]): Promise<void> {
  for (const each of paths) await chown(each, user.uid, user.gid);
}

/** The server that holds these files now, from its pid file; null if none runs. Removes a pid file that names another program. */
export async function findRunningServer(data: string): Promise<RunningServer | null> {
  const pidFile = path.join(data, "postmaster.pid");
  const lines = (await readFile(pidFile, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (await isPostgres(pid)) return { pid, port };
  await rm(pidFile, { force: true });
  return null;
}

/** Alive and not a zombie. After a restart of a container another program often has the old number; PostgreSQL itself would refuse to start. */
export async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  return commandLine === null ? process.platform !== "linux" : commandLine.includes("postgres");
}
