import type { FileHandle } from "node:fs/promises";
import { crc32 } from "../chain/crc32.ts";

const WINDOW_BYTES = 256 * 1024;

/** A moving view of a file: many small reads near one another cost one read of the disk. */
export class FileWindow {
  readonly endOffset: number;
  #handle: FileHandle;
  /** Used again for every read: fresh memory each time cost more than the reading. */
  #buffer = Buffer.alloc(0);
  #bytes = Buffer.alloc(0);
  #startOffset = 0;

  /** Nothing at or behind `endOffset` is looked at, even if the file grows meanwhile. */
  constructor(handle: FileHandle, endOffset: number) {
    this.#handle = handle;
    this.endOffset = endOffset;
  }

  /** At least `minBytes` from `offset` on (as many as are at hand), or fewer where the file ends. Valid until the next call. */
  async at(offset: number, minBytes: number): Promise<Buffer> {
    const skipped = offset - this.#startOffset;
    if (skipped >= 0 && skipped + minBytes <= this.#bytes.byteLength) return this.#bytes.subarray(skipped);
    const wanted = Math.max(0, Math.min(Math.max(minBytes, WINDOW_BYTES), this.endOffset - offset));
    if (this.#buffer.byteLength < wanted) this.#buffer = Buffer.allocUnsafe(wanted);
    const buffer = this.#buffer;
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#handle.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#bytes = buffer.subarray(0, filled);
    this.#startOffset = offset;
    return this.#bytes;
  }

  /** CRC-32 of a stretch of the file; null if the file ends before. */
  async crc32(offset: number, sizeBytes: number): Promise<number | null> {
    let crc = 0;
    let done = 0;
    while (done < sizeBytes) {
      const bytes = await this.at(offset + done, 1);
      if (bytes.byteLength === 0) return null;
      const piece = bytes.subarray(0, sizeBytes - done);
      crc = crc32(piece, crc);
      done += piece.byteLength;
    }
    return crc;
  }
}
