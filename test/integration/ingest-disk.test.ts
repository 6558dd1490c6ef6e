import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noIngestMetrics } from "../../server/ingest/ingest-metrics.ts";
import { writeReleasedMark } from "../../shared/node/spool/released-mark.ts";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import { LogWriteError, type RecordLog } from "../../shared/node/record-log/record-log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import type { CaptureClient } from "../load/capture-client.ts";
import { IngestLoad } from "../load/ingest-load.ts";
import { testRecord } from "../load/test-record.ts";
import { cameraAt, setUpIngest, spoolByCamera } from "./ingest-set-up.ts";

const MIB = 1024 * 1024;
const cannotMount = whyNoMount();

/** Empty where a tmpfs and a loop image can be mounted. */
function whyNoMount(): string {
  const probe = execFileSync("mktemp", ["-d"]).toString().trim();
  try {
    execFileSync("sh", ["-c", `truncate -s 8M ${probe}/image && mkfs.ext4 -q ${probe}/image && mkdir ${probe}/mnt && mount -o loop ${probe}/image ${probe}/mnt && umount ${probe}/mnt`], { stdio: "ignore" });
    return "";
  } catch {
    return "needs root, losetup, mkfs.ext4 and mount";
  } finally {
    execFileSync("rm", ["-rf", probe]);
  }
}

async function mounted(what: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "ingest-mount-"));
  execFileSync("mount", [...what, directory]);
  onTestFinished(async () => {
    execFileSync("umount", ["-l", directory]);
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}

async function nextCredit(client: CaptureClient, bytes: (inFlight: number) => boolean): Promise<void> {
  while (!bytes(client.credits.at(-1)?.inFlightBytes ?? -1)) await new Promise<void>((resolve) => client.socket.once("credit", () => resolve()));
}

test.skipIf(cannotMount)("a full spool disk refuses in words and takes credit away, then goes on by itself with nothing lost (tmpfs mount)", async () => {
  const disk = await mounted(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]);
  await writeFile(join(disk, "ballast"), Buffer.alloc(4 * MIB));
  const setUp = await setUpIngest({ spoolDirectory: join(disk, "spool"), settings: { diskReserveBytes: MIB, spoolCheckMs: 20 } });
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  let number = 1;
  let refused: unknown = null;
  // Faster than the disk is looked at: some batches meet the disk's own refusal.
  for (; refused === null; number += 1) {
    const reply = await client.send(testRecord(streamHandle, number, 300_000));
    if (!reply.ok) refused = reply;
  }
  expect(refused).toMatchObject({ reason: "spool-full", message: expect.stringMatching("keep the records and wait for credit") as string });
  await nextCredit(client, (bytes) => bytes === 0);
  await unlink(join(disk, "ballast"));
  await nextCredit(client, (bytes) => bytes > 0);
  number -= 1;
  expect(await client.send(testRecord(streamHandle, number, 300_000))).toMatchObject({ ok: true, durable: [[streamHandle, number]] });
  expect((await setUp.spool()).get("load-c1")?.lastNumber).toBe(number);
});

test("a spool at its limit takes no more until the archive releases files", async () => {
  const setUp = await setUpIngest({ spoolMaxBytes: 3 * MIB, settings: { diskReserveBytes: 0, spoolCheckMs: 20, spoolFileBytes: MIB } });
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  let number = 1;
  while ((await client.send(testRecord(streamHandle, number, 500_000))).ok) number += 1;
  await nextCredit(client, (bytes) => bytes === 0);
  await writeReleasedMark(setUp.spoolDirectory, 3);
  await nextCredit(client, (bytes) => bytes > 0);
  expect(await client.send(testRecord(streamHandle, number, 500_000))).toMatchObject({ ok: true });
});

test("a failed write puts every stream behind it back to what the disk has, and the next try is whole", async () => {
  const disk = { failing: false, gate: Promise.resolve() };
  const setUp = await setUpIngest({ openLog: async (options, clock) => failable(await openRecordLog(options, clock), disk) });
  const client = await setUp.connect();
  const [a, b] = [await client.opened(cameraAt(setUp, 0)), await client.opened(cameraAt(setUp, 1))];
  await client.send(testRecord(a.streamHandle, 1));
  disk.failing = true;
  let release = (): void => undefined;
  disk.gate = new Promise((resolve) => (release = resolve));
  const failed = [
    client.send(testRecord(a.streamHandle, 2)),
    client.send(testRecord(a.streamHandle, 3), testRecord(b.streamHandle, 1)),
    client.send(testRecord(a.streamHandle, 1)),
  ];
  // Answered in order: this reply means that the three batches above have arrived.
  expect(await client.sendBytes(Buffer.alloc(10))).toMatchObject({ reason: "damaged" });
  release();
  for (const reply of await Promise.all(failed)) expect(reply).toMatchObject({ ok: false, reason: "unavailable" });
  disk.failing = false;
  expect(await client.send(testRecord(a.streamHandle, 3))).toMatchObject({ reason: "out-of-order", expectedNumber: 2 });
  expect(await client.send(testRecord(a.streamHandle, 2), testRecord(b.streamHandle, 1), testRecord(a.streamHandle, 3))).toMatchObject({ ok: true });
  const spool = await setUp.spool();
  expect([spool.get("load-c1")?.lastNumber, spool.get("load-c2")?.lastNumber]).toEqual([3, 1]);
});

