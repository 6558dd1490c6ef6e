import type { Namespace, Server } from "socket.io";
import { archiveFacts } from "../shared/node/database/archive-queries.ts";
import type { NamespaceDeclaration, NamespaceGuard } from "./access/guard-namespace.ts";
import type { ServerContext } from "./context.ts";
import { databaseLiveCameras } from "./live/live-cameras.ts";
import { createLiveStage } from "./live/live-stage.ts";
import { liveMetrics } from "./metrics/stage-metrics.ts";
import { StorageWatch } from "./wall/storage-facts.ts";
import { WallStage } from "./wall/wall-stage.ts";

export interface Stages {
  wall: WallStage;
  /** In the order in which data flows, so that nothing is handed to a stage that has gone. */
  stop(): Promise<void>;
}

/** Builds the stages that live on sockets and hands each the slice of the context it needs. */
export async function startStages(context: ServerContext, io: Server, access: NamespaceGuard): Promise<Stages> {
  const { clock, config, db, feed, log, metrics } = context;
  const guard = (namespace: Namespace, declaration: NamespaceDeclaration): void => access.guard(namespace, declaration);
  const live = createLiveStage({ io, feed, cameras: databaseLiveCameras(db), guard, clock, log: log.child({ stage: "live" }), metrics: liveMetrics(metrics) });
  const storage = new StorageWatch({ clock, readArchive: () => archiveFacts(db), spoolLimitBytes: config.spoolMaxBytes, spoolBytes: () => 0 });
  const countDropped = metrics.counter("mingjian_wall_dropped_deltas_total", "deltas that slow wall pages did not get");
  const wall = new WallStage({ io, db, clock, log: log.child({ stage: "wall" }), guard, readStorage: () => storage.read(), countDropped });
  return {
    wall,
    stop() {
      live.stop();
      wall.stop();
      return Promise.resolve();
    },
  };
}
