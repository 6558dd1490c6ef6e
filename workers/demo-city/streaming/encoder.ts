import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Log } from "../../../shared/node/log/log.ts";
import type { Clock } from "../../../shared/time/clock.ts";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
/** An encoder that ran this long was well: the next failure starts waiting from the beginning. */
const WELL_AFTER_MS = 30_000;

/** Keeps one ffmpeg running that reads raw frames; starts another, later and later, when it dies. */
export class Encoder {
  readonly #args: readonly string[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pushesFromMs: number;
  #child: ChildProcess | null = null;
  #writing = false;

  /** @param parts.expectedFailuresMs for so long from now nobody may listen yet where it pushes to: its failures are news, not warnings */
  constructor(args: readonly string[], parts: { clock: Clock; log: Log; expectedFailuresMs?: number }) {
    this.#args = args;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#pushesFromMs = parts.clock.monotonicMs() + (parts.expectedFailuresMs ?? 0);
  }

  /** Whether a frame can be taken now: the encoder runs and has swallowed the last one. */
  get ready(): boolean {
    return this.#child !== null && !this.#writing;
  }

  /** Hands a frame over without copying it: it must not be drawn on again before `ready`. */
  write(frame: Uint8Array): void {
    const input = this.#child?.stdin;
    if (!input) return;
    this.#writing = true;
    input.write(frame, () => {
      this.#writing = false;
    });
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const startedMs = this.#clock.monotonicMs();
      const reason = await this.#runOnce(signal);
      if (signal.aborted) return;
      if (this.#clock.monotonicMs() - startedMs > WELL_AFTER_MS) waitMs = FIRST_WAIT_MS;
      const level = this.#clock.monotonicMs() < this.#pushesFromMs ? "info" : "warn";
      this.#log[level]({ reason, waitMs }, "encoder ended; starting it again");
      await this.#clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  async #runOnce(signal: AbortSignal): Promise<string> {
    const child = spawn("ffmpeg", this.#args, { stdio: ["pipe", "ignore", "pipe"] });
    let lastWords = "";
    child.stderr.on("data", (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk.toString()}`.slice(-500);
    });
    // A frame that arrives while ffmpeg dies fails with EPIPE; its end is reported by "close".
    child.stdin.on("error", () => undefined);
    const stop = () => child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    this.#child = child;
    this.#writing = false;
    try {
      const [code] = (await once(child, "close")) as [number | null];
      return `exit ${code ?? "by signal"}: ${lastWords.trim()}`;
    } catch (error) {
      return `ffmpeg could not be started: ${(error as Error).message}`;
    } finally {
      this.#child = null;
      signal.removeEventListener("abort", stop);
    }
  }
}
