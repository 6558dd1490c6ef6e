/** Follows the pictures that really reach the screen, by requestVideoFrameCallback. */
export class FrameWatch {
  shown = 0;
  /** Monotonic ms when the last picture was shown; null = none yet. */
  lastShownMs: number | null = null;
  lastMediaTime: number | null = null;
  #latenciesMs: number[] = [];
  #handle = 0;
  /** The browser's count at the last call; null before the first. */
  #presented: number | null = null;
  #video: HTMLVideoElement;
  #latencyOf: (mediaTime: number, displayInMs: number) => number | null;
  #onFirst: () => void;

  /**
   * @param latencyOf age in ms of a picture with this media time when it appears in `displayInMs`; null if unknown
   * @param onFirst called at the first picture
   */
  constructor(video: HTMLVideoElement, latencyOf: (mediaTime: number, displayInMs: number) => number | null, onFirst: () => void) {
    this.#video = video;
    this.#latencyOf = latencyOf;
    this.#onFirst = onFirst;
    this.#next();
  }

  stop(): void {
    this.#video.cancelVideoFrameCallback(this.#handle);
  }

  /** Median of the last two seconds or so; null until known. */
  get latencyMs(): number | null {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  #next(): void {
    this.#handle = this.#video.requestVideoFrameCallback((nowMs, frame) => {
      const first = this.shown === 0;
      // The page's own thread may come late and see one picture for two that were shown.
      this.shown += Math.max(1, frame.presentedFrames - (this.#presented ?? frame.presentedFrames - 1));
      this.#presented = frame.presentedFrames;
      this.lastShownMs = performance.now();
      this.lastMediaTime = frame.mediaTime;
      const latencyMs = this.#latencyOf(frame.mediaTime, frame.expectedDisplayTime - nowMs);
      if (latencyMs !== null) this.#latenciesMs = [...this.#latenciesMs, latencyMs].slice(-50);
      if (first) this.#onFirst();
      this.#next();
    });
  }
}
