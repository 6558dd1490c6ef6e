/** Limits of the ingest stage (P14). Every one has a test that reaches it. */
export interface IngestSettings {
  /** Unacknowledged bytes one connection may have at the server; a single larger batch is taken when nothing else is in flight. */
  windowBytes: number;
  /** Bytes of all connections that wait for the disk: above, all ingest sockets are paused … */
  pauseAboveBytes: number;
  /** … and below, they are read again. */
  resumeBelowBytes: number;
  /** Memory of answered batches kept for the next ones. */
  spareMemoryBytes: number;
  /** Unusable messages in a row (a good batch takes one back) before a connection is cut. */
  strikesBeforeCut: number;
  /** A connection that holds no stream for this long is cut: it has no business here. */
  idleLimitMs: number;
  /** How long an older connection has to answer when a newer one asks for its stream. */
  aliveProbeMs: number;
  /** Another node may take a camera this long after its owner stopped renewing. */
  leaseMs: number;
  leaseRenewMs: number;
  /** How often facts go to the database. */
  flushIntervalMs: number;
  /** How often the spool's size, the free disk and the archive's released mark are looked at. */
  spoolCheckMs: number;
  spoolFileBytes: number;
  /** Disk space that is left free: below, batches are refused before the disk refuses them. */
  diskReserveBytes: number;
  maxStreamsPerConnection: number;
  /** Gap, clock, run and link rows kept while the database is away; beyond, they are dropped and rebuilt from the log. */
  maxWaitingFacts: number;
}

export const DEFAULT_INGEST_SETTINGS: IngestSettings = {
  windowBytes: 8 * 1024 * 1024,
  pauseAboveBytes: 64 * 1024 * 1024,
  resumeBelowBytes: 32 * 1024 * 1024,
  spareMemoryBytes: 32 * 1024 * 1024,
  strikesBeforeCut: 20,
  idleLimitMs: 30_000,
  aliveProbeMs: 2_000,
  leaseMs: 20_000,
  leaseRenewMs: 5_000,
  flushIntervalMs: 1_000,
  spoolCheckMs: 1_000,
  spoolFileBytes: 64 * 1024 * 1024,
  diskReserveBytes: 128 * 1024 * 1024,
  maxStreamsPerConnection: 1_000,
  maxWaitingFacts: 50_000,
};
