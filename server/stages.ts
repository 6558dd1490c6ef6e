import path from "node:path";
import type { Namespace, Server } from "socket.io";
import { archiveFacts } from "../shared/node/database/archive-queries.ts";
import { INGEST_NAMESPACE } from "../shared/protocol/ingest.ts";
import type { NamespaceDeclaration, NamespaceGuard } from "./access/guard-namespace.ts";
import type { ServerContext } from "./context.ts";
import { createIngestStage, type IngestStage } from "./ingest/ingest-stage.ts";
import { INGEST_ACCESS, type IngestNamespace } from "./ingest/ingest-socket.ts";
import { ledgerHead } from "../shared/node/database/ledger-queries.ts";
import { loadSigningKey } from "../shared/node/signing/signing-key.ts";
import type { ServerConfig } from "./config/config.ts";
import { AnchorStage } from "./ledger/anchor-stage.ts";
import { CheckpointStamper } from "./ledger/checkpoint-stamper.ts";
import { TimeStampAuthority } from "./ledger/time-stamp-authority.ts";
import type { Clock } from "../shared/time/clock.ts";
import type { Log } from "../shared/node/log/log.ts";
import { viewingsCheck } from "./health/checks.ts";
import { databaseLiveCameras } from "./live/live-cameras.ts";
import { createLiveStage } from "./live/live-stage.ts";
import { LiveViewings } from "./live/viewing-log.ts";
import { ingestMetrics, liveMetrics } from "./metrics/stage-metrics.ts";
import { EVENTS_ACCESS, EVENTS_NAMESPACE, serveEventSocket } from "./platform/event-socket.ts";
import { startPlatformStage } from "./platform/platform-stage.ts";
import { StorageWatch } from "./wall/storage-facts.ts";
import { WallStage } from "./wall/wall-stage.ts";

export interface Stages {
  wall: WallStage;
  /** In the order in which data flows, so that nothing is handed to a stage that has gone. */
  stop(): Promise<void>;
}

type Guard = (namespace: Namespace, declaration: NamespaceDeclaration) => void;

/** Builds the stages that live on sockets and hands each the slice of the context it needs. */
export async function startStages(context: ServerContext, io: Server, access: NamespaceGuard): Promise<Stages> {
  const { clock, config, db, feed, log, metrics } = context;
  const guard: Guard = (namespace, declaration) => access.guard(namespace, declaration);
  const { ingest, spoolBytes } = buildIngest(context, io, guard);
  const counted = liveMetrics(metrics);
  const viewings = new LiveViewings({ record: context.audit.record, clock, countWaiting: counted.waitingViewings });
  context.readiness.add(viewingsCheck(() => viewings.overdue));
  const live = createLiveStage({ io, feed, cameras: databaseLiveCameras(db), guard, clock, log: log.child({ stage: "live" }), metrics: counted, viewings });
  serveEvents(context, io, guard);
  const storage = new StorageWatch({ clock, readArchive: () => archiveFacts(db), spoolLimitBytes: config.spoolMaxBytes, spoolBytes });
  const countDropped = metrics.counter("mingjian_wall_dropped_deltas_total", "deltas that slow wall pages did not get");
  const wall = new WallStage({ io, db, clock, log: log.child({ stage: "wall" }), guard, readStorage: () => storage.read(), countDropped });
  // Last, so that whoever listens to the feed hears the first fragment.
  await ingest.start();
  const anchors = await startAnchors(context, ingest);
  const platform = startPlatformStage({ db, append: (facts) => context.ledger.append(facts), clock, log: log.child({ stage: "platform" }) });
  return {
    wall,
    async stop() {
      await platform.stop();
      await anchors.stop();
      await ingest.stop();
      live.stop();
      await viewings.stop();
      wall.stop();
    },
  };
}

function serveEvents({ intake, log }: ServerContext, io: Server, guard: Guard): void {
  const namespace = io.of(EVENTS_NAMESPACE);
  guard(namespace, EVENTS_ACCESS);
  serveEventSocket(namespace, intake, log.child({ stage: "platform" }));
}

async function startAnchors({ clock, config, db, ledger, log }: ServerContext, ingest: IngestStage): Promise<AnchorStage> {
  const anchors = new AnchorStage({
    readHeads: () => ingest.durableHeads(),
    appendToLedger: (facts) => ledger.append(facts),
    readLedgerHead: () => ledgerHead(db),
    key: await loadSigningKey(path.join(config.dataDirectory, "keys"), "ledger-key"),
    checkpointPath: path.join(config.dataDirectory, "anchors", "ledger-checkpoints.jsonl"),
    stamper: stamperOf(config, clock, log),
    nodeName: config.nodeName,
    clock,
    log: log.child({ stage: "ledger" }),
  });
  await anchors.start();
  return anchors;
}

function stamperOf({ dataDirectory, timeStampUrl }: ServerConfig, clock: Clock, log: Log): CheckpointStamper | null {
  if (timeStampUrl === null) return null;
  const authority = new TimeStampAuthority(timeStampUrl);
  return new CheckpointStamper({ stamp: (content) => authority.stamp(content), path: path.join(dataDirectory, "anchors", "ledger-stamps.jsonl"), clock, log: log.child({ stage: "ledger" }) });
}

function buildIngest({ clock, config, db, feed, log, metrics }: ServerContext, io: Server, guard: Guard): { ingest: IngestStage; spoolBytes: () => number } {
  const counted = ingestMetrics(metrics);
  let latestSpoolBytes = 0;
  const spoolBytes = (bytes: number): void => {
    latestSpoolBytes = bytes;
    counted.spoolBytes(bytes);
  };
  const namespace: IngestNamespace = io.of(INGEST_NAMESPACE);
  guard(namespace as unknown as Namespace, INGEST_ACCESS);
  const { spoolDirectory, spoolMaxBytes, nodeName, nodeUrl } = config;
  const ingest = createIngestStage({
    namespace,
    database: db,
    feed,
    spoolDirectory,
    spoolMaxBytes,
    nodeName,
    nodeUrl,
    clock,
    log: log.child({ stage: "ingest" }),
    metrics: { ...counted, spoolBytes },
  });
  return { ingest, spoolBytes: () => latestSpoolBytes };
}
