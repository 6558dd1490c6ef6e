import { mkdir, open, stat } from "node:fs/promises";
import type { Clock } from "../../time/clock.ts";
import { AppendingLog, type LogFile } from "./appending-log.ts";
import { DurableMark } from "./durable-mark.ts";
import { FileWindow } from "./file-window.ts";
import { listLogFiles, logFilePath, syncDirectory, withFile } from "./log-files.ts";
import { LogReading } from "./log-reading.ts";
import { examineTail } from "./recover-tail.ts";
import type { RecordLog, RecordLogOptions } from "./record-log.ts";

/**
 * Opens the log for writing, making the directory if needed: cuts a torn tail,
 * reports damage, and moves the durable mark. One process at a time.
 * @throws the disk's error if the directory cannot be read or written
 */
export async function openRecordLog(options: RecordLogOptions, clock: Clock): Promise<RecordLog> {
  await mkdir(options.directory, { recursive: true });
  const reading = new LogReading(options.directory, options.onDamage);
  const files = await sizesOf(options.directory);
  const last = files.at(-1) ?? { fileNumber: 1, sizeBytes: 0 };
  if (files.length === 0) files.push(last);
  last.sizeBytes = await recoverLastFile(options.directory, last, reading);
  const handle = await open(logFilePath(options.directory, last.fileNumber), "a+");
  await handle.sync();
  await syncDirectory(options.directory);
  const mark = await DurableMark.open(options.directory);
  await mark.move({ fileNumber: last.fileNumber, offset: last.sizeBytes });
  return new AppendingLog({ options, clock, reading, mark, files, handle });
}

async function sizesOf(directory: string): Promise<LogFile[]> {
  const fileNumbers = await listLogFiles(directory);
  return Promise.all(
    fileNumbers.map(async (fileNumber) => ({ fileNumber, sizeBytes: (await stat(logFilePath(directory, fileNumber))).size })),
  );
}

/** Returns the size that is left. Cutting is safe to repeat: a crash in between finds the same torn tail again. */
async function recoverLastFile(directory: string, last: LogFile, reading: LogReading): Promise<number> {
  if (last.sizeBytes === 0) return 0;
  return withFile(logFilePath(directory, last.fileNumber), "r+", async (handle) => {
    const { keepBytes, damaged } = await examineTail(new FileWindow(handle, last.sizeBytes));
    for (const { fromOffset, toOffset } of damaged) reading.report(last.fileNumber, fromOffset, toOffset);
    if (keepBytes < last.sizeBytes) await handle.truncate(keepBytes);
    return keepBytes;
  });
}
