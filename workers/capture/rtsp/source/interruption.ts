import type { DeclaredGapCause } from "../../../../shared/domain/gap-cause.ts";
import type { SourceEvent } from "../../source.ts";

/** One stretch without usable frames: gathered until a frame follows, told once. */
export class Interruption {
  readonly startUs: number;
  private readonly cause: DeclaredGapCause;
  private readonly reason: string;
  private lostPackets = 0;
  private faults = 0;
  private droppedUnits = 0;

  constructor(startUs: number, cause: DeclaredGapCause, reason: string) {
    this.startUs = startUs;
    this.cause = cause;
    this.reason = reason;
  }

  addLostPackets(count: number): void {
    this.lostPackets += count;
  }

  addFault(): void {
    this.faults += 1;
  }

  addDroppedUnit(): void {
    this.droppedUnits += 1;
  }

  /** The event, or null if no time is missing. `framesPerFragment` turns dropped frames into fragments. */
  end(endUs: number, framesPerFragment: number): (SourceEvent & { kind: "loss" }) | null {
    if (endUs <= this.startUs) return null;
    const counts = [
      this.lostPackets > 0 ? `${this.lostPackets} packets lost` : "",
      this.faults > 1 ? `${this.faults} damaged units` : "",
      this.droppedUnits > 0 ? `${this.droppedUnits} frames dropped up to the next key frame` : "",
    ].filter((text) => text !== "");
    return {
      kind: "loss",
      startUs: this.startUs,
      endUs,
      cause: this.cause,
      detail: [this.reason, ...counts].join("; ").slice(0, 500),
      droppedFragments: Math.ceil(this.droppedUnits / framesPerFragment),
    };
  }
}
