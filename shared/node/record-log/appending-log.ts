import type { FileHandle } from "node:fs/promises";
import { open, unlink } from "node:fs/promises";
import type { Clock } from "../../time/clock.ts";
import type { DurableMark } from "./durable-mark.ts";
import { entryBytes, frameBatch, type FramedBatch } from "./entry-frame.ts";
import { logFilePath, syncDirectory } from "./log-files.ts";
import type { LogReading } from "./log-reading.ts";
import { LogWriteError, type LogEntry, type LogEntryAt, type LogPosition, type ReadEntry, type RecordLog, type RecordLogOptions } from "./record-log.ts";

export interface LogFile {
  fileNumber: number;
  sizeBytes: number;
}

export interface AppendingLogParts {
  options: RecordLogOptions;
  clock: Clock;
  reading: LogReading;
  mark: DurableMark;
  /** Oldest to newest; the last is the one open for writing. */
  files: LogFile[];
  /** The last file, in append mode. */
  handle: FileHandle;
}

interface Waiting {
  entries: readonly LogEntry[];
  sizeBytes: number;
  resolve: (positions: LogPosition[]) => void;
  reject: (error: Error) => void;
}

/** The writing side: one loop that writes whatever gathered while it was busy. */
export class AppendingLog implements RecordLog {
  #parts: AppendingLogParts;
  #waiting: Waiting[] = [];
  #pendingBytes = 0;
  #totalBytes: number;
  #loop: Promise<void> | null = null;
  /** "interval" only: written but not synced yet, and the sync under way. */
  #unsynced = false;
  #syncing: Promise<void> | null = null;
  /** A failed batch could not be cut off yet; nothing is written before it is. */
  #mustTruncate = false;
  #closed = false;
  #stopTimer: () => void;

  constructor(parts: AppendingLogParts) {
    this.#parts = parts;
    this.#totalBytes = parts.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const { durability } = parts.options;
    this.#stopTimer =
      durability.kind === "interval" ? parts.clock.every(durability.syncIntervalMs, () => void this.#syncInterval()) : () => {};
  }

  async append(entries: readonly LogEntry[]): Promise<LogPosition[]> {
    if (this.#closed) throw new LogWriteError("the log is closed: nothing can be appended any more", null);
    const sizeBytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    this.#pendingBytes += sizeBytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, sizeBytes, resolve, reject });
      this.#start();
    });
  }

  scan(from?: LogPosition): AsyncIterable<LogEntryAt> {
    const last = this.#last();
    return this.#parts.reading.scan(from, { fileNumber: last.fileNumber, offset: last.sizeBytes });
  }

  readPayload(entry: LogEntryAt): Promise<Uint8Array> {
    return this.#parts.reading.readPayload(entry);
  }

  readPayloadInto(entry: LogEntryAt, target: Uint8Array): Promise<void> {
    return this.#parts.reading.readPayloadInto(entry, target);
  }

  readAt(position: LogPosition, entryBytes: number): Promise<ReadEntry> {
    return this.#parts.reading.readAt(position, entryBytes);
  }

  files(): LogFile[] {
    return this.#parts.files.map((file) => ({ ...file }));
  }

