import { findResync } from "./resync.ts";
import type { RtspMessage } from "./rtsp-message.ts";
import { type MessageLimits, MessageTooLarge, takeMessage } from "./take-message.ts";

const DOLLAR = 0x24;
const FRAME_HEADER_BYTES = 4;
const DEFAULT_LIMITS: MessageLimits = { maxHeadBytes: 65_536, maxBodyBytes: 1_048_576 };
/** Garbage that is borne before the connection is given up; forgiven after that many good frames. */
const MAX_GARBAGE_BYTES = 262_144;
const FORGIVEN_AFTER_FRAMES = 1000;

export interface FrameHandler {
  /** One `$` frame (RFC 2326 10.12); `body` is a view of the chunk (a copy if the frame crossed a border) to be read before returning. */
  onFrame(channel: number, body: Buffer): void;
  onMessage(message: RtspMessage): void;
  /** Bytes between frames that were skipped; which packets were in them the sequence numbers tell. */
  onGarbage(skippedBytes: number): void;
}

/**
 * Cuts what a socket brings into interleaved frames, responses and server
 * requests, at whatever bytes the chunks are split.
 * Throws MessageTooLarge when the peer cannot be followed any more.
 */
export class InterleavedFramer {
  /** Set it when channels are assigned: only they count when searching after garbage. */
  isKnownChannel: (channel: number) => boolean = () => true;
  readonly #handler: FrameHandler;
  readonly #limits: MessageLimits;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes that the held item needs in all before it is worth looking at again. */
  #wantedBytes = 0;
  #searching = false;
  #garbageBytes = 0;
  #goodFrames = 0;

  constructor(handler: FrameHandler, limits: MessageLimits = DEFAULT_LIMITS) {
    this.#handler = handler;
    this.#limits = limits;
  }

  /** Bytes missing, as far as is known, of the item in progress; 0 between items. */
  get neededBytes(): number {
    return this.#heldBytes === 0 ? 0 : this.#wantedBytes - this.#heldBytes;
  }

  push(chunk: Buffer): void {
    if (this.#heldBytes === 0) {
      this.#cut(chunk, 0);
      return;
    }
    const offset = this.#completeHeld(chunk);
    if (offset < chunk.length) this.#cut(chunk, offset);
  }

  /** Fills up the held item from the chunk; returns how far the chunk is used up. */
  #completeHeld(chunk: Buffer): number {
    let offset = 0;
    for (;;) {
      const missingBytes = this.#wantedBytes - this.#heldBytes;
      if (chunk.length - offset < missingBytes) {
        return this.#holdRest(chunk, offset, this.#wantedBytes);
      }
      const isFrame = this.#held[0]?.[0] === DOLLAR;
      // Of a frame only its own bytes are joined; text is joined with all that follows, it is rare.
      const end = isFrame ? offset + missingBytes : chunk.length;
      const joined = Buffer.concat([...this.#held, chunk.subarray(offset, end)]);
      this.#release();
      offset = end;
      this.#cut(joined, 0);
      if (this.#heldBytes === 0 || offset === chunk.length) return offset;
    }
  }

  #cut(bytes: Buffer, start: number): void {
    let offset = start;
    while (offset < bytes.length) {
      if (this.#searching) {
        offset = this.#search(bytes, offset);
        continue;
      }
      const first = bytes[offset];
      if (first === DOLLAR) offset = this.#cutFrame(bytes, offset);
      else if (first === 0x0d || first === 0x0a) offset += 1;
      else offset = this.#cutMessage(bytes, offset);
    }
  }

  #cutFrame(bytes: Buffer, offset: number): number {
    const presentBytes = bytes.length - offset;
    if (presentBytes < FRAME_HEADER_BYTES) return this.#holdRest(bytes, offset, FRAME_HEADER_BYTES);
    const endOffset = offset + FRAME_HEADER_BYTES + (((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0));
    if (endOffset > bytes.length) return this.#holdRest(bytes, offset, endOffset - offset);
    this.#goodFrames += 1;
    if (this.#goodFrames > FORGIVEN_AFTER_FRAMES) this.#garbageBytes = 0;
    this.#handler.onFrame(bytes[offset + 1] ?? 0, bytes.subarray(offset + FRAME_HEADER_BYTES, endOffset));
    return endOffset;
  }

  #cutMessage(bytes: Buffer, offset: number): number {
    const taken = takeMessage(bytes, offset, this.#limits);
    if (taken.kind === "more") return this.#holdRest(bytes, offset, bytes.length - offset + taken.neededBytes);
    if (taken.kind === "garbage") {
      this.#searching = true;
      this.#skip(1);
      return offset + 1;
    }
    this.#handler.onMessage(taken.message);
    return taken.endOffset;
  }

  #search(bytes: Buffer, offset: number): number {
    const found = findResync(bytes, offset, this.isKnownChannel);
    const end = found < 0 ? bytes.length : found;
    if (end > offset) this.#skip(end - offset);
    this.#searching = found < 0;
    return end;
  }

  #skip(skippedBytes: number): void {
    this.#goodFrames = 0;
    this.#garbageBytes += skippedBytes;
    this.#handler.onGarbage(skippedBytes);
    if (this.#garbageBytes > MAX_GARBAGE_BYTES) {
      throw new MessageTooLarge(`expected RTP frames or RTSP messages, got ${this.#garbageBytes} bytes of neither; is this port an RTSP server?`);
    }
  }

  /** Keeps a copy of what is left of a chunk, whose memory is read into again; returns the offset behind it, where cutting stops. */
  #holdRest(bytes: Buffer, offset: number, wantedBytes: number): number {
    this.#held.push(Buffer.from(bytes.subarray(offset)));
    this.#heldBytes += bytes.length - offset;
    this.#wantedBytes = wantedBytes;
    return bytes.length;
  }

  #release(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#wantedBytes = 0;
  }
}
