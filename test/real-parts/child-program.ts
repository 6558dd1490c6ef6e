import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { systemClock } from "../../shared/time/system-clock.ts";

/** A program of somebody else, started for one test; its standard output is read by lines. */
export interface ChildProgram {
  /** Resolves with the first line, past or to come, that holds the text. @throws with its last words when it ends or the time is over */
  says(text: string, timeoutMs?: number): Promise<string>;
  kill(): Promise<void>;
}

const KEPT_LINES = 200;

/** Resolves when it says that it is ready; one that does not is ended. */
export async function startProgram(command: string, args: readonly string[], readyText: string, cwd?: string): Promise<ChildProgram> {
  const program = run(command, args, cwd);
  try {
    await program.says(readyText);
    return program;
  } catch (error) {
    await program.kill();
    throw error;
  }
}

function run(command: string, args: readonly string[], cwd: string | undefined): ChildProgram {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      wake();
    });
  }
  const end = () => {
    ended = true;
    wake();
  };
  child.on("error", end).on("close", end);

  const says = (text: string, timeoutMs = 45_000) =>
    new Promise<string>((resolve, reject) => {
      const settle = () => {
        listeners.delete(look);
        giveUp.abort();
      };
      const fail = (why: string) => {
        settle();
        reject(new Error(`expected ${command} to say "${text}", but it ${why}; its last words: ${lines.slice(-5).join(" | ")}`));
      };
      const look = () => {
        const found = lines.find((line) => line.includes(text));
        if (found !== undefined) {
          settle();
          resolve(found);
        } else if (ended) fail("ended");
      };
      const giveUp = new AbortController();
      listeners.add(look);
      systemClock.sleep(timeoutMs, giveUp.signal).then(() => fail(`did not within ${timeoutMs} ms`), () => undefined);
      look();
    });
  return { says, kill: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "close");
  child.kill("SIGKILL");
  await gone;
}

const AGAIN_MS = 200;

/** Runs a sender again and again, as a person with a camera would, until it is stopped: whom it sends to may not listen yet. */
export function keepSending(command: string, args: readonly string[]): () => void {
  const stopping = new AbortController();
  const start = () => {
    if (stopping.signal.aborted) return;
    const child = spawn(command, args, { stdio: "ignore" });
    const kill = () => void child.kill("SIGKILL");
    stopping.signal.addEventListener("abort", kill, { once: true });
    child.on("error", () => undefined).on("close", () => {
      stopping.signal.removeEventListener("abort", kill);
      void systemClock.sleep(AGAIN_MS, stopping.signal).then(start, () => undefined);
    });
  };
  start();
  return () => stopping.abort();
}
