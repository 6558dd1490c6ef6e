import { execFileSync } from "node:child_process";
import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../time/system-clock.ts";
import { openRecordLog } from "./open-record-log.ts";
import { LogWriteError, type LogEntry } from "./record-log.ts";

const cannotMount = whyNoMount();

function whyNoMount(): string {
  try {
    const probe = execFileSync("mktemp", ["-d"]).toString().trim();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return "";
  } catch {
    return "needs root and mount(8) for a small tmpfs";
  }
}

async function smallDisk(sizeBytes: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "small-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", directory]);
  onTestFinished(async () => {
    execFileSync("umount", ["-l", directory]);
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}

const block = (name: string, sizeBytes: number): LogEntry => ({ meta: Buffer.from(name), payload: Buffer.alloc(sizeBytes, name) });

test.skipIf(cannotMount)("a full disk refuses the batch in words, keeps everything acknowledged and goes on when there is room (tmpfs mount)", async () => {
  const disk = await smallDisk(1 << 20);
  const ballast = join(disk, "ballast");
  await writeFile(ballast, Buffer.alloc(512 * 1024));
  const options = {
    directory: join(disk, "log"),
    fileBytes: 1 << 26,
    durability: { kind: "each-batch" as const },
    onDamage: () => expect.fail("a full disk must not look like damage"),
  };
  const log = await openRecordLog(options, systemClock);
  const acknowledged: string[] = [];
  const refusals: unknown[] = [];
  for (let index = 0; index < 8; index += 1) {
    await log.append([block(`n${index}`, 100_000)]).then(
      () => acknowledged.push(`n${index}`),
      (error: unknown) => refusals.push(error),
    );
  }
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals[0]).toBeInstanceOf(LogWriteError);
  expect(refusals[0]).toMatchObject({ diskFull: true, cause: { code: "ENOSPC" } });

  await unlink(ballast);
  await log.append([block("after", 100_000)]);
  acknowledged.push("after");
  await log.close();

  const again = await openRecordLog(options, systemClock);
  onTestFinished(() => again.close());
  const names: string[] = [];
  for await (const entry of again.scan()) {
    await again.readPayload(entry);
    names.push(Buffer.from(entry.meta).toString());
  }
  expect(names).toEqual(acknowledged);
});
