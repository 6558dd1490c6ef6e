import type { Clock } from "../../../../shared/time/clock.ts";
import { RtspError } from "../rtsp-error.ts";
import { abortAfter } from "./abort-after.ts";
import { ask, type Asked } from "./ask.ts";
import { dial } from "./dial.ts";
import { RtspConnection } from "./rtsp-connection.ts";

const FIRST_TRY_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 16_000;

export interface TeardownTarget extends Asked {
  clock: Clock;
  host: string;
  port: number;
  baseUrl: string;
  sessionId: string;
  /** After so much silence the camera ends the session by itself. */
  timeoutSec: number;
  staleTcpBug: boolean;
}

/**
 * Ends the session on its own connection, within 5 s. If that fails and the
 * server is a live555 that would go on sending into nowhere, again on fresh
 * connections until it succeeds or the session has expired. Never rejects.
 */
export async function tearDown(target: TeardownTarget): Promise<void> {
  const startMs = target.clock.monotonicMs();
  const hasEnded = await tryTeardown(target, target.connection, FIRST_TRY_MS);
  target.connection.destroy(closedByUs());
  if (hasEnded || !target.staleTcpBug) return;

  for (let tryMs = FIRST_RETRY_MS; target.clock.monotonicMs() - startMs < target.timeoutSec * 1000; tryMs = Math.min(2 * tryMs, LONGEST_RETRY_MS)) {
    const tryStartMs = target.clock.monotonicMs();
    if (await tearDownAnew(target, tryMs)) return;
    // A refused connection fails at once: what is left of this try is waited out.
    await target.clock.sleep(Math.max(0, tryMs - (target.clock.monotonicMs() - tryStartMs)));
  }
}

async function tearDownAnew(target: TeardownTarget, timeoutMs: number): Promise<boolean> {
  const limit = new AbortController();
  const stopTimer = abortAfter(target.clock, timeoutMs, limit);
  try {
    const socket = await dial(target.host, target.port, limit.signal);
    const connection = new RtspConnection(socket, target.clock);
    const hasEnded = await tryTeardown(target, connection, timeoutMs);
    connection.destroy(closedByUs());
    return hasEnded;
  } catch {
    return false;
  } finally {
    stopTimer();
  }
}

/** Any answer will do: 200; 454 or, on Hikvision, 500 for a session that is gone already. */
async function tryTeardown(target: TeardownTarget, connection: RtspConnection, timeoutMs: number): Promise<boolean> {
  if (!connection.isOpen) return false;
  const limit = new AbortController();
  const stopTimer = abortAfter(target.clock, timeoutMs, limit);
  try {
    const asked = { connection, auth: target.auth };
    await ask(asked, "TEARDOWN", target.baseUrl, [["Session", target.sessionId]], { signal: limit.signal, exactCseq: true });
    return true;
  } catch (error) {
    return error instanceof RtspError && error.kind === "refused";
  } finally {
    stopTimer();
  }
}

function closedByUs(): RtspError {
  return new RtspError("aborted", "the session was closed by us");
}
