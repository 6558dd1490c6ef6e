import type { SourceEvent } from "../../source.ts";

/** Largest offset an ingest record can carry; a camera that believes in 1970 is beyond it. */
const MAX_OFFSET_MS = 2 ** 31 - 1;
/** Delay of reports and drift stay below; a larger step means that the camera's clock was set. */
const STEP_MS = 500;

/** The camera's clock against ours, from RTCP sender reports. It is told and never used to place frames (P5). */
export class CameraOffset {
  private offset: number | null = null;

  /** Camera minus local, in ms; null until a report came. */
  get ms(): number | null {
    return this.offset;
  }

  /** `localUs` is when, on our clock, the instant happened that the camera calls `cameraUs`. Gives an event if the clock stepped. */
  report(cameraUs: number, localUs: number): (SourceEvent & { kind: "clock" }) | null {
    const offsetMs = Math.round((cameraUs - localUs) / 1000);
    const after = Math.max(-MAX_OFFSET_MS, Math.min(MAX_OFFSET_MS, offsetMs));
    const before = this.offset;
    this.offset = after;
    if (before !== null && Math.abs(after - before) < STEP_MS) return null;
    return { kind: "clock", clock: "camera", offsetBeforeMs: before, offsetAfterMs: after };
  }
}
