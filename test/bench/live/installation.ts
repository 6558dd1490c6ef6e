import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { createSignInLink, type SignInKind } from "../../../server/access/sign-in-queries.ts";
import { openDatabase } from "../../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../../shared/node/database/embedded-postgres.ts";
import { migrateToLatest } from "../../../shared/node/database/migrate.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { silentLog } from "../../../shared/node/log/log.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { seedCameras, type SeededCamera } from "../../load/seed-cameras.ts";
import { freePort } from "../../real-parts/child-server.ts";
import { BenchProcess } from "./bench-process.ts";

const READY_WITHIN_MS = 30_000;

/** A whole installation of its own: embedded PostgreSQL, the real server and, once asked for, the real workers. */
export interface Installation {
  folder: string;
  dataDirectory: string;
  port: number;
  url: string;
  db: Kysely<Database>;
  server: BenchProcess;
  archive: BenchProcess;
  cameras: readonly SeededCamera[];
  /** Resolves when the server answers that it is ready. */
  ready(): Promise<void>;
  /** The capture worker, not started yet; each camera pulls the RTSP address given for it. `settings` go into its configuration. */
  capture(sourceUrls: readonly string[], more?: { serverUrl?: string; settings?: object }): Promise<BenchProcess>;
  /** A link that signs one browser in. */
  signInLink(kind: SignInKind): Promise<string>;
  /** A `cookie` header for programs. */
  signIn(kind: SignInKind): Promise<string>;
}

/** Runs `work` in a fresh installation with so many registered cameras, and leaves nothing behind. */
export async function withInstallation<T>(cameraCount: number, work: (installation: Installation) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-bench-"));
  const postgres = await startEmbeddedPostgres({ directory: join(folder, "postgres"), log: silentLog() });
  const db = openDatabase(postgres.url, { log: silentLog(), applicationName: "bench" });
  const processes: BenchProcess[] = [];
  try {
    await migrateToLatest(db);
    const cameras = await seedCameras(db, cameraCount);
    const [port, dataDirectory] = [await freePort(), join(folder, "data")];
    const url = `http://127.0.0.1:${port}`;
    const environment = { DATABASE_URL: postgres.url, HOST: "127.0.0.1", PORT: `${port}`, DATA_DIR: dataDirectory, NODE_NAME: "bench", LOG_LEVEL: "error" };
    const server = new BenchProcess("server/main.ts", [], { environment, footage: true }).start();
    const archive = new BenchProcess("workers/archive/main.ts", [], { environment, footage: true });
    processes.push(server, archive);
    const signInLink = async (kind: SignInKind) => `${url}/sign-in?token=${(await createSignInLink(db, systemClock, kind, "bench")).token}`;
    const installation: Installation = {
      folder,
      dataDirectory,
      port,
      url,
      db,
      server,
      archive,
      cameras,
      signInLink,
      ready: () => untilReady(url),
      signIn: async (kind) => cookieOf(url, new URL(await signInLink(kind)).searchParams.get("token") ?? ""),
      capture: async (sourceUrls, { serverUrl = url, settings = {} } = {}) => {
        const capture = await captureProcess(folder, cameras, sourceUrls, { ...settings, serverUrls: [serverUrl] });
        processes.push(capture);
        return capture;
      },
    };
    await installation.ready();
    return await work(installation);
  } finally {
    for (const each of processes.toReversed()) await each.kill();
    await db.destroy();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function captureProcess(folder: string, cameras: readonly SeededCamera[], sourceUrls: readonly string[], settings: object): Promise<BenchProcess> {
  const place = await mkdtemp(join(folder, "capture-"));
  const config = {
    ...settings,
    siteName: "bench",
    spool: { directory: join(place, "spool"), maxBytes: 4 * 2 ** 30 },
    logLevel: "error",
    cameras: sourceUrls.map((url, index) => ({ id: cameras[index]?.cameraId, token: cameras[index]?.token, audio: "off", main: { kind: "rtsp", url } })),
  };
  const file = join(place, "capture.json");
  await writeFile(file, JSON.stringify(config));
  return new BenchProcess("workers/capture/main.ts", ["--config", file], { footage: true });
}

async function untilReady(url: string): Promise<void> {
  const untilMs = systemClock.monotonicMs() + READY_WITHIN_MS;
  while (systemClock.monotonicMs() < untilMs) {
    if (await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false)) return;
    await systemClock.sleep(200);
  }
  throw new Error(`expected the server to be ready within ${READY_WITHIN_MS / 1000} s, it is not`);
}

async function cookieOf(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/sign-in`, { method: "POST", headers: { "content-type": "application/json", origin: url }, body: JSON.stringify({ token }) });
  const [cookie] = answer.headers.getSetCookie();
  if (cookie === undefined) throw new Error(`expected a sign-in, got ${answer.status}: ${await answer.text()}`);
  return cookie.split(";")[0] ?? "";
}
