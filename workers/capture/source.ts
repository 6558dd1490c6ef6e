import type { Clock } from "../../shared/time/clock.ts";
import type { DeclaredGapCause } from "../../shared/domain/gap-cause.ts";

/**
 * A source turns one camera stream into fragments of fMP4. `run` lasts as long
 * as the camera does and is called again, after a back-off, by the recorder.
 */
export interface Source {
  /** For logs and the wall, without credentials: "rtsp://10.1.2.3:554/stream1". */
  readonly description: string;
  /** Resolves when the stream ended or the signal aborted; does not throw for what cameras do. */
  run(context: SourceContext): Promise<SourceEnd>;
}

export interface SourceContext {
  signal: AbortSignal;
  clock: Clock;
  /** Media time 0 of this stream epoch, UTC µs: tfdt of every track = (time − originUs) in its timescale. */
  originUs: number;
  /** No fragment may start before this (end of the last one kept), so that media time never goes back. */
  notBeforeUs: number;
  emit(event: SourceEvent): void;
}

export type SourceEvent =
  | SourceInit
  | SourceFragment
  /** Packets of the camera were missing: these seconds are a gap of cause `network`, `camera-no-keyframe`, … */
  | { kind: "loss"; startUs: number; endUs: number; cause: DeclaredGapCause; detail: string; droppedFragments: number }
  | { kind: "clock"; clock: "camera" | "capture"; offsetBeforeMs: number | null; offsetAfterMs: number };

export interface SourceInit {
  kind: "init";
  /** ftyp+moov */
  bytes: Uint8Array;
  /** RFC 6381, as for MediaSource: "avc1.64001f,mp4a.40.2" */
  codecs: string;
  width: number;
  height: number;
}

export interface SourceFragment {
  kind: "fragment";
  /** One moof+mdat with tfdt on the stream's own timeline. */
  bytes: Uint8Array;
  /** Wall time of the first video sample, from local arrival (never from the camera's clock, P5). */
  startUs: number;
  durationUs: number;
  /** Local wall time when the fragment was complete. */
  capturedUs: number;
  key: boolean;
  discontinuity: boolean;
  /** Camera clock minus local clock, from RTCP sender reports; null if unknown. */
  cameraOffsetMs: number | null;
}

export interface SourceEnd {
  cause: DeclaredGapCause;
  /** In words: what was expected, what came, what to do. */
  detail: string;
  /** false: trying again soon is pointless or harmful (wrong password locks accounts) – wait long. */
  retrySoon: boolean;
}
