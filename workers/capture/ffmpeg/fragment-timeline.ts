import { readFragmentInfo } from "../../../shared/media/fragment-info.ts";
import type { InitInfo } from "../../../shared/media/init-info.ts";
import { retimeFragment } from "../../../shared/media/retime-fragment.ts";
import type { SourceFragment } from "../source.ts";

/** A fragment on ffmpeg's own timeline, which begins near 0 with every run. */
export interface RawFragment {
  bytes: Uint8Array;
  key: boolean;
  startUs: number;
  durationUs: number;
  /** Wall time when it was complete. */
  arrivedUs: number;
}

/** Media that lags this far behind its arrival paused at the sender: it continues at the present. */
const LAG_US = 10_000_000;

export function readRawFragment(bytes: Uint8Array, init: InitInfo, arrivedUs: number): RawFragment {
  const info = readFragmentInfo(bytes, init);
  const lead = init.tracks.find((track) => track.kind === "video") ?? init.tracks[0];
  const found = info.tracks.find((track) => track.trackId === lead?.trackId) ?? info.tracks[0];
  const track = init.tracks.find((candidate) => candidate.trackId === found?.trackId);
  const ticksToUs = 1_000_000 / (track?.timescale ?? 1);
  const startUs = Math.round((found?.baseDecodeTime ?? 0) * ticksToUs);
  const durationUs = Math.round((found?.durationTicks ?? 0) * ticksToUs);
  return { bytes, key: info.key, startUs, durationUs, arrivedUs };
}

/** Puts the fragments of one ffmpeg run onto wall time, by arrival only (P5). */
export class FragmentTimeline {
  #init: InitInfo;
  #originUs: number;
  /** Wall time of ffmpeg's time 0. */
  #zeroUs: number;
  #lastEndUs: number;

  /** `first` arrived together: the one with the least delay says where time 0 lies; never before `notBeforeUs`. */
  constructor(init: InitInfo, originUs: number, notBeforeUs: number, first: readonly RawFragment[]) {
    this.#init = init;
    this.#originUs = originUs;
    const earliest = Math.min(...first.map((raw) => raw.arrivedUs - raw.startUs - raw.durationUs));
    this.#zeroUs = Math.max(earliest, notBeforeUs - (first[0]?.startUs ?? 0));
    this.#lastEndUs = this.#zeroUs + (first[0]?.startUs ?? 0);
  }

  place(raw: RawFragment): SourceFragment {
    const lagUs = raw.arrivedUs - (this.#zeroUs + raw.startUs + raw.durationUs);
    const discontinuity = lagUs > LAG_US;
    if (discontinuity) this.#zeroUs += lagUs;
    const startUs = Math.max(this.#zeroUs + raw.startUs, this.#lastEndUs);
    this.#lastEndUs = startUs + raw.durationUs;
    const shiftUs = this.#zeroUs - this.#originUs;
    const bytes = retimeFragment(raw.bytes, (trackId, oldTime) => {
      const timescale = this.#init.tracks.find((track) => track.trackId === trackId)?.timescale ?? 1;
      return oldTime + Math.round((shiftUs * timescale) / 1_000_000);
    });
    return { kind: "fragment", bytes, startUs, durationUs: raw.durationUs, capturedUs: raw.arrivedUs, key: raw.key, discontinuity, cameraOffsetMs: null };
  }
}
