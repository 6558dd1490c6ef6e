import type { DeclaredGapCause } from "../../../../shared/domain/gap-cause.ts";
import type { AudioUnit, VideoUnit } from "../depacketize/depacketizer.ts";
import type { VideoParams } from "../depacketize/stream-params.ts";
import type { AudioSamples } from "./audio-samples.ts";
import { CameraOffset } from "./camera-offset.ts";
import { FragmentOutput, type OutputContext, type OutputRun } from "./fragment-output.ts";
import { Interruption } from "./interruption.ts";
import { VIDEO_TIMESCALE } from "./source-init.ts";
import { VideoSamples, type VideoRun } from "./video-samples.ts";
import { WallStep } from "./wall-step.ts";

export interface AssemblerSettings {
  /** Length aimed at; key frames end a fragment earlier. */
  fragmentMs: number;
}

/** Cameras begin with frames from before PLAY, in a burst; only after it the least delayed frame is known. */
const SETTLE_US = 300_000;
const MAX_PENDING_RUNS = 64;
const STALL_TICKS = 2 * VIDEO_TIMESCALE;
const CATCH_UP_US = 3_000_000;
const NO_KEY_FRAME_US = 2_000_000;

/** Access units in, source events out. Knows nothing of RTSP; time comes with the units. */
export class StreamAssembler {
  private readonly context: OutputContext;
  private readonly output: FragmentOutput;
  private readonly audio: AudioSamples | null;
  private readonly samples: VideoSamples;
  private readonly cameraOffset = new CameraOffset();
  private readonly wallStep: WallStep;
  private interruption: Interruption | null = null;
  private waitingForKey = true;
  private dropsLeading = true;
  private lastTicks: number | null = null;
  private firstSeenUs: number | null = null;
  private settleAtUs: number | null = null;
  private pending: OutputRun[] = [];
  private open: Omit<OutputRun, "run"> | null = null;
  private framesPerRun = 1;

  constructor(context: OutputContext, settings: AssemblerSettings, audio: AudioSamples | null) {
    this.context = context;
    this.audio = audio;
    this.output = new FragmentOutput(context, audio);
    this.samples = new VideoSamples((settings.fragmentMs * VIDEO_TIMESCALE) / 1000);
    this.wallStep = new WallStep(context.clock);
  }

  addVideo(unit: VideoUnit, params: VideoParams | null, arrivedUs: number): void {
    this.noteWallStep();
    this.firstSeenUs ??= arrivedUs;
    this.output.clock.observe(unit.timestamp, arrivedUs);
    this.checkTimeline(unit, arrivedUs);
    this.lastTicks = unit.timestamp;
    if (unit.loss > 0) {
      this.interrupt("network", "packets of the camera did not arrive");
      this.interruption?.addLostPackets(unit.loss);
    }
    if (this.waitingForKey && !(unit.key && unit.startsPicture && params !== null)) {
      this.interruption?.addDroppedUnit();
      return;
    }
    if (params === null) return;
    if (this.waitingForKey) this.begin(unit, params, arrivedUs);
    else if (unit.key) this.dropsLeading = false;
    if (unit.skippedLeading && this.dropsLeading) return;
    this.take(unit, params, arrivedUs);
  }

  addAudio(unit: AudioUnit, arrivedUs: number): void {
    this.audio?.add(unit, arrivedUs);
  }

  /** A video packet was damaged: what refers to its frame cannot be trusted until the next key frame. */
  addFault(message: string): void {
    this.interrupt("corrupted", message);
    this.interruption?.addFault();
  }

  /** The camera began a new timeline (new SSRC, clock set). */
  breakTimeline(): void {
    this.interrupt("camera-offline", "the camera began its stream anew");
  }

  addSenderReport(cameraUs: number, ticks: number): void {
    if (!this.output.clock.settled) return;
    const event = this.cameraOffset.report(cameraUs, this.output.clock.localUs(ticks));
    this.output.cameraOffsetMs = this.cameraOffset.ms;
    if (event !== null) this.context.emit(event);
  }

  /** The stream ended: everything held goes out, and an open interruption ends now. */
  end(): void {
    this.breakOff();
    this.endInterruption(this.context.clock.nowUs());
  }

