import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { completenessOf } from "../../server/wall/completeness.ts";
import { readCompletenessRows } from "../../server/wall/completeness-queries.ts";
import { CONTINUITY_START, checkContinuity } from "../../shared/segment/verify-continuity.ts";
import { verifySegment } from "../../shared/segment/verify-segment.ts";
import { archiveFacts } from "../../shared/node/database/archive-queries.ts";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { openLocalObjectStore } from "../../shared/node/object-store/local/open-local-object-store.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import { readRecordLog } from "../../shared/node/record-log/read-record-log.ts";
import type { LogEntry, RecordLog } from "../../shared/node/record-log/record-log.ts";
import { nodeVerifyTools } from "../../shared/node/segment/node-verify-tools.ts";
import { readReleasedMark } from "../../shared/node/spool/released-mark.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { loadSigningKey, type SigningKey } from "../../shared/node/signing/signing-key.ts";
import { ArchiveRun } from "../../workers/archive/archive-run.ts";
import { DEFAULT_ARCHIVE_SETTINGS, type ArchiveSettings } from "../../workers/archive/archive-settings.ts";
import { addTestStream, FRAGMENT_US, makeClip, playComplaints, SpoolWriter, type Clip, type TestStream } from "./archive-fixtures.ts";

const ORIGIN_US = Date.UTC(2026, 5, 1) * 1000;
let database: TestDatabase;
let clip: Clip;
let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "mingjian-archive-"));
  [database, clip] = await Promise.all([createTestDatabase(), makeClip(150)]);
}, 120_000);
afterAll(async () => {
  await database.drop();
  await rm(base, { recursive: true, force: true });
});

interface Bench {
  stream: TestStream;
  log: RecordLog;
  store: ObjectStore;
  key: SigningKey;
  storeFolder: string;
  spoolDirectory: string;
  run(changed?: Partial<ArchiveSettings>): Promise<ArchiveRun>;
}

async function setUp(name: string): Promise<Bench> {
  const folder = join(base, name);
  const spoolDirectory = join(folder, "spool");
  const storeFolder = join(folder, "objects");
  const stream = await addTestStream(database.db, name, ORIGIN_US);
  const log = await openRecordLog({ directory: spoolDirectory, fileBytes: 1 << 20, durability: { kind: "each-batch" }, onDamage: () => {} }, systemClock);
  const store = await openLocalObjectStore({ kind: "local", folder: storeFolder, immutable: "off", reserveBytes: 0 }, systemClock);
  const key = await loadSigningKey(join(folder, "keys"), "archive-key");
  onTestFinished(() => log.close());
  return {
    stream,
    log,
    store,
    key,
    storeFolder,
    spoolDirectory,
    async run(changed = {}) {
      const stopping = new AbortController();
      const spool = readRecordLog(spoolDirectory, () => {});
      const settings = { ...DEFAULT_ARCHIVE_SETTINGS, firstRetryMs: 20, maxRetryMs: 50, pollMs: 20, ...changed };
      const run = new ArchiveRun({ db: database.db, store, spool, key, spoolId: name, spoolDirectory, retentionYears: 5, settings, clock: systemClock, signal: stopping.signal, log: silentLog() });
      onTestFinished(async () => {
        stopping.abort(new Error("the test is over"));
        await run.settle();
        await spool.close();
      });
      await run.begin();
      return run;
    },
  };
}

async function append(log: RecordLog, entries: LogEntry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += 50) await log.append(entries.slice(at, at + 50));
}

function rowsOf(stream: TestStream) {
  return database.db.selectFrom("segment").selectAll().where("streamId", "=", stream.streamId).orderBy("firstNumber").execute();
}

async function expectProven(bench: Bench, lastNumber: number): Promise<void> {
  const keys = { archive: new Map([[bench.key.id, bench.key.publicKey]]), device: new Map() };
  let state = CONTINUITY_START;
  for (const row of await rowsOf(bench.stream)) {
    const report = await verifySegment(await bench.store.get({ key: row.objectKey, version: row.objectVersion }), keys, nodeVerifyTools);
    expect(report.problems).toEqual([]);
    if (report.manifest === null) throw new Error("expected a manifest");
    const step = checkContinuity(state, report.manifest, true);
    expect(step.problems).toEqual([]);
    state = step.state;
  }
  expect(state.lastNumber).toBe(lastNumber);
}

