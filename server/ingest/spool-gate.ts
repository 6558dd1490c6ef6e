/** What the gate looks at, from the log and the file system. */
export interface SpoolReading {
  spoolBytes: number;
  freeDiskBytes: number;
}

export interface SpoolLimits {
  maxBytes: number;
  diskReserveBytes: number;
}

/** Opening again needs this much room below the limit, so that the gate does not flutter. */
const REOPEN_AT = 0.95;
const MIB = 1024 * 1024;

/**
 * Whether the spool takes more, as a sentence why not, or null for yes. Pure:
 * `closedBefore` is the last answer, and makes the way back need a margin.
 */
export function whySpoolClosed(reading: SpoolReading, limits: SpoolLimits, closedBefore: boolean): string | null {
  const maxBytes = closedBefore ? limits.maxBytes * REOPEN_AT : limits.maxBytes;
  if (reading.spoolBytes >= maxBytes) {
    return `it holds ${mib(reading.spoolBytes)} MiB of at most ${mib(limits.maxBytes)} MiB`;
  }
  const reserveBytes = closedBefore ? limits.diskReserveBytes * (2 - REOPEN_AT) : limits.diskReserveBytes;
  if (reading.freeDiskBytes < reserveBytes) {
    return `its disk has ${mib(reading.freeDiskBytes)} MiB free and ${mib(limits.diskReserveBytes)} MiB are kept in reserve`;
  }
  return null;
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(bytes < 100 * MIB ? 1 : 0);
}
