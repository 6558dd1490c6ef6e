import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { CaptureClient } from "../load/capture-client.ts";
import { startIngestServer, type IngestServer, type IngestServerOptions } from "../load/ingest-server.ts";
import { seedCameras, type SeededCamera } from "../load/seed-cameras.ts";
import { verifySpool, type SpoolStream } from "../load/verify-spool.ts";

export interface IngestSetUp {
  database: TestDatabase;
  cameras: SeededCamera[];
  spoolDirectory: string;
  server: IngestServer;
  /** Ends the server in good order and starts another on the same spool. */
  restart(options?: Partial<IngestServerOptions>): Promise<IngestServer>;
  connect(auth?: Record<string, unknown>): Promise<CaptureClient>;
  /** The spool as a stranger reads it, by camera id. */
  spool(): Promise<Map<string, SpoolStream>>;
}

/** A real ingest stage with its own database and spool; everything is gone when the test ends. */
export async function setUpIngest(options: Partial<IngestServerOptions> = {}): Promise<IngestSetUp> {
  const database = await createTestDatabase();
  const cameras = await seedCameras(database.db, 4);
  const directory = await mkdtemp(join(tmpdir(), "ingest-test-"));
  const spoolDirectory = options.spoolDirectory ?? join(directory, "spool");
  const start = (change: Partial<IngestServerOptions> = {}) => startIngestServer({ databaseUrl: database.url, ...options, ...change, spoolDirectory });
  const clients: CaptureClient[] = [];
  const setUp: IngestSetUp = {
    database,
    cameras,
    spoolDirectory,
    server: await start(),
    async restart(change) {
      await setUp.server.stop();
      setUp.server = await start(change);
      return setUp.server;
    },
    async connect(auth) {
      const client = await CaptureClient.connect(setUp.server.url, auth);
      clients.push(client);
      return client;
    },
    spool: () => spoolByCamera(database, spoolDirectory),
  };
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await setUp.server.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });
  return setUp;
}

export async function spoolByCamera(database: TestDatabase, spoolDirectory: string): Promise<Map<string, SpoolStream>> {
  const rows = await database.db.selectFrom("stream").select(["id", "cameraId", "role", "epoch"]).execute();
  const streams = await verifySpool(spoolDirectory, (streamId) => {
    const row = rows.find(({ id }) => id === streamId);
    if (row === undefined) throw new Error(`the spool has stream ${streamId}, the database does not`);
    return row;
  });
  return new Map(rows.flatMap(({ id, cameraId }) => {
    const stream = streams.get(id);
    return stream === undefined ? [] : [[cameraId, stream] as const];
  }));
}

export function cameraAt(setUp: IngestSetUp, index: number): SeededCamera {
  const camera = setUp.cameras[index];
  if (camera === undefined) throw new Error(`expected seeded camera ${index}`);
  return camera;
}
