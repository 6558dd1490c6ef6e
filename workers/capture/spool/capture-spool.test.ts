import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CameraId } from "../../../shared/domain/ids.ts";
import { genesisHead, advanceChain } from "../../../shared/node/chain/advance-chain.ts";
import { FakeClock } from "../../../shared/time/fake-clock.ts";
import { openTestSpool } from "./test-spool.ts";
import type { RecordContent, StreamLife } from "./stream-life.ts";
import type { CaptureSpool } from "./capture-spool.ts";

const camera = CameraId.parse("cam-1");

function media(text: string | Uint8Array, startUs = 0): RecordContent {
  const payload = typeof text === "string" ? Buffer.from(text) : text;
  return { kind: "media", startUs, durationUs: 200_000, capturedUs: startUs, key: true, discontinuity: false, cameraOffsetMs: null, payload };
}

async function textOf(spool: CaptureSpool, life: StreamLife, number: number): Promise<string | undefined> {
  const record = life.inMemory(number) ?? (await spool.read(life, number));
  return record === null ? undefined : Buffer.from(record.payload).toString();
}

test("after a restart every unacknowledged record is there under its number, and numbering goes on", async () => {
  const first = await openTestSpool();
  const life = await first.spool.currentLife(camera, "main");
  for (let index = 1; index <= 5; index += 1) first.spool.add(life, media(`r${index}`, index * 200_000));
  await first.spool.close();

  const { spool } = await openTestSpool({ directory: first.directory });
  const again = await spool.currentLife(camera, "main");
  expect(again.identity).toEqual(life.identity);
  expect([again.firstUnacked, again.lastNumber, again.lastEndUs]).toEqual([1, 5, 1_200_000]);
  expect(await textOf(spool, again, 3)).toBe("r3");
  expect(spool.add(again, media("r6")).number).toBe(6);
});

test("a killed process loses nothing that was flushed, and keeps its epoch", async () => {
  const first = await openTestSpool();
  const life = await first.spool.currentLife(camera, "main");
  first.spool.add(life, media("flushed"));
  await first.spool.flush();
  first.spool.add(life, media("never sent, because never flushed"));

  const { spool } = await openTestSpool({ directory: first.directory });
  const again = await spool.currentLife(camera, "main");
  expect(again.identity.epoch).toBe(life.identity.epoch);
  expect(again.lastNumber).toBe(1);
});

test("after a power cut new records begin a new epoch, and the old one is still resent", async () => {
  const first = await openTestSpool();
  const life = await first.spool.currentLife(camera, "main");
  first.spool.add(life, media("old", 1_000_000));
  await first.spool.close();
  await writeFile(join(first.directory, "numbers-exact"), "another boot of the machine");

  const { spool } = await openTestSpool({ directory: first.directory });
  const again = await spool.currentLife(camera, "main");
  expect(again.identity.epoch).not.toBe(life.identity.epoch);
  expect([again.lastNumber, again.lastEndUs, again.identity.originUs]).toEqual([0, 1_200_000, life.identity.originUs]);
  const old = spool.lives().find((candidate) => !candidate.current);
  expect(old?.identity.epoch).toBe(life.identity.epoch);
  expect(old && (await textOf(spool, old, 1))).toBe("old");
});

test("acknowledged files are removed even when an older one is still needed", async () => {
  const { spool, directory } = await openTestSpool({ maxBytes: 1 << 20 });
  const stuck = await spool.currentLife(CameraId.parse("cam-stuck"), "main");
  const life = await spool.currentLife(camera, "main");
  spool.add(stuck, media("waits for its token"));
  const block = Buffer.alloc(40_000);
  for (let index = 0; index < 40; index += 1) {
    spool.add(life, media(block));
    await spool.flush();
    spool.ack(life, life.lastNumber);
  }
  await spool.close();
  const files = (await readdir(join(directory, "log"))).filter((name) => name.endsWith(".mjl"));
  expect(files).toContain("00000001.mjl");
  expect(files.length).toBeLessThan(6);
});

test("numbers survive when every file of a stream was acknowledged and removed", async () => {
  const first = await openTestSpool({ maxBytes: 1 << 20 });
  const life = await first.spool.currentLife(camera, "main");
  const other = await first.spool.currentLife(CameraId.parse("cam-2"), "main");
  first.spool.add(life, media("x", 7_000_000));
  await first.spool.flush();
  first.spool.ack(life, 1);
  for (let index = 0; index < 10; index += 1) {
    first.spool.add(other, media(Buffer.alloc(40_000)));
    await first.spool.flush();
    first.spool.ack(other, other.lastNumber);
  }
  await first.spool.close();
  const { spool } = await openTestSpool({ directory: first.directory, maxBytes: 1 << 20 });
  const again = await spool.currentLife(camera, "main");
  expect([again.lastNumber, again.firstUnacked, again.lastEndUs]).toEqual([1, 2, 7_200_000]);
});

