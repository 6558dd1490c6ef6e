import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../../shared/node/database/test-database.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { killCameras, killRounds } from "../env.ts";
import { IngestLoad } from "../load/ingest-load.ts";
import { seedCameras } from "../load/seed-cameras.ts";
import { spawnIngest } from "../load/spawn-ingest.ts";
import { freePort } from "../real-parts/child-server.ts";
import { spoolByCamera } from "./ingest-set-up.ts";

test(`${killRounds} times kill -9 of the server under ${killCameras} cameras loses no acknowledged fragment, and it starts again by itself`, { timeout: 60_000 + killRounds * 20_000 }, async () => {
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), "ingest-kill-"));
  const options = { databaseUrl: database.url, spoolDirectory: join(directory, "spool"), port: await freePort(), settings: { spoolFileBytes: 8 << 20, diskReserveBytes: 0 } };
  let server = await spawnIngest(options);
  const load = new IngestLoad({ url: server.url, cameras: await seedCameras(database.db, killCameras), camerasPerSite: 10, bitsPerSecond: 500_000, fragmentMs: 100 });
  onTestFinished(async () => {
    load.stop();
    await server.kill();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });
  for (let round = 0; round < killRounds; round += 1) {
    await everyCameraMoved(load);
    // A moment nobody chose: the one place where a test wants to be unpredictable.
    await systemClock.sleep(randomInt(0, 400));
    await server.kill();
    // Or the footage of the time that checking takes would make the next check longer, and so on.
    load.pause();
    const acknowledged = load.acknowledged();
    const kept = await spoolByCameraAfterRestart();
    for (const [cameraId, number] of acknowledged) expect(kept.get(cameraId) ?? 0, `${cameraId}, round ${round}`).toBeGreaterThanOrEqual(number);
    load.resume();
  }
  const rows = await database.db.selectFrom("linkEvent").select("reason").where("reason", "=", "the ingest server ended without closing").execute();
  expect(rows.length).toBeGreaterThanOrEqual(killCameras);
  expect(load.report().refusals.filter((each) => /damaged|bad-request|chain-broken/.test(each))).toEqual([]);

  async function spoolByCameraAfterRestart(): Promise<Map<string, number>> {
    server = await spawnIngest(options);
    const spool = await spoolByCamera(database, options.spoolDirectory);
    return new Map([...spool].map(([cameraId, { lastNumber }]) => [cameraId, lastNumber]));
  }
});

/** Resolves once every camera had something more acknowledged. */
async function everyCameraMoved(load: IngestLoad): Promise<void> {
  const before = load.acknowledged();
  const moved = (): boolean => [...load.acknowledged()].every(([cameraId, number]) => number > (before.get(cameraId) ?? 0));
  while (!moved()) await systemClock.sleep(20);
}
