const SMALLEST_BYTES = 256 * 1024;
/** Batches with one record above the usual limit are left to the garbage collector. */
const LARGEST_KEPT_BYTES = 4 * 1024 * 1024;
const MOST_KEPT = 3;

/** Memory of answered batches for the next ones: as much as the footage itself, it would else be filled with zeros and collected all the time. */
export class BatchMemory {
  #spare: ArrayBuffer[] = [];

  /** Exactly so many bytes, with anything in them. */
  take(sizeBytes: number): Uint8Array<ArrayBuffer> {
    const at = this.#spare.findIndex((memory) => memory.byteLength >= sizeBytes);
    const memory = this.#spare.splice(at, at < 0 ? 0 : 1)[0] ?? new ArrayBuffer(roomFor(sizeBytes));
    return new Uint8Array(memory, 0, sizeBytes);
  }

  /** Only for a batch that was sent to its last byte: an answer proves it. */
  give(batch: Uint8Array<ArrayBuffer>): void {
    const memory = batch.buffer;
    if (memory.byteLength > LARGEST_KEPT_BYTES) return;
    this.#spare.push(memory);
    this.#spare.sort((one, other) => one.byteLength - other.byteLength);
    if (this.#spare.length > MOST_KEPT) this.#spare.shift();
  }
}

/** The next power of two, so that batches of about one size fit into one another's memory. */
function roomFor(sizeBytes: number): number {
  return Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(sizeBytes)));
}
