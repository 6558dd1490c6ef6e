import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "../chain/crc32.ts";
import type { LogPosition } from "./record-log.ts";

const MARK_BYTES = 20;
const MARK_FILE = "durable.mark";

/**
 * How far the log is durable, for readers in other processes: u64 fileNumber |
 * u64 offset | u32 crc. One small write into the page cache after each sync; it
 * is never synced itself, because opening the log works it out anew.
 */
export class DurableMark {
  #handle: FileHandle;
  #bytes = Buffer.alloc(MARK_BYTES);

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(directory: string): Promise<DurableMark> {
    const path = join(directory, MARK_FILE);
    return new DurableMark(await open(path, "r+").catch(() => open(path, "w+")));
  }

  async move(position: LogPosition): Promise<void> {
    this.#bytes.writeBigUInt64LE(BigInt(position.fileNumber), 0);
    this.#bytes.writeBigUInt64LE(BigInt(position.offset), 8);
    this.#bytes.writeUInt32LE(crc32(this.#bytes.subarray(0, 16)), 16);
    await this.#handle.write(this.#bytes, 0, MARK_BYTES, 0);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Where the writer's durable end is; null while there is no mark, or one caught half-written (ask again). */
export async function readDurableMark(directory: string): Promise<LogPosition | null> {
  const bytes = Buffer.alloc(MARK_BYTES);
  let handle: FileHandle;
  try {
    handle = await open(join(directory, MARK_FILE), "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const { bytesRead } = await handle.read(bytes, 0, MARK_BYTES, 0);
    if (bytesRead < MARK_BYTES || bytes.readUInt32LE(16) !== crc32(bytes.subarray(0, 16))) return null;
    return { fileNumber: Number(bytes.readBigUInt64LE(0)), offset: Number(bytes.readBigUInt64LE(8)) };
  } finally {
    await handle.close();
  }
}
