import { writeFragment, type FragmentSample } from "../../shared/media/fragment-writer.ts";

export interface EncodedFrame {
  /** H.264 access unit with 4-byte NAL lengths. */
  bytes: Uint8Array;
  /** UTC µs. */
  startUs: number;
  key: boolean;
}

export interface CutFragment {
  bytes: Uint8Array;
  startUs: number;
  durationUs: number;
  key: boolean;
}

export const VIDEO_TRACK_ID = 1;
export const VIDEO_TIMESCALE = 90_000;

/** Short enough for live, long enough that a message is worth sending. */
const FRAGMENT_US = 195_000;

/** Gathers frames into fragments of about 200 ms; a key frame always begins one, so that viewers can join there. */
export class FragmentCutter {
  #originUs: number;
  #frames: EncodedFrame[] = [];
  #sequence = 0;

  /** @param originUs media time 0 of the stream, UTC µs */
  constructor(originUs: number) {
    this.#originUs = originUs;
  }

  /** Returns a finished fragment when this frame begins the next one: a frame's length is known only then. */
  take(frame: EncodedFrame): CutFragment | null {
    const [first] = this.#frames;
    const cut = first !== undefined && (frame.key || frame.startUs - first.startUs >= FRAGMENT_US);
    const fragment = cut ? this.#cut(frame.startUs) : null;
    this.#frames.push(frame);
    return fragment;
  }

  #cut(endUs: number): CutFragment | null {
    const frames = this.#frames;
    const [first] = frames;
    if (first === undefined) return null;
    this.#frames = [];
    this.#sequence += 1;
    const times = [...frames.map((frame) => this.#ticks(frame.startUs)), this.#ticks(endUs)];
    const samples = frames.map((frame, index): FragmentSample => ({
      durationTicks: (times[index + 1] ?? 0) - (times[index] ?? 0),
      compositionOffsetTicks: 0,
      key: frame.key,
      parts: [frame.bytes],
      sizeBytes: frame.bytes.byteLength,
    }));
    const bytes = writeFragment(this.#sequence, [{ trackId: VIDEO_TRACK_ID, baseDecodeTime: times[0] ?? 0, samples }]);
    return { bytes, startUs: first.startUs, durationUs: endUs - first.startUs, key: first.key };
  }

  #ticks(atUs: number): number {
    return Math.round(((atUs - this.#originUs) / 1e6) * VIDEO_TIMESCALE);
  }
}
