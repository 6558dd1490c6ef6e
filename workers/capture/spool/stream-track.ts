import type { Clock } from "../../../shared/time/clock.ts";
import type { DeviceKey } from "../device-key/device-key.ts";
import type { CaptureSpool } from "./capture-spool.ts";
import type { RecordContent, StreamLife } from "./stream-life.ts";

/** One stream of one camera over all its epochs: where the recorder puts what it has, and push takes it from. */
export class StreamTrack {
  life: StreamLife;
  #spool: CaptureSpool;
  /** Content that came while the life is being carried over to a new epoch. */
  #held: RecordContent[] | null = null;

  #heldEndUs: number | null = null;
  #signedNumber = 0;
  #clock: Clock;

  constructor(spool: CaptureSpool, life: StreamLife, clock: Clock) {
    this.#spool = spool;
    this.#clock = clock;
    this.life = life;
  }

  add(content: RecordContent): void {
    if (this.#held === null) this.#spool.add(this.life, content);
    else this.#hold(this.#held, content);
  }

  get lastEndUs(): number | null {
    return this.#heldEndUs ?? this.life.lastEndUs;
  }

  get lastInit(): RecordContent | null {
    return this.life.lastInit;
  }

  get originUs(): number {
    return this.life.identity.originUs;
  }

  /** Before the first second is accounted for: from here on it is somebody's fault if there is none. */
  accountFrom(startUs: number): void {
    this.life.lastEndUs ??= startUs;
  }

  /** Adds a signature over the chain so far, if anything was added since the last one (P3). */
  sign(deviceKey: DeviceKey): void {
    const { head, lastNumber, lastEndUs } = this.life;
    if (head === null || this.#held !== null || lastNumber === this.#signedNumber || lastNumber === 0) return;
    const nowUs = this.#clock.nowUs();
    const payload = Buffer.from(JSON.stringify(deviceKey.signHead(head)));
    const content = { startUs: lastEndUs ?? nowUs, durationUs: 0, capturedUs: nowUs, key: false, discontinuity: false, cameraOffsetMs: null };
    this.#spool.add(this.life, { kind: "signature", payload, ...content });
    this.#signedNumber = this.life.lastNumber;
  }

  hasRoom(payloadBytes: number): boolean {
    return this.#spool.hasRoom(payloadBytes);
  }

  #hold(held: RecordContent[], content: RecordContent): void {
    held.push(content);
    const accounts = content.kind === "media" || content.kind === "gap";
    if (accounts) this.#heldEndUs = Math.max(this.lastEndUs ?? 0, content.startUs + content.durationUs);
  }

  /** Goes on in a new epoch, everything unacknowledged included. */
  async rebase(): Promise<void> {
    this.#held = [];
    try {
      this.life = await this.#spool.rebase(this.life);
    } finally {
      const held = this.#held;
      this.#held = null;
      this.#heldEndUs = null;
      for (const content of held) this.#spool.add(this.life, content);
    }
  }
}
