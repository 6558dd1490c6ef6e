import { readdirSync, readFileSync } from "node:fs";

/** What a process has used since it began, from /proc (Linux only). */
export interface ProcessUsage {
  /** User + system CPU seconds. */
  cpuSeconds: number;
  /** Proportional set size: shared pages are counted once across the processes that share them. */
  pssBytes: number;
  rssBytes: number;
  /** Bytes handed to files so far. */
  writtenBytes: number;
}

/** Kernel clock ticks per second; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Usage of one process and, if asked, of everything it started, summed. */
export function usageOf(pid: number, options: { withChildren: boolean } = { withChildren: false }): ProcessUsage {
  const pids = options.withChildren ? [pid, ...descendantsOf(pid)] : [pid];
  return pids.map(usageOfOne).reduce(addUsage, { cpuSeconds: 0, pssBytes: 0, rssBytes: 0, writtenBytes: 0 });
}

/** CPU seconds used between two readings. */
export function cpuBetween(before: ProcessUsage, after: ProcessUsage): number {
  return after.cpuSeconds - before.cpuSeconds;
}

/** Both together: for figures of several processes. */
export function addUsage(a: ProcessUsage, b: ProcessUsage): ProcessUsage {
  return {
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    pssBytes: a.pssBytes + b.pssBytes,
    rssBytes: a.rssBytes + b.rssBytes,
    writtenBytes: a.writtenBytes + b.writtenBytes,
  };
}

function usageOfOne(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // the command name may hold blanks and brackets: fields are counted from the last bracket
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const writtenBytes = Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))?.[1] ?? Number.NaN);
  return { cpuSeconds, pssBytes: kilobytes(rollup, "Pss"), rssBytes: kilobytes(rollup, "Rss"), writtenBytes };
}

function kilobytes(rollup: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? Number.NaN) * 1024;
}

/** All live descendants; what ended between two readings is lost to both. */
export function descendantsOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const text = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  });
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
