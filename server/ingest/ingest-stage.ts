import type { Kysely } from "kysely";
import type { z } from "zod";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import type { RecordLog } from "../../shared/node/record-log/record-log.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { SpareMemory } from "../../shared/node/memory/spare-memory.ts";
import { IngestHandshake } from "../../shared/protocol/ingest.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { DurableHead } from "../feed/durable-head.ts";
import type { FootageFeed } from "../feed/footage-feed.ts";
import { acceptCapture, type AcceptCaptureContext } from "./accept-capture.ts";
import { CaptureLink } from "./capture-link.ts";
import { CommitQueue } from "./commit-queue.ts";
import { FactsFlusher } from "./facts-flusher.ts";
import type { StreamTaken } from "./flush-facts-queries.ts";
import type { IngestMetrics } from "./ingest-metrics.ts";
import { DEFAULT_INGEST_SETTINGS, type IngestSettings } from "./ingest-settings.ts";
import { REUSE_UP_TO_BYTES, type IngestNamespace, type IngestSocket } from "./ingest-socket.ts";
import { endLostLinks, loadKnownStream } from "./known-stream-queries.ts";
import { ReadPressure } from "./read-pressure.ts";
import { recoverStreams } from "./recover-streams.ts";
import { refuse, refuseShape } from "./refusal.ts";
import { SpoolWatch } from "./spool-watch.ts";
import { StreamRegistry } from "./stream-registry.ts";

export interface IngestStageDeps {
  /** `io.of(INGEST_NAMESPACE)` of a server with `maxHttpBufferSize: INGEST_MESSAGE_LIMIT_BYTES`. */
  namespace: IngestNamespace;
  database: Kysely<Database>;
  feed: FootageFeed;
  spoolDirectory: string;
  spoolMaxBytes: number;
  nodeName: string;
  /** Where capture reaches this node; null where it is the only one. */
  nodeUrl: string | null;
  clock: Clock;
  log: Log;
  metrics: IngestMetrics;
  settings?: Partial<IngestSettings>;
  /** Tests put a log here whose disk fails on demand. */
  openLog?: typeof openRecordLog;
}

export interface IngestStage {
  /** Reads the spool, then lets capture in. @throws when the spool or the database cannot be read: nothing is accepted then */
  start(): Promise<void>;
  /** Lets nobody in any more, makes what arrived durable, answers it, tells the database, closes the spool. */
  stop(): Promise<void>;
  /** Facts gathered so far are in the database afterwards; false if it does not answer. */
  flushFacts(): Promise<boolean>;
  /** Where the chain of every stream that a connection holds stands on disk (P3: they go into the ledger). */
  durableHeads(): Iterable<DurableHead>;
}

/** Takes footage from capture workers and keeps it (P1, P2, P3, P5, P14). */
export function createIngestStage(deps: IngestStageDeps): IngestStage {
  let running: Promise<RunningStage> | null = null;
  let known: RunningStage | null = null;
  return {
    start: async () => {
      known = await (running ??= startStage(deps));
    },
    stop: async () => {
      const stage = await running;
      await stage?.stop();
    },
    flushFacts: async () => (await running)?.flushFacts() ?? false,
    durableHeads: () => known?.durableHeads() ?? [],
  };
}

interface RunningStage {
  stop(): Promise<void>;
  flushFacts(): Promise<boolean>;
  durableHeads(): Iterable<DurableHead>;
}

async function startStage(deps: IngestStageDeps): Promise<RunningStage> {
  const settings = { ...DEFAULT_INGEST_SETTINGS, ...deps.settings };
  const recordLog = await openSpool(deps, settings);
  const registry = createRegistry(deps, settings);
  const recovery = { recordLog, knownStream: (id: number) => loadKnownStream(deps.database, id), log: deps.log };
  const startedMs = deps.clock.monotonicMs();
  const lostLinks = await endLostLinks(deps.database, deps.nodeName);
  for (const stream of await recoverStreams(recovery)) registry.adopt(stream);
  deps.log.info({ streams: [...registry.all()].length, lostLinks, tookMs: Math.round(deps.clock.monotonicMs() - startedMs) }, "the spool was read");

  const rebuild = async (): Promise<StreamTaken[]> => {
    const factsUpTo = (streamId: number): number => registry.find(streamId)?.facts.rebuildTo ?? 0;
    const rebuilt = await recoverStreams({ ...recovery, factsUpTo });
    return rebuilt.flatMap(({ streamId, facts }) => {
      const taken = facts.take();
      return taken === null ? [] : [{ streamId, ...taken, row: { ...taken.row, connected: registry.find(streamId)?.link !== null } }];
    });
  };
  const { database, nodeName, metrics, log } = deps;
  const flusher = new FactsFlusher({ database, nodeName, streams: () => registry.all(), rebuild, maxWaiting: settings.maxWaitingFacts, metrics, log });
  await flusher.flush();
  return openDoors(deps, settings, { recordLog, registry, flusher });
}

function openSpool(deps: IngestStageDeps, settings: IngestSettings): Promise<RecordLog> {
  const open = deps.openLog ?? openRecordLog;
  return open(
    {
      directory: deps.spoolDirectory,
      fileBytes: settings.spoolFileBytes,
      durability: { kind: "each-batch" },
      onDamage: (damage) => deps.log.error(damage, "the spool is damaged: acknowledged records may be lost"),
    },
    deps.clock,
  );
}

