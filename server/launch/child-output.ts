import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";

/** Two files of this size a process: weeks of ordinary running, and never a full disk. */
const LARGEST_LOG_BYTES = 16 * 2 ** 20;
const LONGEST_LINE_ON_CONSOLE = 400;
const WORTH_SHOWING = new Set(["warn", "error", "fatal"]);

const LogLine = z.object({ level: z.string(), msg: z.string().default(""), err: z.object({ message: z.string() }).partial().optional() });

/** Where the processes' lines go: all to a file each, those a person should see to the console as well. */
export class OutputSink {
  readonly #folder: string;
  readonly #show: (line: string) => void;
  readonly #sizes = new Map<string, number>();

  constructor(folder: string, show: (line: string) => void) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#show = show;
  }

  follow(name: string, stream: Readable): void {
    createInterface({ input: stream }).on("line", (line) => {
      this.#append(name, line);
      const shown = worthShowing(line);
      if (shown !== null) this.note(name, shown);
    });
  }

  note(name: string, text: string): void {
    this.#show(`${name}: ${text.slice(0, LONGEST_LINE_ON_CONSOLE)}`);
  }

  /** Synchronous on purpose: what a process said before it died must be in the file. */
  #append(name: string, line: string): void {
    const file = path.join(this.#folder, `${name}.log`);
    const size = this.#sizes.get(name) ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGEST_LOG_BYTES) renameSync(file, `${file}.old`);
    this.#sizes.set(name, (size > LARGEST_LOG_BYTES ? 0 : size) + Buffer.byteLength(line) + 1);
    appendFileSync(file, `${line}\n`);
  }
}

/** Structured lines count from "warn" up; anything else (a stack, a crash of Node) is shown as it is. */
function worthShowing(line: string): string | null {
  if (!line.startsWith("{")) return line.trim() === "" ? null : line;
  try {
    const parsed = LogLine.parse(JSON.parse(line));
    if (!WORTH_SHOWING.has(parsed.level)) return null;
    return `${parsed.level}: ${parsed.msg}${parsed.err?.message ? ` (${parsed.err.message})` : ""}`;
  } catch {
    return line;
  }
}
