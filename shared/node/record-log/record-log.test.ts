import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { FakeClock } from "../../time/fake-clock.ts";
import { logFilePath } from "./log-files.ts";
import { openRecordLog } from "./open-record-log.ts";
import { readRecordLog } from "./read-record-log.ts";
import { LogDamagedError, type LogDamage, type LogEntry, type LogEntryAt, type RecordLogReader } from "./record-log.ts";

const clock = new FakeClock();

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "record-log-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function openAt(directory: string, options: { fileBytes?: number; intervalMs?: number; damages?: LogDamage[] } = {}) {
  const { fileBytes = 1 << 20, intervalMs, damages = [] } = options;
  const log = await openRecordLog(
    {
      directory,
      fileBytes,
      durability: intervalMs === undefined ? { kind: "each-batch" } : { kind: "interval", syncIntervalMs: intervalMs },
      onDamage: (damage) => damages.push(damage),
    },
    clock,
  );
  onTestFinished(() => log.close());
  return log;
}

function entry(name: string, payload: string | Uint8Array = `payload of ${name}`): LogEntry {
  return { meta: Buffer.from(name), payload: typeof payload === "string" ? Buffer.from(payload) : payload };
}

async function entriesOf(log: RecordLogReader, from?: LogEntryAt["next"]): Promise<LogEntryAt[]> {
  const found: LogEntryAt[] = [];
  for await (const at of log.scan(from)) found.push(at);
  return found;
}

async function namesOf(log: RecordLogReader, from?: LogEntryAt["next"]): Promise<string[]> {
  return (await entriesOf(log, from)).map((at) => Buffer.from(at.meta).toString());
}

test("what was appended comes back in order after closing and opening, payloads in parts included", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  await log.append([entry("a"), entry("b")]);
  await log.append([{ meta: Buffer.from("c"), payload: [Buffer.from("one "), Buffer.from("two")] }]);
  await log.close();
  const again = await openAt(directory);
  const found = await entriesOf(again);
  expect(found.map((at) => Buffer.from(at.meta).toString())).toEqual(["a", "b", "c"]);
  const third = found[2];
  expect(third && Buffer.from(await again.readPayload(third)).toString()).toBe("one two");
});

test("appends made while a sync runs keep their order and all resolve", async () => {
  const log = await openAt(await temporaryDirectory(), { fileBytes: 2000 });
  const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
  const positions = (await Promise.all(names.map((name) => log.append([entry(name)])))).flat();
  expect(await namesOf(log)).toEqual(names);
  expect((await entriesOf(log)).map((at) => at.position)).toEqual(positions);
  expect(log.pendingBytes()).toBe(0);
});

test("a torn tail is cut at whatever byte the last entry ended, and the entries before it stay", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  await log.append([entry("first")]);
  await log.append([entry("second")]);
  const [position] = await log.append([entry("last")]);
  await log.close();
  const path = logFilePath(directory, 1);
  const whole = await readFile(path);
  const lastAt = position?.offset ?? 0;
  for (let size = lastAt; size < whole.byteLength; size += 1) {
    await writeFile(path, whole.subarray(0, size));
    const damages: LogDamage[] = [];
    const again = await openAt(directory, { damages });
    expect(await namesOf(again)).toEqual(["first", "second"]);
    expect(again.sizeBytes()).toBe(lastAt);
    expect(damages).toEqual([]);
    await again.close();
  }
});

test("after a cut tail new entries follow the good ones directly", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  await log.append([entry("kept")]);
  await log.append([entry("torn")]);
  await log.close();
  const path = logFilePath(directory, 1);
  await truncate(path, (await stat(path)).size - 3);
  const again = await openAt(directory);
  await again.append([entry("new")]);
  expect(await namesOf(again)).toEqual(["kept", "new"]);
});

test("a whole entry behind a torn one of the same batch goes too, because nothing of that batch was acknowledged", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  await log.append([entry("acknowledged")]);
  const [, torn] = await log.append([entry("x"), entry("y"), entry("z")]);
  await log.close();
  await flipByte(logFilePath(directory, 1), (torn?.offset ?? 0) + 30);
  const damages: LogDamage[] = [];
  const again = await openAt(directory, { damages });
  expect(await namesOf(again)).toEqual(["acknowledged", "x"]);
  expect(damages).toEqual([]);
});

test("damage with a later batch behind it is reported and never cut", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  const [first] = await log.append([entry("a")]);
  await log.append([entry("b")]);
  await log.append([entry("c")]);
  await log.close();
  await flipByte(logFilePath(directory, 1), (first?.offset ?? 0) + 5);
  const damages: LogDamage[] = [];
  const again = await openAt(directory, { damages });
  expect(damages).toHaveLength(1);
  expect(damages[0]).toMatchObject({ fileNumber: 1, fromOffset: 0 });
  expect(await namesOf(again)).toEqual(["b", "c"]);
});

test("a damaged payload in an older file is found when it is read, and its neighbours are whole", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory, { fileBytes: 10 });
  const [first] = await log.append([entry("a", "precious")]);
  await log.append([entry("b")]);
  await flipByte(logFilePath(directory, first?.fileNumber ?? 0), 20 + 1 + 2);
  const [a, b] = await entriesOf(log);
  await expect(a && log.readPayload(a)).rejects.toThrow(LogDamagedError);
  expect(b && Buffer.from(await log.readPayload(b)).toString()).toBe("payload of b");
});

