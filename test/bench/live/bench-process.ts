import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import FOOTAGE_NODE_FLAGS from "../../../shared/node/footage-node-flags.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** A bench that is killed leaves nobody behind. */
const STOP_WITH_PARENT = new URL("../../../server/launch/boot/stop-with-parent.mjs", import.meta.url).href;

export interface BenchProcessOptions {
  /** On top of this process's own. */
  environment?: Readonly<Record<string, string>>;
  /** Footage passes through it: it runs with the node flags that the launcher gives such processes. */
  footage?: boolean;
}

/** One real process of the product, which can be killed and started again. */
export class BenchProcess {
  readonly #script: string;
  readonly #args: readonly string[];
  readonly #options: BenchProcessOptions;
  #child: ChildProcess | null = null;

  /** @param script a program's path from the root of the repository */
  constructor(script: string, args: readonly string[] = [], options: BenchProcessOptions = {}) {
    this.#script = script;
    this.#args = args;
    this.#options = options;
  }

  start(): this {
    const nodeFlags = this.#options.footage === true ? FOOTAGE_NODE_FLAGS : [];
    this.#child = spawn(process.execPath, [...nodeFlags, "--import", STOP_WITH_PARENT, this.#script, ...this.#args], {
      cwd: ROOT,
      env: { ...process.env, ...this.#options.environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return this;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`expected ${this.#script} to run, it does not`);
    return pid;
  }

  /** The first thing it prints from now on. @throws when it ends instead */
  async says(): Promise<string> {
    const child = this.#child;
    if (child === null || child.stdout === null) throw new Error(`expected ${this.#script} to run, it does not`);
    const answered = new AbortController();
    const ended = once(child, "exit", { signal: answered.signal }).then(() => Promise.reject(new Error(`expected ${this.#script} to answer, it ended`)));
    try {
      return String(await Promise.race([once(child.stdout, "data").then((data) => data[0] as Buffer), ended])).trim();
    } finally {
      ended.catch(() => undefined);
      answered.abort();
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** SIGKILL, and gone when this resolves. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}
