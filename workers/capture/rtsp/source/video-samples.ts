import type { FragmentSample } from "../../../../shared/media/fragment-writer.ts";
import type { VideoUnit } from "../depacketize/depacketizer.ts";
import { DecodeTimes } from "./decode-times.ts";

/** A run of frames that goes into one fragment, times in the ticks of the camera. */
export interface VideoRun {
  samples: FragmentSample[];
  startTicks: number;
  endTicks: number;
  key: boolean;
  /** May be called when the samples are written: the memory of their frames is used again. */
  release(): void;
}

interface TimedUnit {
  unit: VideoUnit;
  decodeTicks: number;
}

/** A fragment must stay well below what one ingest record may carry. */
const MAX_RUN_BYTES = 4 * 1024 * 1024;
const DEFAULT_FRAME_TICKS = 3600;

/** Gathers frames into runs of about `runTicks`; a key frame always begins one. */
export class VideoSamples {
  private readonly runTicks: number;
  private units: TimedUnit[] = [];
  private sizeBytes = 0;
  private frameTicks = DEFAULT_FRAME_TICKS;
  private decodeTimes: DecodeTimes;

  constructor(runTicks: number) {
    this.runTicks = runTicks;
    this.decodeTimes = new DecodeTimes(null, DEFAULT_FRAME_TICKS);
  }

  /** A new timeline, or a new start after a loss: earlier frames say nothing about the next decode time. */
  restart(declaredDepth: number | null): void {
    const depth = Math.max(declaredDepth ?? 0, this.decodeTimes.reorderDepth);
    this.decodeTimes = new DecodeTimes(depth, this.frameTicks);
  }

  /** Length of the frame before, in ticks. */
  get lastFrameTicks(): number {
    return this.frameTicks;
  }

  /** Where the decode time of a first frame shown at `presentation` will lie. */
  firstDecodeTicks(presentation: number): number {
    return presentation - this.decodeTimes.reorderDepth * this.frameTicks;
  }

  /** Adds a frame; gives the run before it if that ended here. Its last frame lasts until this one. */
  add(unit: VideoUnit, beginsRun: boolean): VideoRun | null {
    const decodeTicks = this.decodeTimes.next(unit.timestamp);
    const first = this.units[0];
    const previous = this.units.at(-1);
    if (previous !== undefined) this.frameTicks = decodeTicks - previous.decodeTicks;
    const full = first !== undefined && decodeTicks - first.decodeTicks >= this.runTicks - this.frameTicks / 2;
    const ends = beginsRun || unit.key || full || this.sizeBytes + unit.sizeBytes > MAX_RUN_BYTES;
    const run = ends ? this.close(decodeTicks) : null;
    this.units.push({ unit, decodeTicks });
    this.sizeBytes += unit.sizeBytes;
    return run;
  }

  /** Ends the run without a next frame: the last frame is given the length of the one before it. */
  breakOff(): VideoRun | null {
    const last = this.units.at(-1);
    const run = last === undefined ? null : this.close(last.decodeTicks + this.frameTicks);
    this.restart(null);
    return run;
  }

  private close(endTicks: number): VideoRun | null {
    const first = this.units[0];
    if (first === undefined) return null;
    const { units } = this;
    const samples = units.map(({ unit, decodeTicks }, index) => ({
      durationTicks: (units[index + 1]?.decodeTicks ?? endTicks) - decodeTicks,
      compositionOffsetTicks: unit.timestamp - decodeTicks,
      key: unit.key,
      parts: unit.parts,
      sizeBytes: unit.sizeBytes,
    }));
    this.units = [];
    this.sizeBytes = 0;
    const release = (): void => {
      for (const { unit } of units) unit.release();
    };
    return { samples, startTicks: first.decodeTicks, endTicks, key: first.unit.key, release };
  }
}