  private begin(unit: VideoUnit, params: VideoParams, arrivedUs: number): void {
    this.waitingForKey = false;
    this.dropsLeading = true;
    this.samples.restart(params.maxReorderFrames);
    this.settleAtUs ??= arrivedUs + SETTLE_US;
    if (this.output.clock.settled) this.endInterruption(this.startOf(unit));
  }

  private startOf(unit: VideoUnit): number {
    return this.output.placeUs(this.samples.firstDecodeTicks(unit.timestamp));
  }

  private take(unit: VideoUnit, params: VideoParams, arrivedUs: number): void {
    const run = this.samples.add(unit, unit.newParams);
    if (run !== null) this.pass(run);
    this.open ??= { params, discontinuity: true };
    if (run !== null || this.open.params !== params) this.open = { ...this.open, params };
    const settled = this.output.clock.settled || arrivedUs >= (this.settleAtUs ?? 0) || this.pending.length > MAX_PENDING_RUNS;
    if (settled) this.flush();
  }

  private pass(run: VideoRun): void {
    if (this.open === null) return;
    this.pending.push({ run, ...this.open });
    this.open = { ...this.open, discontinuity: false };
    this.framesPerRun = run.samples.length;
  }

  private flush(): void {
    const first = this.pending[0];
    if (first === undefined) return;
    if (!this.output.clock.settled) {
      this.output.settle(first.run.startTicks);
      this.tellLateKeyFrame(first.run.startTicks);
    }
    for (const pending of this.pending) this.output.write(pending);
    this.pending = [];
  }

  private tellLateKeyFrame(startTicks: number): void {
    const sinceUs = Math.max(this.firstSeenUs ?? 0, this.context.notBeforeUs);
    const startUs = this.output.placeUs(startTicks);
    if (startUs - sinceUs < NO_KEY_FRAME_US) return;
    const detail = "frames came, but none that a picture can start from: shorten the key frame interval of the camera";
    this.context.emit({ kind: "loss", startUs: sinceUs, endUs: startUs, cause: "camera-no-keyframe", detail, droppedFragments: 0 });
  }

  private interrupt(cause: DeclaredGapCause, reason: string): void {
    this.breakOff();
    this.waitingForKey = true;
    const { endUs } = this.output;
    if (endUs !== null) this.interruption ??= new Interruption(endUs, cause, reason);
  }

  private breakOff(): void {
    const run = this.samples.breakOff();
    if (run !== null) this.pass(run);
    this.flush();
    this.open = null;
  }

  private endInterruption(endUs: number): void {
    const event = this.interruption?.end(endUs, this.framesPerRun) ?? null;
    this.interruption = null;
    if (event !== null) this.context.emit(event);
  }

  /** Stalls, jumps back, and lateness that lasts: the run ends, and the seconds between are told. */
  private checkTimeline(unit: VideoUnit, arrivedUs: number): void {
    if (this.waitingForKey || this.lastTicks === null) return;
    const stepTicks = unit.timestamp - this.lastTicks;
    const stallTicks = Math.max(STALL_TICKS, 3 * this.samples.lastFrameTicks);
    const lateUs = this.output.clock.latenessUs;
    if (Math.abs(stepTicks) < stallTicks && lateUs < CATCH_UP_US) return;
    this.breakOff();
    const sinceUs = this.output.endUs;
    if (stepTicks <= -stallTicks) this.output.restartClock(unit.timestamp, arrivedUs);
    else if (lateUs >= CATCH_UP_US) this.output.catchUp();
    if (sinceUs === null) return;
    const stepped = this.wallStep.takeForwardUs() > 0;
    const seconds = ((this.startOf(unit) - sinceUs) / 1_000_000).toFixed(1);
    const reason = stepped ? "the clock of the capture machine was set forward" : `the camera sent no frame for ${seconds} s`;
    this.interruption = new Interruption(sinceUs, stepped ? "clock-jump" : "camera-offline", reason);
    this.endInterruption(this.startOf(unit));
  }

  private noteWallStep(): void {
    const event = this.wallStep.check();
    if (event !== null) this.context.emit(event);
  }
}
