/** P-frames of most cameras fit; others grow their buffer by doubling. */
const FIRST_BYTES = 16 * 1024;
const SMALL_BYTES = 64 * 1024;
const MOST_SMALL = 8;
/** Of 4K key frames; larger ones go to the garbage collector. */
const LARGEST_KEPT_BYTES = 1024 * 1024;

/**
 * Memory of access units that were written, for the next ones of the same
 * stream. Memory outside the JavaScript heap is what made the garbage collector
 * run: 60 cameras with fresh memory for every read and unit cost a full
 * collection each 0.4 s, a third of all CPU of pulling.
 */
export class SpareBuffers {
  private small: Buffer[] = [];
  /** One, for the one key frame in hand: it comes every few seconds, and would else grow through all sizes anew. */
  private large: Buffer | null = null;

  take(): Buffer {
    return this.small.pop() ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** A larger buffer with the first `usedBytes` of `buffer`, which is taken back. */
  grow(buffer: Buffer, usedBytes: number, wantedBytes: number): Buffer {
    const larger = this.takeLarge(wantedBytes) ?? Buffer.allocUnsafeSlow(Math.max(2 * buffer.byteLength, wantedBytes));
    buffer.copy(larger, 0, 0, usedBytes);
    this.give(buffer);
    return larger;
  }

  /** Only for a buffer that nobody reads any more: it is written over. */
  give(buffer: Buffer): void {
    const { byteLength } = buffer;
    if (byteLength <= SMALL_BYTES && this.small.length < MOST_SMALL) this.small.push(buffer);
    else if (byteLength <= LARGEST_KEPT_BYTES && byteLength > (this.large?.byteLength ?? SMALL_BYTES)) this.large = buffer;
  }

  private takeLarge(wantedBytes: number): Buffer | null {
    const { large } = this;
    if (large === null || large.byteLength < wantedBytes || wantedBytes <= SMALL_BYTES / 2) return null;
    this.large = null;
    return large;
  }
}
