import type { Clock } from "../../../shared/time/clock.ts";
import type { RoomPicture } from "../drawing/room-picture.ts";
import type { Encoder } from "./encoder.ts";

const SHANGHAI = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });
const FRAME_CODE_EPOCH_US = Date.UTC(2026, 0, 1) * 1000;

/** Draws one camera's frames at its pace and hands them to its encoder. A frame the encoder has no room for is not drawn. */
export class DrawnCamera {
  /** Ticks at which the encoder was still busy or away. */
  skippedFrames = 0;
  readonly #picture: RoomPicture;
  readonly #encoder: Encoder;
  readonly #clock: Clock;
  readonly #frameMs: number;
  #counter: number;

  constructor(parts: { picture: RoomPicture; encoder: Encoder; clock: Clock; framesPerSecond: number }) {
    this.#picture = parts.picture;
    this.#encoder = parts.encoder;
    this.#clock = parts.clock;
    this.#frameMs = 1000 / parts.framesPerSecond;
    // Starting from the time of day keeps numbers apart after a restart of the demo.
    this.#counter = Math.floor((parts.clock.nowUs() - FRAME_CODE_EPOCH_US) / 1000 / this.#frameMs);
  }

  /** @returns a function that ends it */
  start(): () => void {
    return this.#clock.every(this.#frameMs, () => this.#frame());
  }

  #frame(): void {
    if (!this.#encoder.ready) {
      this.skippedFrames++;
      return;
    }
    const nowMs = this.#clock.nowUs() / 1000;
    this.#picture.draw(nowMs / 1000, SHANGHAI.format(nowMs), this.#counter++);
    this.#encoder.write(this.#picture.canvas.bytes);
  }
}
