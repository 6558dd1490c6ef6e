import type { FragmentSample, FragmentTrack } from "../../../../shared/media/fragment-writer.ts";
import type { AudioUnit } from "../depacketize/depacketizer.ts";
import type { AudioParams } from "../depacketize/stream-params.ts";
import { MediaClock } from "./media-clock.ts";

/** About 20 s of AAC; more can only mean that video has stopped, and then nobody takes it. */
const MAX_WAITING = 1000;
/** Below this, audio simply goes on by its sample count; above, it is placed anew. */
const RESYNC_US = 150_000;
const SILENT_AFTER_US = 3_000_000;
const CORRECTION_LIMIT_US = 5_000;

/** AAC units waiting for the video fragment of the same time. Sample durations are never altered. */
export class AudioSamples {
  readonly params: AudioParams;
  readonly timescale: number;
  private readonly clock: MediaClock;
  private readonly unitTicks: number;
  private waiting: AudioUnit[] = [];
  private nextTicks: number | null = null;
  private lastArrivedUs: number | null = null;
  /** Units left out: no video to go with, or placed before audio already written. */
  droppedUnits = 0;

  constructor(params: AudioParams, clockRate: number) {
    this.params = params;
    this.timescale = clockRate;
    this.clock = new MediaClock(clockRate);
    this.unitTicks = Math.round(((params.frameLength ?? 1024) * clockRate) / params.sampleRate);
  }

  add(unit: AudioUnit, arrivedUs: number): void {
    this.clock.observe(unit.timestamp, arrivedUs);
    this.lastArrivedUs = arrivedUs;
    this.waiting.push(unit);
    if (this.waiting.length <= MAX_WAITING) return;
    this.waiting.shift();
    this.droppedUnits += 1;
  }

  /** Whether audio came lately; a track without any stalls players. */
  isAlive(nowUs: number): boolean {
    return this.lastArrivedUs !== null && Math.abs(nowUs - this.lastArrivedUs) < SILENT_AFTER_US;
  }

  /** What belongs before local time `endUs`, not before `earliestUs`; null if nothing does. */
  take(trackId: number, originUs: number, earliestUs: number, endUs: number): FragmentTrack | null {
    if (!this.clock.settled) this.clock.settle(this.waiting[0]?.timestamp ?? 0, Number.NEGATIVE_INFINITY);
    this.clock.correct(CORRECTION_LIMIT_US);
    const samples: FragmentSample[] = [];
    let baseDecodeTime: number | null = null;
    for (let unit = this.waiting[0]; unit !== undefined; unit = this.waiting[0]) {
      const wantedUs = this.clock.localUs(unit.timestamp);
      if (wantedUs >= endUs) break;
      this.waiting.shift();
      const at = wantedUs < earliestUs ? null : this.place(wantedUs - originUs, samples.at(-1));
      if (at === null) {
        this.droppedUnits += 1;
        continue;
      }
      baseDecodeTime ??= at;
      samples.push({ durationTicks: this.unitTicks, compositionOffsetTicks: 0, key: true, parts: unit.parts, sizeBytes: unit.sizeBytes });
      this.nextTicks = at + this.unitTicks;
    }
    return baseDecodeTime === null ? null : { trackId, baseDecodeTime, samples };
  }

  /** Decode time for a unit that should be at `wantedUs` after the origin; null to leave it out. */
  private place(wantedUs: number, previous: FragmentSample | undefined): number | null {
    const wanted = Math.round((wantedUs * this.timescale) / 1_000_000);
    const next = this.nextTicks;
    if (next === null) return wanted;
    const off = wanted - next;
    if (Math.abs(off) <= (RESYNC_US * this.timescale) / 1_000_000) return next;
    if (off < 0) return null;
    // A gap inside a fragment can only be said by the length of the sample before it.
    if (previous !== undefined) previous.durationTicks += off;
    return wanted;
  }
}