test("a spooled stream becomes locked segments of a minute that play without complaint, prove whole and let the spool go", async () => {
  const bench = await setUp("archive-plain");
  const writer = new SpoolWriter(bench.stream);
  await append(bench.log, writer.clip(clip));
  const run = await bench.run();
  await run.turn();
  await run.drain();
  const rows = await rowsOf(bench.stream);
  expect(rows.map((row) => [row.firstNumber, row.lastNumber])).toEqual([[1, 301], [302, 601], [602, 751]]);
  expect(rows[0]).toMatchObject({ startUs: ORIGIN_US, endUs: ORIGIN_US + 60_000_000, codecs: "avc1.42c00b", retainUntil: new Date("2031-06-02T00:00:00Z") });
  await expectProven(bench, writer.lastNumber);
  for (const row of rows) {
    const path = join(base, "plays.mp4");
    await writeFile(path, await bench.store.get({ key: row.objectKey, version: row.objectVersion }));
    expect(await playComplaints(path)).toEqual({ probe: "", play: "", frames: row.firstNumber === 602 ? 750 : 1500 });
  }
  const files = bench.log.files();
  expect(files.length).toBeGreaterThan(2);
  expect(await readReleasedMark(bench.spoolDirectory)).toBe(files.at(-1)?.fileNumber);
}, 60_000);

test("a worker that begins again after any turn adds no row twice and loses no record", async () => {
  const bench = await setUp("archive-again");
  const writer = new SpoolWriter(bench.stream);
  const entries = writer.clip(clip);
  for (let at = 0; at < entries.length; at += 250) {
    await append(bench.log, entries.slice(at, at + 250));
    const run = await bench.run();
    await run.turn();
    await run.settle();
  }
  await (await bench.run()).turn();
  const last = await bench.run();
  await last.turn();
  await last.drain();
  await expectProven(bench, writer.lastNumber);
}, 60_000);

test("an object that was stored before its row was written gets its row at the next start", async () => {
  const bench = await setUp("archive-adopt");
  const writer = new SpoolWriter(bench.stream);
  const entries = writer.clip(clip);
  await append(bench.log, entries.slice(0, 400));
  const first = await bench.run();
  await first.turn();
  await first.drain();
  expect((await rowsOf(bench.stream)).map((row) => row.lastNumber)).toEqual([301, 400]);
  await database.db.deleteFrom("segment").where("streamId", "=", bench.stream.streamId).execute();
  await append(bench.log, entries.slice(400));
  const second = await bench.run();
  await second.turn();
  await second.drain();
  expect((await rowsOf(bench.stream)).map((row) => row.lastNumber)).toEqual([301, 400, 701, 751]);
  await expectProven(bench, writer.lastNumber);
}, 60_000);

test("while the store is away only the spool grows, and when it is back the archive goes on by itself", async () => {
  const bench = await setUp("archive-outage");
  const writer = new SpoolWriter(bench.stream);
  const entries = writer.clip(clip);
  await append(bench.log, entries.slice(0, 100));
  const run = await bench.run();
  await run.turn();
  await run.settle();
  await rename(bench.storeFolder, `${bench.storeFolder}.away`);
  await append(bench.log, entries.slice(100));
  await run.turn();
  await expect.poll(() => run.health.state).toBe("unavailable");
  expect(run.health.detail).toMatch(/is the disk mounted/);
  expect(run.waiting()).toMatchObject({ records: 651, oldestReceivedUs: ORIGIN_US + 20_050_000 });
  expect((await rowsOf(bench.stream)).map((row) => row.lastNumber)).toEqual([100]);
  expect(await readReleasedMark(bench.spoolDirectory)).toBeLessThanOrEqual(1);
  await rename(`${bench.storeFolder}.away`, bench.storeFolder);
  await run.drain();
  expect(run.health).toEqual({ state: "ok", detail: null });
  await expectProven(bench, writer.lastNumber);
}, 60_000);

test("a camera that moved here from another node waits for that node's part of the chain", async () => {
  const bench = await setUp("archive-moved");
  const other = await openRecordLog({ directory: join(base, "archive-moved/other"), fileBytes: 1 << 20, durability: { kind: "each-batch" }, onDamage: () => {} }, systemClock);
  onTestFinished(() => other.close());
  const writer = new SpoolWriter(bench.stream);
  const entries = writer.clip(clip).slice(0, 60);
  await append(other, entries.slice(0, 30));
  await append(bench.log, entries.slice(30));
  const here = await bench.run();
  await here.turn();
  await here.drain();
  expect(await rowsOf(bench.stream)).toEqual([]);
  expect(here.waiting().records).toBe(30);

  const otherBench = { ...bench, spoolDirectory: join(base, "archive-moved/other") };
  const spool = readRecordLog(otherBench.spoolDirectory, () => {});
  const there = new ArchiveRun({ db: database.db, store: bench.store, spool, key: bench.key, spoolId: "other", spoolDirectory: otherBench.spoolDirectory, retentionYears: 5, settings: DEFAULT_ARCHIVE_SETTINGS, clock: systemClock, signal: new AbortController().signal, log: silentLog() });
  await there.begin();
  await there.turn();
  await there.drain();
  await spool.close();

  await here.turn();
  await here.drain();
  await expectProven(bench, 60);
}, 60_000);

