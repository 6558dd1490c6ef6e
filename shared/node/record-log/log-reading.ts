import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "../chain/crc32.ts";
import { FRAME_BYTES, frameHolds, readFrame } from "./entry-frame.ts";
import { FileWindow } from "./file-window.ts";
import { listLogFiles, logFilePath } from "./log-files.ts";
import { LogDamagedError, type LogDamage, type LogEntryAt, type LogPosition, type ReadEntry } from "./record-log.ts";
import { scanFile } from "./scan-file.ts";

const OPEN_FILES = 4;

/** Scanning and reading of one log directory; shared by the writer and by readers elsewhere. */
export class LogReading {
  #directory: string;
  #onDamage: (damage: LogDamage) => void;
  /** Most recently used last. */
  #handles = new Map<number, Promise<FileHandle>>();

  constructor(directory: string, onDamage: (damage: LogDamage) => void) {
    this.#directory = directory;
    this.#onDamage = onDamage;
  }

  /** Every entry from `from` up to `end`. Files removed meanwhile are passed over. */
  async *scan(from: LogPosition | undefined, end: LogPosition): AsyncGenerator<LogEntryAt> {
    for (const fileNumber of await listLogFiles(this.#directory)) {
      if (fileNumber > end.fileNumber || (from !== undefined && fileNumber < from.fileNumber)) continue;
      const fromOffset = from?.fileNumber === fileNumber ? from.offset : 0;
      const handle = await openIfThere(logFilePath(this.#directory, fileNumber));
      if (handle === null) continue;
      try {
        const endOffset = fileNumber === end.fileNumber ? end.offset : (await handle.stat()).size;
        const report = (fromOffset: number, toOffset: number) => this.report(fileNumber, fromOffset, toOffset);
        yield* scanFile(new FileWindow(handle, endOffset), fileNumber, fromOffset, report);
      } finally {
        await handle.close();
      }
    }
  }

  report(fileNumber: number, fromOffset: number, toOffset: number): void {
    const path = logFilePath(this.#directory, fileNumber);
    this.#onDamage({
      directory: this.#directory,
      fileNumber,
      fromOffset,
      toOffset,
      message: `expected whole entries in ${path}, got ${toOffset - fromOffset} damaged bytes at ${fromOffset}: what stood there is lost; check the disk`,
    });
  }

  async readPayload(entry: LogEntryAt): Promise<Uint8Array> {
    const payload = Buffer.allocUnsafe(entry.payloadBytes);
    await this.readPayloadInto(entry, payload);
    return payload;
  }

  async readPayloadInto(entry: LogEntryAt, target: Uint8Array): Promise<void> {
    const { fileNumber, offset } = entry.position;
    const handle = await this.#handle(fileNumber);
    const payload = target.subarray(0, entry.payloadBytes);
    const payloadAt = offset + FRAME_BYTES + entry.meta.byteLength;
    const { bytesRead } = await handle.read(payload, 0, entry.payloadBytes, payloadAt);
    if (bytesRead < entry.payloadBytes || crc32(payload) !== entry.payloadCrc32) {
      const path = logFilePath(this.#directory, fileNumber);
      throw new LogDamagedError(`the payload at ${offset} of ${path} is damaged: its CRC-32 does not match; check the disk`);
    }
  }

  /** One whole entry in a single read, for those who remember where it is and how long. @throws LogDamagedError */
  async readAt(position: LogPosition, entryBytes: number): Promise<ReadEntry> {
    const handle = await this.#handle(position.fileNumber);
    const bytes = Buffer.allocUnsafe(entryBytes);
    const { bytesRead } = await handle.read(bytes, 0, entryBytes, position.offset);
    const frame = bytesRead === entryBytes ? readFrame(bytes, 0) : null;
    const payloadAt = FRAME_BYTES + (frame?.metaBytes ?? 0);
    const holds =
      frame !== null &&
      payloadAt + frame.payloadBytes === entryBytes &&
      frameHolds(bytes, 0, frame) &&
      crc32(bytes.subarray(payloadAt)) === frame.payloadCrc32;
    if (!holds) {
      const path = logFilePath(this.#directory, position.fileNumber);
      throw new LogDamagedError(`expected a whole entry of ${entryBytes} bytes at ${position.offset} of ${path}, got something else; check the disk`);
    }
    return { meta: bytes.subarray(FRAME_BYTES, payloadAt), payload: bytes.subarray(payloadAt) };
  }

  /** Lets go of a file, so that removing it frees its space. */
  async forget(fileNumber: number): Promise<void> {
    await this.#drop(fileNumber);
  }

  async close(): Promise<void> {
    for (const known of this.#handles.keys()) await this.#drop(known);
  }

  /** Closing waits for reads under way, and a caller that already awaits the handle starts its read before the close does. */
  #handle(fileNumber: number): Promise<FileHandle> {
    const handle = this.#handles.get(fileNumber) ?? open(logFilePath(this.#directory, fileNumber), "r");
    this.#handles.delete(fileNumber);
    this.#handles.set(fileNumber, handle);
    handle.catch(() => this.#handles.delete(fileNumber));
    const [longestUnused] = this.#handles.keys();
    if (this.#handles.size > OPEN_FILES && longestUnused !== undefined) void this.#drop(longestUnused);
    return handle;
  }

  async #drop(fileNumber: number): Promise<void> {
    const handle = this.#handles.get(fileNumber);
    this.#handles.delete(fileNumber);
    await (await handle)?.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

