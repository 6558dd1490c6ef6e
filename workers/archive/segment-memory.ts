/**
 * Memory for segments, used again and again: a fresh 15 MB for every segment
 * costs more in page faults and collections than writing it (half of all CPU,
 * measured). As many blocks exist as segments are written at once, each as
 * large as the largest segment it ever held.
 */
export class SegmentMemory {
  readonly #free: MemoryBlock[] = [];

  borrow(): MemoryBlock {
    return this.#free.pop() ?? new MemoryBlock((block) => this.#free.push(block));
  }
}

export class MemoryBlock implements Disposable {
  #bytes = Buffer.alloc(0);
  readonly #giveBack: (block: MemoryBlock) => void;

  constructor(giveBack: (block: MemoryBlock) => void) {
    this.#giveBack = giveBack;
  }

  /** Valid until the next `take` or the block's end. */
  take(sizeBytes: number): Buffer {
    if (this.#bytes.byteLength < sizeBytes) this.#bytes = Buffer.allocUnsafeSlow(sizeBytes);
    return this.#bytes.subarray(0, sizeBytes);
  }

  [Symbol.dispose](): void {
    this.#giveBack(this);
  }
}
