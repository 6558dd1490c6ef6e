import { createLog, type Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { CaptureWorker } from "./capture-worker.ts";
import type { ReadyConfig } from "./config/read-config.ts";
import { loadDeviceKey } from "./device-key/device-key.ts";
import { pacingOf } from "./config/pacing.ts";
import { sourceMaker, type MakeSource } from "./sources/make-source.ts";
import { CaptureSpool } from "./spool/capture-spool.ts";

const AGENT = "mingjian-capture/0.1.0";

export interface CaptureOverrides {
  clock?: Clock;
  random?: () => number;
  log?: Log;
  makeSource?: MakeSource;
}

/**
 * The composition root of the capture worker.
 * @throws DeviceKeyError, SpoolStateError, or the disk's error
 */
export async function createCapture(config: ReadyConfig, overrides: CaptureOverrides = {}): Promise<CaptureWorker> {
  const log = overrides.log ?? createLog({ name: "capture", level: config.logLevel, pretty: process.stdout.isTTY });
  const clock = overrides.clock ?? systemClock;
  const deviceKey = config.deviceKeyFile === undefined ? null : await loadDeviceKey(config.deviceKeyFile);
  const spool = await CaptureSpool.open({ ...config.spool, keepHeads: deviceKey !== null }, clock, log);
  return new CaptureWorker({
    config,
    spool,
    deviceKey,
    clock,
    random: overrides.random ?? Math.random,
    log,
    makeSource: overrides.makeSource ?? sourceMaker(clock, pacingOf(config)),
    agent: AGENT,
  });
}
