import type { Clock } from "../../../../shared/time/clock.ts";
import { RtspError } from "../rtsp-error.ts";

/** Aborts after the time; returns how to call that off. */
export function abortAfter(clock: Clock, timeoutMs: number, controller: AbortController, reason?: RtspError): () => void {
  const called = new AbortController();
  clock.sleep(timeoutMs, called.signal).then(
    () => controller.abort(reason ?? new RtspError("timed-out", `expected an answer within ${timeoutMs} ms, got none; check the camera's load and network`)),
    () => {},
  );
  return () => called.abort();
}
