import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** A bench that is killed leaves nobody behind. */
const STOP_WITH_PARENT = new URL("../../../server/launch/boot/stop-with-parent.mjs", import.meta.url).href;

/** One real process of the product, which can be killed and started again. */
export class BenchProcess {
  readonly #args: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;

  /** @param args a program from the root of the repository, and its arguments */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#args = args;
    this.#environment = environment;
  }

  start(): this {
    this.#child = spawn(process.execPath, ["--import", STOP_WITH_PARENT, ...this.#args], {
      cwd: ROOT,
      env: { ...process.env, ...this.#environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return this;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`expected ${this.#args[0]} to run, it does not`);
    return pid;
  }

  /** The first thing it prints from now on. @throws when it ends instead */
  async says(): Promise<string> {
    const child = this.#child;
    if (child === null || child.stdout === null) throw new Error(`expected ${this.#args[0]} to run, it does not`);
    const answered = new AbortController();
    const ended = once(child, "exit", { signal: answered.signal }).then(() => Promise.reject(new Error(`expected ${this.#args[0]} to answer, it ended`)));
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
