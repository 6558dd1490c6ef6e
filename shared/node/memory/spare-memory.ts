const SMALLEST_BYTES = 256 * 1024;

export interface SpareMemoryLimits {
  /** Of what waits to be used again, all together. */
  keptBytes: number;
  /** Larger pieces are left to the garbage collector. */
  largestKeptBytes: number;
}

/**
 * Memory of messages that are done with, for the next ones: as much as the
 * footage itself, it would else be allocated and collected all the time. What
 * came back last goes out first, because the processor's caches still know it.
 */
export class SpareMemory {
  #limits: SpareMemoryLimits;
  /** Oldest to newest. */
  #spare: ArrayBuffer[] = [];
  #spareBytes = 0;
  /** Only what was handed out here is taken back; what never comes back is collected like anything else. */
  #lent = new WeakSet<ArrayBuffer>();

  constructor(limits: SpareMemoryLimits) {
    this.#limits = limits;
  }

  /** Exactly so many bytes, with anything in them. */
  take(sizeBytes: number): Uint8Array<ArrayBuffer> {
    const memory = this.#takeSpare(sizeBytes) ?? new ArrayBuffer(roomFor(sizeBytes));
    this.#lent.add(memory);
    return new Uint8Array(memory, 0, sizeBytes);
  }

  /** Only once nobody will read `bytes` or any view of them again. Anything not from {@link take} is passed over. */
  give(bytes: Uint8Array): void {
    const memory = bytes.buffer;
    if (!(memory instanceof ArrayBuffer) || !this.#lent.delete(memory) || memory.byteLength > this.#limits.largestKeptBytes) return;
    this.#spare.push(memory);
    this.#spareBytes += memory.byteLength;
    while (this.#spareBytes > this.#limits.keptBytes) this.#spareBytes -= this.#spare.shift()?.byteLength ?? 0;
  }

  #takeSpare(sizeBytes: number): ArrayBuffer | undefined {
    const at = this.#spare.findLastIndex((memory) => memory.byteLength >= sizeBytes);
    const memory = at < 0 ? undefined : this.#spare.splice(at, 1)[0];
    this.#spareBytes -= memory?.byteLength ?? 0;
    return memory;
  }
}

/** The next power of two, so that messages of about one size fit into one another's memory. */
function roomFor(sizeBytes: number): number {
  return Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(sizeBytes)));
}
