import { spawn } from "node:child_process";
import type { RunAs } from "./run-as.ts";

export interface PostgresProcess {
  pid: number;
  /** Resolves with a sentence when the process has ended. */
  exited: Promise<string>;
}

/** Runs a program to its end. @throws Error with its last output if it failed */
export async function runToEnd(runAs: RunAs, binary: string, args: readonly string[]): Promise<void> {
  const child = spawnAs(runAs, [binary, ...args], "pipe");
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-4000)));
  child.stderr?.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-4000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${binary} ended with ${String(code)}: ${output.trim()}`);
}

/** Starts the server; its log goes to `logFile` (an open file descriptor). */
export async function startServer(runAs: RunAs, binary: string, args: readonly string[], logFile: number): Promise<PostgresProcess> {
  const child = spawnAs(runAs, [binary, ...args], logFile);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`));
  });
  // It must not keep our own process alive: the one who started it stops it.
  child.unref();
  return { pid: child.pid ?? 0, exited };
}

function spawnAs(runAs: RunAs, words: readonly string[], output: "pipe" | number) {
  const [command, ...args] = [...runAs.prefix, ...words];
  // Its own process group: Ctrl-C in a terminal is for us; we stop PostgreSQL after our own work is done.
  return spawn(command ?? "", args, { detached: true, stdio: ["ignore", output, output], env: { PATH: "/usr/bin:/bin", LANG: "C" }, ...runAs.user });
}
