import { writeFragment } from "../../../../shared/media/fragment-writer.ts";
import type { SourceContext } from "../../source.ts";
import type { VideoParams } from "../depacketize/stream-params.ts";
import type { AudioSamples } from "./audio-samples.ts";
import { MediaClock } from "./media-clock.ts";
import { AUDIO_TRACK, sourceInit, VIDEO_TIMESCALE, VIDEO_TRACK } from "./source-init.ts";
import type { VideoRun } from "./video-samples.ts";

export interface OutputRun {
  run: VideoRun;
  params: VideoParams;
  discontinuity: boolean;
}

export type OutputContext = Pick<SourceContext, "clock" | "originUs" | "notBeforeUs" | "emit">;

const TICKS_PER_US = VIDEO_TIMESCALE / 1_000_000;
/** Correction of drift: five times what the worst camera clock needs, too little to see. */
const CORRECTION_SHARE = 0.005;

/** Places runs of frames on the stream's timeline and emits them, with their audio, as fragments. */
export class FragmentOutput {
  clock = new MediaClock(VIDEO_TIMESCALE);
  private readonly context: OutputContext;
  private readonly audio: AudioSamples | null;
  private offsetTicks = 0;
  private lastEndTicks: number | null = null;
  private sequenceNumber = 0;
  private written: { params: VideoParams; audio: boolean } | null = null;
  private audioFromUs = 0;

  constructor(context: OutputContext, audio: AudioSamples | null) {
    this.context = context;
    this.audio = audio;
  }

  /** End of the last fragment on the stream's timeline, UTC µs; null before the first. */
  get endUs(): number | null {
    return this.lastEndTicks === null ? null : this.usOf(this.lastEndTicks);
  }

  /** Where a camera time lies, or will lie, on the stream's timeline, UTC µs; only once settled. */
  placeUs(cameraTicks: number): number {
    return this.usOf(Math.max(cameraTicks + this.offsetTicks, this.lastEndTicks ?? 0));
  }

  /** Fixes where camera time lies, by what the clock has observed; nothing comes before what is written. */
  settle(cameraTicks: number): void {
    const earliestUs = Math.max(this.context.originUs, this.context.notBeforeUs, this.endUs ?? 0);
    this.clock.settle(cameraTicks, earliestUs);
    // Rounded up: half a tick before the limit would be before the limit.
    this.offsetTicks = Math.ceil((this.clock.localUs(cameraTicks) - this.context.originUs) * TICKS_PER_US) - cameraTicks;
  }

  /** The camera's time broke: `cameraTicks` is now, and nothing before it counts. */
  restartClock(cameraTicks: number, arrivedUs: number): void {
    this.clock = new MediaClock(VIDEO_TIMESCALE);
    this.clock.observe(cameraTicks, arrivedUs);
    this.settle(cameraTicks);
  }

  /** Follows a lateness too large to be stretched away. */
  catchUp(): void {
    this.offsetTicks += Math.round(this.clock.correct(Number.POSITIVE_INFINITY) * TICKS_PER_US);
  }

  write({ run, params, discontinuity }: OutputRun): void {
    const startTicks = this.placeStart(run.startTicks);
    this.correctDrift(run);
    const endTicks = run.endTicks + this.offsetTicks;
    const startUs = this.usOf(startTicks);
    const endUs = this.usOf(endTicks);
    this.writeInitIfChanged(params, run.key, startUs);
    const audioTrack = this.written?.audio ? this.audio?.take(AUDIO_TRACK, this.context.originUs, this.audioFromUs, endUs) : null;
    const videoTrack = { trackId: VIDEO_TRACK, baseDecodeTime: startTicks, samples: run.samples };
    this.sequenceNumber += 1;
    const bytes = writeFragment(this.sequenceNumber, audioTrack ? [videoTrack, audioTrack] : [videoTrack]);
    run.release();
    this.lastEndTicks = endTicks;
    this.context.emit({
      kind: "fragment",
      bytes,
      startUs,
      durationUs: endUs - startUs,
      capturedUs: this.context.clock.nowUs(),
      key: run.key,
      discontinuity,
      cameraOffsetMs: this.cameraOffsetMs,
    });
  }

  /** Told with every fragment; set by sender reports. */
  cameraOffsetMs: number | null = null;

  private usOf(ticks: number): number {
    return this.context.originUs + Math.round(ticks / TICKS_PER_US);
  }

  /** Media time never goes back: a run that would, is moved behind the one before. */
  private placeStart(cameraTicks: number): number {
    const start = cameraTicks + this.offsetTicks;
    const push = Math.max(0, (this.lastEndTicks ?? 0) - start);
    this.offsetTicks += push;
    this.clock.shift(push / TICKS_PER_US);
    return start + push;
  }

  private correctDrift(run: VideoRun): void {
    const last = run.samples.at(-1);
    if (last === undefined) return;
    const limitTicks = Math.min((run.endTicks - run.startTicks) * CORRECTION_SHARE, last.durationTicks - 1);
    const step = Math.round(this.clock.correct(limitTicks / TICKS_PER_US) * TICKS_PER_US);
    last.durationTicks += step;
    this.offsetTicks += step;
  }

  /** Audio comes and goes at key frames only, where players can take a new initialisation segment. */
  private writeInitIfChanged(params: VideoParams, key: boolean, startUs: number): void {
    const audioAlive = this.audio !== null && this.audio.isAlive(this.context.clock.nowUs());
    const audio = key || this.written === null ? audioAlive : this.written.audio;
    if (this.written !== null && this.written.params === params && this.written.audio === audio) return;
    if (audio && !this.written?.audio) this.audioFromUs = startUs;
    this.written = { params, audio };
    this.context.emit(sourceInit(params, audio ? this.audio : null));
  }
}