test("over its memory limit the oldest payloads live on disk only, and are read back whole", async () => {
  const { spool } = await openTestSpool({ memoryBytes: 100_000 });
  const life = await spool.currentLife(camera, "main");
  for (let index = 1; index <= 10; index += 1) spool.add(life, media(Buffer.alloc(30_000, String(index % 10))));
  await spool.flush();
  expect(life.firstInMemory).toBe(8);
  expect(life.inMemory(1)).toBeNull();
  expect((await textOf(spool, life, 1))?.slice(0, 3)).toBe("111");
});

test("there is no room beyond the disk limit until something is acknowledged", async () => {
  const { spool } = await openTestSpool({ maxBytes: 1 << 20 });
  const life = await spool.currentLife(camera, "main");
  while (spool.hasRoom(50_000)) {
    spool.add(life, media(Buffer.alloc(50_000)));
    await spool.flush();
  }
  expect(spool.usage().sizeBytes).toBeLessThanOrEqual(1 << 20);
  expect(life.unackedBytes).toBeGreaterThan(900_000);
  spool.ack(life, life.lastNumber);
  await expect.poll(() => spool.hasRoom(50_000)).toBe(true);
});

test("carried over to a new epoch, records keep their order and content, and signatures stay behind", async () => {
  const { spool } = await openTestSpool({ keepHeads: true });
  const life = await spool.currentLife(camera, "main");
  spool.add(life, { ...media("init"), kind: "init" });
  spool.add(life, media("acked"));
  spool.add(life, { ...media("signature"), kind: "signature" });
  spool.add(life, media("kept"));
  await spool.flush();
  spool.ack(life, 2);
  const next = await spool.rebase(life);
  await spool.flush();
  expect(next.identity.epoch).not.toBe(life.identity.epoch);
  expect([await textOf(spool, next, 1), await textOf(spool, next, 2), next.lastNumber]).toEqual(["init", "kept", 2]);
  expect(spool.lives()).toEqual([next]);
});

test("acknowledged in time, a fragment never reaches the disk; only its header does", async () => {
  const clock = new FakeClock();
  const { spool } = await openTestSpool({ clock, diskDelayMs: 500 });
  const life = await spool.currentLife(camera, "main");
  for (let index = 0; index < 10; index += 1) {
    spool.add(life, media(Buffer.alloc(50_000)));
    await spool.flush();
    spool.ack(life, life.lastNumber);
    await clock.advance(200);
  }
  await spool.flush();
  expect(spool.usage().sizeBytes).toBeLessThan(1000);
});

test("not acknowledged in time, a fragment is written, and found again whole whatever files have gone", async () => {
  const clock = new FakeClock();
  const first = await openTestSpool({ clock, diskDelayMs: 500, maxBytes: 1 << 20 });
  const life = await first.spool.currentLife(camera, "main");
  for (let index = 1; index <= 12; index += 1) {
    first.spool.add(life, media(Buffer.alloc(30_000, String(index % 10))));
    await first.spool.flush();
    await clock.advance(200);
  }
  first.spool.ack(life, 2);
  await first.spool.close();
  const { spool } = await openTestSpool({ directory: first.directory, maxBytes: 1 << 20 });
  const again = await spool.currentLife(camera, "main");
  for (let number = 3; number <= 12; number += 1) expect((await textOf(spool, again, number))?.slice(0, 2)).toBe(String(number % 10).repeat(2));
});

test("what was only in memory when the process was killed becomes a gap of the same seconds under the same number", async () => {
  const clock = new FakeClock();
  const first = await openTestSpool({ clock, diskDelayMs: 500 });
  const life = await first.spool.currentLife(camera, "main");
  first.spool.add(life, media("never acknowledged", 5_000_000));
  await first.spool.flush();
  const { spool } = await openTestSpool({ directory: first.directory });
  const again = await spool.currentLife(camera, "main");
  const record = await spool.read(again, 1);
  expect(record).toMatchObject({ kind: "gap", number: 1, startUs: 5_000_000, durationUs: 200_000 });
  expect(JSON.parse(Buffer.from(record?.payload ?? []).toString())).toMatchObject({ cause: "capture-stopped" });
});

test("with a device key the chain head is the same after a restart as without one", async () => {
  const first = await openTestSpool({ keepHeads: true });
  const life = await first.spool.currentLife(camera, "main");
  let head: Uint8Array = genesisHead(life.identity);
  for (const text of ["a", "b", "c"]) {
    const record = first.spool.add(life, media(text));
    head = advanceChain(head, record, record.payload).head;
  }
  await first.spool.flush();
  const { spool } = await openTestSpool({ directory: first.directory, keepHeads: true });
  expect((await spool.currentLife(camera, "main")).head).toEqual(head);
});

test("a state file that is not ours is refused with what to do about it", async () => {
  const { spool, directory } = await openTestSpool();
  await spool.close();
  await writeFile(join(directory, "streams.json"), "{}");
  await expect(openTestSpool({ directory })).rejects.toThrow(/move the whole spool directory away/);
  expect(await readFile(join(directory, "streams.json"), "utf8")).toBe("{}");
  await rm(join(directory, "streams.json"));
});