test("a damaged frame in an older file is reported by the scan, which goes on behind it", async () => {
  const directory = await temporaryDirectory();
  const damages: LogDamage[] = [];
  const log = await openAt(directory, { fileBytes: 10, damages });
  for (const name of ["a", "b", "c"]) await log.append([entry(name)]);
  await flipByte(logFilePath(directory, 2), 4);
  expect(await namesOf(log)).toEqual(["a", "c"]);
  expect(damages.map((damage) => damage.fileNumber)).toEqual([2]);
});

test("only whole files below the given number are removed, and never the one being written", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory, { fileBytes: 10 });
  for (const name of ["a", "b", "c"]) await log.append([entry(name)]);
  await log.removeBefore(2);
  expect(log.files().map((file) => file.fileNumber)).toEqual([2, 3]);
  await log.removeBefore(99);
  expect(await namesOf(log)).toEqual(["c"]);
  await log.append([entry("d")]);
  expect(await namesOf(log)).toEqual(["c", "d"]);
});

test("a file in the middle can go when nothing in it is needed, and one entry can be read by its place alone", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory, { fileBytes: 10 });
  for (const name of ["a", "b", "c"]) await log.append([entry(name)]);
  await log.remove([2, 3]);
  const [a, c] = await entriesOf(log);
  expect([a, c].map((at) => at?.position.fileNumber)).toEqual([1, 3]);
  if (a === undefined) return;
  const whole = await log.readAt(a.position, a.next.offset - a.position.offset);
  expect(Buffer.from(whole.payload).toString()).toBe("payload of a");
  await expect(log.readAt(a.position, a.next.offset - 1)).rejects.toThrow(LogDamagedError);
});

test("a reader in another process sees what is durable and goes on from where it stopped", async () => {
  const directory = await temporaryDirectory();
  const reader = readRecordLog(directory, () => {});
  onTestFinished(() => reader.close());
  expect(await namesOf(reader)).toEqual([]);
  const log = await openAt(directory, { fileBytes: 10 });
  await log.append([entry("a")]);
  await log.append([entry("b")]);
  const seen = await entriesOf(reader);
  expect(seen.map((at) => Buffer.from(at.meta).toString())).toEqual(["a", "b"]);
  await log.append([entry("c")]);
  expect(await namesOf(reader, seen.at(-1)?.next)).toEqual(["c"]);
  await log.removeBefore(3);
  expect(await namesOf(reader, { fileNumber: 1, offset: 0 })).toEqual(["c"]);
});

test("a reader stops before bytes that are not durable yet, whole or not", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory);
  await log.append([entry("durable")]);
  const path = logFilePath(directory, 1);
  const bytes = await readFile(path);
  await writeFile(path, Buffer.concat([bytes, bytes, bytes.subarray(0, 9)]));
  const damages: LogDamage[] = [];
  const reader = readRecordLog(directory, (damage) => damages.push(damage));
  onTestFinished(() => reader.close());
  expect(await namesOf(reader)).toEqual(["durable"]);
  expect(damages).toEqual([]);
});

test("with interval durability an append resolves at once and a reader sees it after the sync", async () => {
  const directory = await temporaryDirectory();
  const log = await openAt(directory, { intervalMs: 1000 });
  await log.append([entry("a")]);
  const reader = readRecordLog(directory, () => {});
  onTestFinished(() => reader.close());
  expect(await namesOf(log)).toEqual(["a"]);
  expect(await namesOf(reader)).toEqual([]);
  await log.close();
  expect(await namesOf(reader)).toEqual(["a"]);
});

test("an entry too large for any reader is refused before anything is written", async () => {
  const log = await openAt(await temporaryDirectory());
  await expect(log.append([{ meta: Buffer.alloc(70_000), payload: Buffer.alloc(0) }])).rejects.toThrow(/at most 65536/);
  await log.append([entry("next")]);
  expect(await namesOf(log)).toEqual(["next"]);
});

test("any appends, cut at any byte, leave a prefix of what was written", async () => {
  const appendsOf = fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(appendsOf, fc.double({ min: 0, max: 1, noNaN: true }), async (appends, cut) => {
    const directory = await temporaryDirectory();
    const log = await openAt(directory, { fileBytes: 700 });
    const written: Buffer[] = [];
    for (const payloads of appends) {
      await log.append(payloads.map((payload) => ({ meta: Buffer.from(String(written.push(Buffer.from(payload)))), payload })));
    }
    await log.close();
    const last = log.files().at(-1);
    if (last !== undefined) await truncate(logFilePath(directory, last.fileNumber), Math.floor(last.sizeBytes * cut));
    const again = await openAt(directory);
    const found = await Promise.all((await entriesOf(again)).map(async (at) => Buffer.from(await again.readPayload(at))));
    expect(found).toEqual(written.slice(0, found.length));
    await again.close();
  });
  await fc.assert(property, { numRuns: 40 });
});

async function flipByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
}
