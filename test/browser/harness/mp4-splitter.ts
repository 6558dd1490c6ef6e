/** Cuts ffmpeg's output into ftyp+moov and moof+mdat pieces. A chunk is never taken for a box. */
export class Mp4Splitter {
  #rest: Buffer = Buffer.alloc(0);
  #piece: Buffer[] = [];
  #emit: (kind: "init" | "media", bytes: Uint8Array) => void;

  constructor(emit: (kind: "init" | "media", bytes: Uint8Array) => void) {
    this.#emit = emit;
  }

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const sizeBytes = this.#rest.length < 8 ? Infinity : this.#rest.readUInt32BE(0);
      if (this.#rest.length < sizeBytes) return;
      const box = this.#rest.subarray(0, sizeBytes);
      this.#rest = this.#rest.subarray(sizeBytes);
      this.#take(box, box.toString("latin1", 4, 8));
    }
  }

  #take(box: Buffer, type: string): void {
    this.#piece.push(box);
    if (type !== "moov" && type !== "mdat") return;
    this.#emit(type === "moov" ? "init" : "media", Buffer.concat(this.#piece));
    this.#piece = [];
  }
}