function createRegistry(deps: IngestStageDeps, settings: IngestSettings): StreamRegistry {
  const { database, feed, clock, log, nodeName, nodeUrl } = deps;
  const holder = { nodeName, nodeUrl, leaseMs: settings.leaseMs };
  return new StreamRegistry({ database, feed, clock, log, holder, aliveProbeMs: settings.aliveProbeMs, maxStreamsPerConnection: settings.maxStreamsPerConnection });
}

interface StageParts {
  recordLog: RecordLog;
  registry: StreamRegistry;
  flusher: FactsFlusher;
}

async function openDoors(deps: IngestStageDeps, settings: IngestSettings, parts: StageParts): Promise<RunningStage> {
  const { namespace, clock, log, metrics } = deps;
  const { recordLog, registry, flusher } = parts;
  const commits = new CommitQueue(recordLog);
  const pressure = new ReadPressure(settings.pauseAboveBytes, settings.resumeBelowBytes);
  const spool = new SpoolWatch({
    directory: deps.spoolDirectory,
    recordLog,
    limits: { maxBytes: deps.spoolMaxBytes, diskReserveBytes: settings.diskReserveBytes },
    windowBytes: settings.windowBytes,
    log,
    announce: (credit) => namespace.emit("credit", credit),
  });
  await spool.look();
  const memory = new SpareMemory({ keptBytes: settings.spareMemoryBytes, largestKeptBytes: REUSE_UP_TO_BYTES });
  const context: AcceptCaptureContext = { ...deps, registry, commits, pressure, spool, memory, settings };
  const links = admitConnections(context, namespace);
  // Who came while the spool was being read was heard by nobody: it connects again and is.
  namespace.disconnectSockets(true);
  const timers = [
    clock.every(settings.flushIntervalMs, () => {
      metrics.connections(links.size);
      metrics.openStreams(registry.openCount());
      metrics.pendingBytes(pressure.pendingBytes);
      metrics.spoolBytes(recordLog.sizeBytes());
      flusher.tick();
    }),
    clock.every(settings.spoolCheckMs, () => {
      spool.look().catch((error: unknown) => log.error({ err: error }, "the spool's disk cannot be looked at"));
    }),
    clock.every(settings.leaseRenewMs, () => {
      registry.renewLeases().catch((error: unknown) => log.warn({ err: error }, "leases could not be renewed"));
    }),
  ];
  return {
    flushFacts: () => flusher.flush(),
    durableHeads: () => headsOf(registry),
    async stop() {
      for (const stopTimer of timers) stopTimer();
      links.refuseNew();
      await commits.drain();
      for (const stream of registry.all()) registry.release(stream, "the ingest server is stopping");
      namespace.disconnectSockets(true);
      await commits.drain();
      await flusher.flush();
      await recordLog.close();
    },
  };
}

function* headsOf(registry: StreamRegistry): Generator<DurableHead> {
  for (const { cameraId, role, epoch, durable, link } of registry.all()) {
    if (link !== null && durable.number > 0) yield { cameraId, role, epoch, ...durable };
  }
}

interface Doors {
  readonly size: number;
  refuseNew(): void;
}

/** The handshake, and the end of connections that have no business here. */
function admitConnections(context: AcceptCaptureContext, namespace: IngestNamespace): Doors {
  const links = new Set<CaptureLink>();
  let open = true;
  namespace.use((socket, next) => {
    const parsed = IngestHandshake.safeParse(socket.handshake.auth);
    if (!open) next(handshakeError(refuse("unavailable", "the ingest server is stopping: connect again in a moment")));
    else if (!parsed.success) next(handshakeError(handshakeRefusal(parsed.error)));
    else next();
  });
  namespace.on("connection", (socket: IngestSocket) => {
    const peer = IngestHandshake.parse(socket.handshake.auth);
    const link = new CaptureLink(socket, peer, context.settings.strikesBeforeCut);
    links.add(link);
    const ended = new AbortController();
    socket.on("disconnect", () => {
      links.delete(link);
      ended.abort();
    });
    acceptCapture(context, link);
    cutIfIdle(context, link, ended.signal);
  });
  return {
    get size() {
      return links.size;
    },
    refuseNew: () => {
      open = false;
    },
  };
}

function cutIfIdle({ clock, settings, log }: AcceptCaptureContext, link: CaptureLink, ended: AbortSignal): void {
  const cut = (): void => {
    if (link.streams.size > 0) return;
    log.info({ siteName: link.peer.siteName }, "a capture connection was cut: it opened no stream in time");
    link.socket.disconnect(true);
  };
  clock.sleep(settings.idleLimitMs, ended).then(cut, () => undefined);
}

function handshakeRefusal(error: z.ZodError) {
  const wrongVersion = error.issues.find((issue) => issue.path[0] === "protocol");
  return wrongVersion === undefined ? refuseShape("handshake", error) : refuse("protocol-version", wrongVersion.message);
}

/** Socket.IO hands `message` and `data` to the client's connect_error. */
function handshakeError(refused: { message: string }): Error {
  return Object.assign(new Error(refused.message), { data: refused });
}