  async removeBefore(fileNumber: number): Promise<void> {
    await this.remove(this.#parts.files.map((file) => file.fileNumber).filter((known) => known < fileNumber));
  }

  async remove(fileNumbers: readonly number[]): Promise<void> {
    const { files, reading, options } = this.#parts;
    const writing = this.#last().fileNumber;
    const gone = files.filter((file) => file.fileNumber !== writing && fileNumbers.includes(file.fileNumber));
    if (gone.length === 0) return;
    for (const file of gone) {
      await reading.forget(file.fileNumber);
      await unlink(logFilePath(options.directory, file.fileNumber)).catch(ignoreMissing);
      const at = files.indexOf(file);
      if (at < 0) continue;
      files.splice(at, 1);
      this.#totalBytes -= file.sizeBytes;
    }
    await syncDirectory(options.directory);
  }

  sizeBytes(): number {
    return this.#totalBytes;
  }

  pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Writes and syncs what was appended before. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    await this.#loop;
    await this.#syncing;
    await this.#syncInterval();
    await Promise.all([this.#parts.handle.close(), this.#parts.mark.close(), this.#parts.reading.close()]);
  }

  #last(): LogFile {
    const last = this.#parts.files.at(-1);
    if (last === undefined) throw new Error("expected the log to have a file open, got none: openRecordLog makes it");
    return last;
  }

  #start(): void {
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    // Appends of the same turn share the first batch too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const gathered = this.#waiting;
      this.#waiting = [];
      await this.#commit(gathered);
    }
    // In the same turn as the check above, or an append in between would wait for ever.
    this.#loop = null;
  }

  async #commit(gathered: Waiting[]): Promise<void> {
    let sizeBytes = 0;
    for (const waiting of gathered) sizeBytes += waiting.sizeBytes;
    try {
      const positions = await this.#writeBatch(gathered.flatMap((waiting) => waiting.entries));
      let at = 0;
      for (const waiting of gathered) waiting.resolve(positions.slice(at, (at += waiting.entries.length)));
    } catch (error) {
      const failure = await this.#undo(error);
      for (const waiting of gathered) waiting.reject(failure);
    } finally {
      this.#pendingBytes -= sizeBytes;
    }
  }

  async #writeBatch(entries: LogEntry[]): Promise<LogPosition[]> {
    if (this.#mustTruncate) await this.#truncate();
    if (this.#last().sizeBytes >= this.#parts.options.fileBytes) await this.#beginFile();
    const { handle, options, mark } = this.#parts;
    const file = this.#last();
    const batch = frameBatch(entries);
    await writeAll(handle, batch);
    const endOffset = file.sizeBytes + batch.sizeBytes;
    if (options.durability.kind === "each-batch") {
      await handle.datasync();
      await mark.move({ fileNumber: file.fileNumber, offset: endOffset });
    } else {
      this.#unsynced = true;
    }
    const positions = batch.offsets.map((offset) => ({ fileNumber: file.fileNumber, offset: file.sizeBytes + offset }));
    file.sizeBytes = endOffset;
    this.#totalBytes += batch.sizeBytes;
    return positions;
  }

  /** The full file is synced first, so that only the last file can ever have a torn tail. */
  async #beginFile(): Promise<void> {
    const { options, files, handle } = this.#parts;
    await this.#syncing;
    if (this.#unsynced) await handle.datasync();
    this.#unsynced = false;
    const fileNumber = this.#last().fileNumber + 1;
    const next = await open(logFilePath(options.directory, fileNumber), "a+");
    await syncDirectory(options.directory).catch(async (error: unknown) => {
      await next.close();
      throw error;
    });
    this.#parts.handle = next;
    files.push({ fileNumber, sizeBytes: 0 });
    await handle.close();
  }

  async #undo(cause: unknown): Promise<LogWriteError> {
    this.#mustTruncate = true;
    await this.#truncate().catch(() => {});
    const text = cause instanceof Error ? cause.message : String(cause);
    return new LogWriteError(`the disk of ${this.#parts.options.directory} refused a batch, nothing of it is kept: ${text}`, cause);
  }

  async #truncate(): Promise<void> {
    await this.#parts.handle.truncate(this.#last().sizeBytes);
    this.#mustTruncate = false;
  }

  /** Runs beside the writes, so that a slow disk delays no append. A failed sync is tried again at the next interval. */
  #syncInterval(): Promise<void> {
    if (!this.#unsynced || this.#syncing !== null) return Promise.resolve();
    this.#unsynced = false;
    const { fileNumber, sizeBytes } = this.#last();
    this.#syncing = this.#parts.handle
      .datasync()
      .then(() => this.#parts.mark.move({ fileNumber, offset: sizeBytes }))
      .catch(() => {
        this.#unsynced = true;
      })
      .finally(() => {
        this.#syncing = null;
      });
    return this.#syncing;
  }
}

/** writev may write less than asked, for example when the disk fills up: the rest is tried again and then tells why. */
async function writeAll(handle: FileHandle, batch: FramedBatch): Promise<void> {
  let { bytesWritten } = await handle.writev(batch.parts);
  if (bytesWritten === batch.sizeBytes) return;
  const whole = Buffer.concat(batch.parts);
  while (bytesWritten < whole.byteLength) {
    const more = await handle.write(whole, bytesWritten);
    if (more.bytesWritten === 0) throw new Error(`expected to write ${whole.byteLength} bytes, got ${bytesWritten} written`);
    bytesWritten += more.bytesWritten;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
