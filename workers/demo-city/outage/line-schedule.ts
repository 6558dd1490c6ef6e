import type { Log } from "../../../shared/node/log/log.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { StallingProxy } from "./stalling-proxy.ts";

const FIRST_CUT_AFTER_MS = 60_000;
const CUT_MS = 20_000;
const UP_MS = 220_000;

/** Cuts the line for 20 s every four minutes, the first time a minute after the start, until the signal aborts. */
export async function cutNowAndThen(line: StallingProxy, clock: Clock, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(FIRST_CUT_AFTER_MS, signal);
    for (;;) {
      log.warn(`on purpose: the line of one site is cut for ${CUT_MS / 1000} s; its footage is kept there and comes later`);
      line.stall();
      await clock.sleep(CUT_MS, signal);
      line.resume();
      await clock.sleep(UP_MS, signal);
    }
  } catch {
    // The signal ended the wait: the demo stops.
  }
}
