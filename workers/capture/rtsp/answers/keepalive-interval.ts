const LONGEST_TIMEOUT_SEC = 60;

/** Half the session's time-out; at most 30 s, as NAT tables forget sooner than some cameras do. */
export function keepaliveIntervalMs(timeoutSec: number): number {
  return (Math.min(timeoutSec, LONGEST_TIMEOUT_SEC) * 1000) / 2;
}