test("records that nobody has any more do not stop what follows: it is kept, and the hole is named", async () => {
  const bench = await setUp("archive-hole");
  const entries = new SpoolWriter(bench.stream).clip(clip).slice(0, 60);
  await append(bench.log, [...entries.slice(0, 20), ...entries.slice(25)]);
  const run = await bench.run({ holeWaitMs: 0 });
  await run.turn();
  await run.settle();
  await run.turn();
  await run.drain();
  const rows = await rowsOf(bench.stream);
  expect(rows.map((row) => [row.firstNumber, row.lastNumber])).toEqual([[1, 20], [26, 26], [27, 60]]);
  const keys = { archive: new Map([[bench.key.id, bench.key.publicKey]]), device: new Map() };
  const reports = await Promise.all(rows.map(async (row) => verifySegment(await bench.store.get({ key: row.objectKey, version: row.objectVersion }), keys, nodeVerifyTools)));
  expect(reports.map((report) => report.problems)).toMatchObject([[], [{ kind: "chain-broken", number: 26 }], []]);
  // Record 1 is the init, so 19 fragments came before the hole of five.
  expect(await lostGapsOf(bench.stream)).toEqual([{ number: 21, startUs: ORIGIN_US + 19 * FRAGMENT_US, endUs: ORIGIN_US + 24 * FRAGMENT_US }]);
}, 60_000);

test("a fragment that the spool's disk damaged after its acknowledgement is missing on the wall, with the centre as the cause", async () => {
  const bench = await setUp("archive-damage");
  const entries = new SpoolWriter(bench.stream).clip(clip).slice(0, 60);
  await append(bench.log, entries);
  await damage(bench.spoolDirectory, clip.fragments[29] ?? new Uint8Array());
  await database.db.insertInto("storedRun").values({ streamId: bench.stream.streamId, startUs: ORIGIN_US, endUs: ORIGIN_US + 59 * FRAGMENT_US, firstNumber: 1, lastNumber: 60 }).execute();
  await database.db.updateTable("stream").set({ lastEndUs: ORIGIN_US + 59 * FRAGMENT_US }).where("id", "=", bench.stream.streamId).execute();
  const run = await bench.run();
  await run.turn();
  await run.drain();
  const lost = { startUs: ORIGIN_US + 29 * FRAGMENT_US, endUs: ORIGIN_US + 30 * FRAGMENT_US };
  expect(await lostGapsOf(bench.stream)).toEqual([{ number: 31, ...lost }]);

  await database.db.insertInto("examSession").values({ id: "damage", roomId: "room-1", titleZh: "损坏", titleEn: "damage", startsAt: new Date(ORIGIN_US / 1000), endsAt: new Date(ORIGIN_US / 1000 + 11_000) }).execute();
  const window = { cameraId: "archive-damage", fromUs: ORIGIN_US, toUs: ORIGIN_US + 59 * FRAGMENT_US };
  const rows = await readCompletenessRows(database.db, window);
  const [camera] = completenessOf({ ...rows, cameras: rows.cameras.map((row) => ({ ...row, createdUs: ORIGIN_US })) }, window, systemClock.nowUs());
  expect(camera?.gaps).toMatchObject([{ ...lost, cause: "centre-lost" }]);
  expect(camera).toMatchObject({ expectedUs: 11_000_000, storedUs: 11_000_000 - FRAGMENT_US });
}, 60_000);

function lostGapsOf({ streamId }: TestStream) {
  return database.db.selectFrom("declaredGap").select(["number", "startUs", "endUs"]).where("streamId", "=", streamId).where("cause", "=", "centre-lost").execute();
}

/** One bit of the payload, in the spool's own files. */
async function damage(spoolDirectory: string, payload: Uint8Array): Promise<void> {
  for (const name of await readdir(spoolDirectory)) {
    const path = join(spoolDirectory, name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    const at = bytes.indexOf(payload);
    if (at < 0) continue;
    bytes[at + 100] = (bytes[at + 100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    return;
  }
  throw new Error("expected the payload in the spool");
}

test("archive facts say unknown before any worker has reported", async () => {
  const empty = await createTestDatabase();
  onTestFinished(() => empty.drop());
  expect(await archiveFacts(empty.db)).toMatchObject({ reportedAt: null, archivedBytes: 0, spoolBytes: null, lastHourBytes: 0, oldestWaitingUs: null });
});
