import { spawn, type ChildProcess } from "node:child_process";
import type { Clock } from "../../shared/time/clock.ts";
import type { OutputSink } from "./child-output.ts";
import { ROOT } from "./root.ts";

export interface ChildPlan {
  /** On the console and in the log's file name: "server", "capture-1". */
  name: string;
  /** Arguments of Node: options, then the file to run. */
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Messages over the channel; only the demo city sends any. */
  onMessage?(message: unknown): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** After this the child was well, and its next failure starts the waits from the beginning. */
const WELL_AFTER_MS = 60_000;
const STOP_LIMIT_MS = 12_000;
const STOP_WITH_PARENT = new URL("boot/stop-with-parent.mjs", import.meta.url).href;

/**
 * One process of the installation: started again whenever it ends, later and
 * later if it keeps ending. It leads a process group of its own, so that Ctrl-C
 * reaches only the launcher, and its ffmpegs can be ended with it.
 */
export class SupervisedChild {
  readonly name: string;
  restarts = 0;
  readonly #plan: ChildPlan;
  readonly #clock: Clock;
  readonly #output: OutputSink;
  readonly #stop = new AbortController();
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(plan: ChildPlan, parts: { clock: Clock; output: OutputSink }) {
    this.name = plan.name;
    this.#plan = plan;
    this.#clock = parts.clock;
    this.#output = parts.output;
  }

  start(): void {
    this.#ended = this.#keepRunning();
  }

  /** Asks it to end, ends it if it does not, and leaves none of its children behind. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("the installation is stopping"));
    this.#child?.kill("SIGTERM");
    const limit = new AbortController();
    const late = this.#clock.sleep(STOP_LIMIT_MS, limit.signal).then(
      () => killGroup(this.#child?.pid),
      () => undefined,
    );
    await this.#ended;
    limit.abort(new Error("ended in time"));
    await late;
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stop;
    for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const startedMs = this.#clock.monotonicMs();
      const how = await this.#runOnce();
      if (signal.aborted) return;
      if (this.#clock.monotonicMs() - startedMs > WELL_AFTER_MS) waitMs = FIRST_WAIT_MS;
      this.restarts++;
      this.#output.note(this.name, `ended (${how}); starting it again in ${waitMs / 1000} s`);
      await this.#clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  #runOnce(): Promise<string> {
    const child = spawn(process.execPath, ["--import", STOP_WITH_PARENT, ...this.#plan.args], {
      cwd: ROOT,
      env: this.#plan.env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.#output.follow(this.name, stream);
    if (this.#plan.onMessage) child.on("message", (message) => this.#plan.onMessage?.(message));
    return new Promise((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, exitSignal) => {
        killGroup(child.pid);
        resolve(exitSignal ?? `exit code ${code}`);
      });
    });
  }
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody of the group is left, as it should be.
  }
}
