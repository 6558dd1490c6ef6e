import type { VideoUnit } from "./depacketizer.ts";
import { nalsInside } from "./nal-collector.ts";
import type { SpareBuffers } from "./spare-buffers.ts";
import type { VideoCodec } from "./video-codec.ts";

const LENGTH_BYTES = 4;

/** The access unit that packets are being added to: its NAL units in one buffer, each behind its length. */
export class UnitInProgress {
  timestamp: number;
  readonly loss: number;
  private readonly codec: VideoCodec;
  private readonly spare: SpareBuffers;
  private buffer: Buffer;
  private usedBytes = 0;
  /** Where the length of the open NAL unit stands. */
  private nalAt = 0;
  private sets: Uint8Array[] = [];
  private pictures = 0;
  private keyPictures = 0;
  private skippedLeading = false;
  private referred = false;
  private startsPicture = false;
  private endsInPicture = true;
  /** Where the last NAL unit that may stand in this unit ends; what follows it opens the next unit. */
  private closed = { sets: 0, bytes: 0 };

  constructor(codec: VideoCodec, spare: SpareBuffers, timestamp: number, loss: number) {
    this.codec = codec;
    this.spare = spare;
    this.buffer = spare.take();
    this.timestamp = timestamp;
    this.loss = loss;
  }

  get hasPicture(): boolean {
    return this.pictures > 0;
  }

  get sizeBytes(): number {
    return this.usedBytes;
  }

  /** Begins a NAL unit; its bytes follow by `append`, and `closeNal` ends it. */
  openNal(): void {
    this.nalAt = this.usedBytes;
    this.makeRoom(LENGTH_BYTES);
    this.usedBytes += LENGTH_BYTES;
  }

  /** Copies: payloads live in the memory that the next read goes to. */
  append(bytes: Uint8Array): void {
    this.makeRoom(bytes.byteLength);
    this.buffer.set(bytes, this.usedBytes);
    this.usedBytes += bytes.byteLength;
  }

  /** @throws PayloadRefused, MediaFormatError if the bytes since `openNal` are no NAL unit that may stand in a stream. */
  closeNal(): void {
    const start = this.nalAt + LENGTH_BYTES;
    const inside = nalsInside(this.buffer.subarray(start, this.usedBytes));
    if (inside === null) {
      this.takeNal(start);
      return;
    }
    this.usedBytes = this.nalAt;
    for (const nal of inside) {
      this.openNal();
      this.append(nal);
      this.takeNal(this.nalAt + LENGTH_BYTES);
    }
  }

  private takeNal(start: number): void {
    const nalBytes = this.usedBytes - start;
    this.codec.checkNal(this.buffer.subarray(start, Math.min(this.usedBytes, start + this.codec.headerBytes)));
    const first = this.buffer[start] ?? 0;
    const type = this.codec.typeOf(first);
    if (this.codec.isPicture(type)) this.notePicture(first, type, start);
    if (this.codec.isParameterSet(type)) {
      this.sets.push(Buffer.from(this.buffer.subarray(start, this.usedBytes)));
      this.usedBytes = this.nalAt;
    } else this.buffer.writeUInt32BE(nalBytes, this.nalAt);
    this.endsInPicture = this.pictures > 0 && this.codec.canEndUnit(type);
    if (this.endsInPicture) this.closed = { sets: this.sets.length, bytes: this.usedBytes };
  }

  private notePicture(first: number, type: number, start: number): void {
    const bodyAt = start + this.codec.headerBytes;
    const bodyStart = bodyAt < this.usedBytes ? (this.buffer[bodyAt] ?? 0) : 0;
    // H.264 first_mb_in_slice = 0 as ue(v), and H.265 first_slice_segment_in_pic_flag, are both a leading 1 bit.
    if (this.pictures === 0) this.startsPicture = (bodyStart & 0x80) !== 0;
    this.pictures += 1;
    if (this.codec.isKeyPicture(type)) this.keyPictures += 1;
    if (this.codec.isSkippedLeading(type)) this.skippedLeading = true;
    if (this.codec.isReferred(first)) this.referred = true;
  }

  private makeRoom(bytes: number): void {
    const wantedBytes = this.usedBytes + bytes;
    if (wantedBytes > this.buffer.byteLength) this.buffer = this.spare.grow(this.buffer, this.usedBytes, wantedBytes);
  }

  /** The sets that belong to this unit. */
  get parameterSets(): readonly Uint8Array[] {
    return this.sets.slice(0, this.closed.sets);
  }

  /** Once, after `next`: the buffer goes with the unit. */
  finish(newParams: boolean): VideoUnit {
    const { buffer, spare } = this;
    return {
      kind: "video",
      timestamp: this.timestamp,
      loss: this.loss,
      key: this.keyPictures === this.pictures,
      disposable: !this.referred,
      skippedLeading: this.skippedLeading,
      startsPicture: this.startsPicture,
      newParams,
      parts: [buffer.subarray(0, this.closed.bytes)],
      sizeBytes: this.closed.bytes,
      release: () => spare.give(buffer),
    };
  }

  /** A unit that begins with what came after the last picture here, or null if nothing did. */
  next(): UnitInProgress | null {
    if (this.endsInPicture) return null;
    const next = new UnitInProgress(this.codec, this.spare, this.timestamp, 0);
    next.append(this.buffer.subarray(this.closed.bytes, this.usedBytes));
    next.sets = this.sets.slice(this.closed.sets);
    next.endsInPicture = false;
    return next;
  }
}
