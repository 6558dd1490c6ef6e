import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { silentLog } from "../../../shared/node/log/log.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { CaptureSpool, type CaptureSpoolOptions } from "./capture-spool.ts";

export interface TestSpoolOptions extends Partial<CaptureSpoolOptions> {
  clock?: Clock;
}

/** A spool in a temporary directory that goes with the test; name the directory to open the same one again. */
export async function openTestSpool(options: TestSpoolOptions = {}): Promise<{ spool: CaptureSpool; directory: string }> {
  const { clock = systemClock, ...rest } = options;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "capture-spool-")));
  if (options.directory === undefined) onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const settings = { maxBytes: 64 << 20, memoryBytes: 16 << 20, diskDelayMs: 0, keepHeads: false, ...rest, directory };
  const spool = await CaptureSpool.open(settings, clock, silentLog());
  onTestFinished(() => spool.close());
  return { spool, directory };
}