test("while the disk stalls, sockets are not read beyond the limit, and everything arrives once it goes on", async () => {
  let release = (): void => undefined;
  const disk = { failing: false, gate: new Promise<void>((resolve) => (release = resolve)) };
  const pending: number[] = [];
  const setUp = await setUpIngest({
    openLog: async (options, clock) => failable(await openRecordLog(options, clock), disk),
    settings: { windowBytes: 1 << 30, pauseAboveBytes: 2 * MIB, resumeBelowBytes: MIB, flushIntervalMs: 20 },
    metrics: { ...noIngestMetrics, pendingBytes: (bytes) => pending.push(bytes) },
  });
  const [flood, calm] = [await setUp.connect(), await setUp.connect()];
  const { streamHandle } = await flood.opened(cameraAt(setUp, 0));
  const replies = Array.from({ length: 40 }, (_, index) => flood.send(testRecord(streamHandle, index + 1, 500_000)));
  while (Math.max(...pending, 0) < 2 * MIB) await systemClock.sleep(20);
  // Nobody is read now: were they, the other connection's request would be answered.
  const waiting = calm.open(cameraAt(setUp, 1)).then(() => "answered");
  expect(await Promise.race([waiting, systemClock.sleep(200).then(() => "not read")])).toBe("not read");
  expect(Math.max(...pending)).toBeLessThan(4 * MIB);
  release();
  for (const reply of await Promise.all(replies)) expect(reply).toMatchObject({ ok: true });
  expect(await waiting).toBe("answered");
});

test.skipIf(cannotMount)("after a power cut every acknowledged fragment is on the disk as it was at that moment (loop image)", { timeout: 60_000 }, async () => {
  const work = await mkdtemp(join(tmpdir(), "ingest-power-"));
  onTestFinished(() => rm(work, { recursive: true, force: true }));
  const image = join(work, "disk.img");
  execFileSync("sh", ["-c", `truncate -s 96M ${image} && mkfs.ext4 -q ${image}`]);
  const disk = await mounted(["-o", "loop", image]);
  await mkdir(join(disk, "spool"));
  const setUp = await setUpIngest({ spoolDirectory: join(disk, "spool"), settings: { spoolFileBytes: 4 * MIB, diskReserveBytes: 0 } });
  const load = new IngestLoad({ url: setUp.server.url, cameras: setUp.cameras, camerasPerSite: 2, bitsPerSecond: 2_000_000, fragmentMs: 50 });
  onTestFinished(() => load.stop());
  for (let round = 0; round < 3; round += 1) {
    await acknowledgedUpTo(load, 20 * (round + 1));
    // What a power cut leaves: the blocks of the device as they are, with nothing flushed first. Copied
    // without giving way, so that the server in this process writes no more meanwhile: a power cut is one moment.
    const acknowledged = load.acknowledged();
    const frozen = join(work, `cut-${round}.img`);
    execFileSync("cp", ["--sparse=always", image, frozen]);
    const after = await mounted(["-o", "loop", frozen]);
    const log = await openRecordLog({ directory: join(after, "spool"), fileBytes: 4 * MIB, durability: { kind: "each-batch" }, onDamage: (damage) => expect.fail(damage.message) }, systemClock);
    await log.close();
    const kept = await spoolByCamera(setUp.database, join(after, "spool"));
    for (const [cameraId, number] of acknowledged) expect(kept.get(cameraId)?.lastNumber ?? 0, `${cameraId}, cut ${round}`).toBeGreaterThanOrEqual(number);
  }
});

async function acknowledgedUpTo(load: IngestLoad, number: number): Promise<void> {
  while ([...load.acknowledged().values()].some((acked) => acked < number)) await systemClock.sleep(20);
}

/** A log whose disk waits for `gate`, and fails while told to. */
function failable(log: RecordLog, disk: { failing: boolean; gate: Promise<void> }): RecordLog {
  return new Proxy(log, {
    get(target, name) {
      if (name === "append") {
        return async (entries: Parameters<RecordLog["append"]>[0]) => {
          await disk.gate;
          if (disk.failing) throw new LogWriteError("the test's disk refused a batch", Object.assign(new Error("I/O error"), { code: "EIO" }));
          return target.append(entries);
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
