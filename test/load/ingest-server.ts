import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { FootageFeed } from "../../server/feed/footage-feed.ts";
import { noIngestMetrics } from "../../server/ingest/ingest-metrics.ts";
import { INGEST_MESSAGE_LIMIT_BYTES } from "../../server/ingest/ingest-socket.ts";
import { createIngestStage, type IngestStage, type IngestStageDeps } from "../../server/ingest/ingest-stage.ts";
import { openDatabase } from "../../shared/node/database/database.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { INGEST_NAMESPACE } from "../../shared/protocol/ingest.ts";
import { systemClock } from "../../shared/time/system-clock.ts";

export interface IngestServerOptions extends Partial<Omit<IngestStageDeps, "namespace" | "database" | "feed">> {
  databaseUrl: string;
  spoolDirectory: string;
  port?: number;
}

export interface IngestServer {
  url: string;
  stage: IngestStage;
  feed: FootageFeed;
  stop(): Promise<void>;
}

/** The ingest stage alone on a real socket, with a real database and disk: for tests and benches. */
export async function startIngestServer(options: IngestServerOptions): Promise<IngestServer> {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, maxHttpBufferSize: INGEST_MESSAGE_LIMIT_BYTES });
  const log = options.log ?? silentLog();
  const database = openDatabase(options.databaseUrl, { log, applicationName: "ingest test" });
  const feed = new FootageFeed();
  const stage = createIngestStage({
    spoolMaxBytes: 2 ** 40,
    nodeName: "test-node",
    nodeUrl: null,
    clock: systemClock,
    metrics: noIngestMetrics,
    log,
    ...options,
    namespace: io.of(INGEST_NAMESPACE),
    database,
    feed,
  });
  await stage.start();
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stage,
    feed,
    async stop() {
      await stage.stop();
      await io.close();
      await database.destroy();
    },
  };
}
