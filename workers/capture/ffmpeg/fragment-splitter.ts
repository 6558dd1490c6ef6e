/** What stands on ffmpeg's standard output, whole. */
export type Mp4Piece = { kind: "init"; bytes: Buffer } | { kind: "fragment"; bytes: Buffer };

const HEADER_BYTES = 8;
const LARGEST_BOX_BYTES = 32 * 1024 * 1024;

export class Mp4StreamError extends Error {
  override name = "Mp4StreamError";
}

/**
 * Cuts a byte stream of fragmented MP4 into ftyp+moov and moof+mdat. Chunks are
 * kept as they come and joined once per piece: a chunk of a pipe is never a box.
 */
export class FragmentSplitter {
  #onPiece: (piece: Mp4Piece) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Where the box that is being read begins, and its type and end once known. */
  #boxAt = 0;
  #box: { type: string; end: number } | null = null;

  constructor(onPiece: (piece: Mp4Piece) => void) {
    this.#onPiece = onPiece;
  }

  /** @throws Mp4StreamError for bytes that are no boxes, or one too large to be a fragment's */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    for (;;) {
      this.#box ??= this.#readHeader();
      if (this.#box === null || this.#bytes < this.#box.end) return;
      this.#endBox(this.#box);
    }
  }

  #readHeader(): { type: string; end: number } | null {
    if (this.#bytes - this.#boxAt < HEADER_BYTES) return null;
    const bytes = this.#join();
    const size = bytes.readUInt32BE(this.#boxAt);
    const type = bytes.toString("latin1", this.#boxAt + 4, this.#boxAt + HEADER_BYTES);
    if (size < HEADER_BYTES || size > LARGEST_BOX_BYTES) throw new Mp4StreamError(`expected a box of ${HEADER_BYTES} to ${LARGEST_BOX_BYTES} bytes, got "${type}" with ${size}`);
    return { type, end: this.#boxAt + size };
  }

  #endBox(box: { type: string; end: number }): void {
    this.#box = null;
    if (box.type === "moov" || box.type === "mdat") {
      const kind = box.type === "moov" ? "init" : "fragment";
      const bytes = this.#takeUntil(box.end);
      this.#onPiece({ kind, bytes });
    } else if (box.type === "ftyp" || box.type === "moof") {
      this.#boxAt = box.end;
    } else {
      this.#drop(box.end);
    }
  }

  /** Boxes that we have no use for (styp, sidx, mfra …) go alone, and only between pieces. */
  #drop(end: number): void {
    const bytes = this.#join();
    this.#replace(Buffer.concat([bytes.subarray(0, this.#boxAt), bytes.subarray(end)]));
  }

  #takeUntil(end: number): Buffer {
    const bytes = this.#join();
    this.#boxAt = 0;
    this.#replace(bytes.subarray(end));
    return bytes.subarray(0, end);
  }

  #join(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #replace(rest: Buffer): void {
    this.#chunks = rest.byteLength > 0 ? [rest] : [];
    this.#bytes = rest.byteLength;
  }
}
