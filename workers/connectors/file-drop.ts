import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventType } from "../../shared/events/event-catalog.ts";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import type { SheetProblem } from "../../shared/events/sheet/sheet-events.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ReadyFileDrop } from "./config/read-config.ts";
import { PostRefused } from "./event-poster.ts";
import { readEventFile } from "./read-event-file.ts";

export interface FileDropParts {
  config: ReadyFileDrop;
  post(events: readonly unknown[]): Promise<EventsAnswer>;
  clock: Clock;
  log: Log;
}

const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Files that are still being written, by the names that programs give them. */
const UNFINISHED = /^[.~]|\.(tmp|part|partial|crdownload|filepart)$/i;

interface SeenFile {
  sizeBytes: number;
  changedMs: number;
  sinceMs: number;
}

interface Report {
  file: string;
  accepted: number;
  refused: number;
  /** Why nothing of the file could be sent. */
  reason?: string;
  rows?: SheetProblem[];
  events?: EventsAnswer["answers"];
}

/**
 * Takes files out of a folder once they are complete: into `done` if all of it
 * counts, else into `refused`, each with a report beside it. A file that was
 * sent and not moved, because the process ended, is sent again and counts once.
 */
export class FileDropConnector {
  readonly #parts: FileDropParts;
  #seen = new Map<string, SeenFile>();

  constructor(parts: FileDropParts) {
    this.#parts = parts;
  }

  /** One look at the folder. @returns the files that were taken */
  async round(): Promise<string[]> {
    const { folder } = this.#parts.config;
    for (const each of ["done", "refused"]) await mkdir(join(folder, each), { recursive: true });
    const complete = await this.#findComplete();
    for (const name of complete) {
      await this.#take(name);
      this.#seen.delete(name);
    }
    return complete;
  }

  async #findComplete(): Promise<string[]> {
    const { config, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    const entries = await readdir(config.folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name)).map(({ name }) => name).sort();
    const before = this.#seen;
    this.#seen = new Map();
    const complete: string[] = [];
    for (const name of names) {
      const { size: sizeBytes, mtimeMs: changedMs } = await stat(join(config.folder, name));
      const known = before.get(name);
      const unchanged = known !== undefined && known.sizeBytes === sizeBytes && known.changedMs === changedMs;
      this.#seen.set(name, { sizeBytes, changedMs, sinceMs: unchanged ? known.sinceMs : nowMs });
      if (unchanged && nowMs - known.sinceMs >= config.settleSeconds * 1000) complete.push(name);
    }
    return complete;
  }

  async #take(name: string): Promise<void> {
    const report = await this.#send(name);
    const isDone = report.refused === 0 && report.reason === undefined;
    const { folder } = this.#parts.config;
    const target = join(folder, isDone ? "done" : "refused", await freeName(join(folder, isDone ? "done" : "refused"), name));
    await writeFile(`${target}.report.json`, `${JSON.stringify(report, null, 2)}\n`);
    await rename(join(folder, name), target);
    this.#parts.log.info({ file: name, accepted: report.accepted, refused: report.refused, reason: report.reason }, isDone ? "a file of events was taken" : "a file of events was refused, or part of it");
  }

  async #send(name: string): Promise<Report> {
    const { config, clock, post } = this.#parts;
    const file = join(config.folder, name);
    const { size } = await stat(file);
    const nothing = { file: name, accepted: 0, refused: 0 };
    if (size > MAX_FILE_BYTES) return { ...nothing, reason: `expected a file of at most ${MAX_FILE_BYTES / 1024 / 1024} MB, got one of ${Math.ceil(size / 1024 / 1024)} MB; split it` };
    const reading = await readEventFile({ name, bytes: await readFile(file), source: config.source, type: config.type as EventType | undefined, nowMs: clock.nowUs() / 1000 });
    if ("refused" in reading) return { ...nothing, reason: reading.refused };
    // A table with bad rows is not entered by halves: nobody looks at a preview here.
    if (reading.problems.length > 0) return { ...nothing, refused: reading.problems.length, rows: reading.problems };
    try {
      const { accepted, refused, answers } = await post(reading.events);
      return { file: name, accepted, refused, events: answers.filter((answer) => !answer.accepted) };
    } catch (error) {
      if (!(error instanceof PostRefused)) throw error;
      return { ...nothing, reason: error.message };
    }
  }
}

/** The file's name, or with a number where an earlier file of that name lies there. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${number}-${name}`)) number += 1;
  return `${number}-${name}`;
}
