import type { VideoUnit } from "./depacketizer.ts";
import type { VideoCodec } from "./video-codec.ts";

/** The access unit that packets are being added to. */
export class UnitInProgress {
  timestamp: number;
  readonly loss: number;
  private readonly codec: VideoCodec;
  private parts: Uint8Array[] = [];
  private sets: Uint8Array[] = [];
  private bytes = 0;
  private pictures = 0;
  private keyPictures = 0;
  private skippedLeading = false;
  private referred = false;
  private startsPicture = false;
  private endsInPicture = true;
  /** Where the last NAL unit that may stand in this unit ends; what follows it opens the next unit. */
  private closed = { parts: 0, sets: 0, bytes: 0 };

  constructor(codec: VideoCodec, timestamp: number, loss: number) {
    this.codec = codec;
    this.timestamp = timestamp;
    this.loss = loss;
  }

  get hasPicture(): boolean {
    return this.pictures > 0;
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  /** `body` = the NAL unit after `header`, in one or more views. */
  addNal(header: Uint8Array, body: readonly Uint8Array[]): void {
    const first = header[0] ?? 0;
    const type = this.codec.typeOf(first);
    if (this.codec.isParameterSet(type)) this.sets.push(Buffer.concat([header, ...body]));
    else this.addPayload(header, body);
    if (this.codec.isPicture(type)) this.notePicture(first, type, body);
    this.endsInPicture = this.pictures > 0 && this.codec.canEndUnit(type);
    if (this.endsInPicture) this.closed = { parts: this.parts.length, sets: this.sets.length, bytes: this.bytes };
  }

  private addPayload(header: Uint8Array, body: readonly Uint8Array[]): void {
    const nalBytes = body.reduce((sum, part) => sum + part.byteLength, header.byteLength);
    const prefix = new Uint8Array(4 + header.byteLength);
    prefix[0] = nalBytes >>> 24;
    prefix[1] = nalBytes >>> 16;
    prefix[2] = nalBytes >>> 8;
    prefix[3] = nalBytes;
    prefix.set(header, 4);
    this.parts.push(prefix, ...body);
    this.bytes += 4 + nalBytes;
  }

  private notePicture(first: number, type: number, body: readonly Uint8Array[]): void {
    // H.264 first_mb_in_slice = 0 as ue(v), and H.265 first_slice_segment_in_pic_flag, are both a leading 1 bit.
    if (this.pictures === 0) this.startsPicture = ((body[0]?.[0] ?? 0) & 0x80) !== 0;
    this.pictures += 1;
    if (this.codec.isKeyPicture(type)) this.keyPictures += 1;
    if (this.codec.isSkippedLeading(type)) this.skippedLeading = true;
    if (this.codec.isReferred(first)) this.referred = true;
  }

  /** The sets that belong to this unit. */
  get parameterSets(): readonly Uint8Array[] {
    return this.sets.slice(0, this.closed.sets);
  }

  finish(newParams: boolean): VideoUnit {
    return {
      kind: "video",
      timestamp: this.timestamp,
      loss: this.loss,
      key: this.keyPictures === this.pictures,
      disposable: !this.referred,
      skippedLeading: this.skippedLeading,
      startsPicture: this.startsPicture,
      newParams,
      parts: this.parts.slice(0, this.closed.parts),
      sizeBytes: this.closed.bytes,
    };
  }

  /** A unit that begins with what came after the last picture here, or null if nothing did. */
  next(): UnitInProgress | null {
    if (this.endsInPicture) return null;
    const next = new UnitInProgress(this.codec, this.timestamp, 0);
    next.parts = this.parts.slice(this.closed.parts);
    next.sets = this.sets.slice(this.closed.sets);
    next.bytes = this.bytes - this.closed.bytes;
    next.endsInPicture = false;
    return next;
  }
}
