import { CameraId, StreamEpoch } from "../../shared/domain/ids.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { CameraEncoder, encoderLack } from "./camera-encoder.ts";
import { PushLink } from "./push-link.ts";
import { RecordQueue } from "./record-queue.ts";

export type CaptureState = "idle" | "asking-camera" | "connecting" | "streaming" | "resending" | "offline" | "waiting" | "queue-full" | "refused" | "failed" | "stopped";

export interface CaptureView {
  state: CaptureState;
  /** The centre's or the browser's own sentence; null = the state's word says all. */
  message: string | null;
  lack: "insecure" | "noEncoder" | "noCamera" | null;
  size: { width: number; height: number } | null;
  confirmed: number;
  queued: number;
  dropped: number;
  skippedFrames: number;
}

/** About five minutes of one camera. */
const QUEUE_LIMIT_BYTES = 64_000_000;
const NOTHING: CaptureView = { state: "idle", message: null, lack: null, size: null, confirmed: 0, queued: 0, dropped: 0, skippedFrames: 0 };

/** A browser camera as one stream: camera → H.264 → numbered records → ingest. A new start is a new epoch. */
export class CaptureSession {
  view: CaptureView = NOTHING;
  #clock: Clock;
  #listeners = new Set<() => void>();
  #parts: { stream: MediaStream; encoder: CameraEncoder; link: PushLink; queue: RecordQueue } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @returns the camera's stream for the preview; null when it could not start, and then the view says why */
  async start(cameraId: string, token: string): Promise<MediaStream | null> {
    await this.stop();
    const camera = CameraId.safeParse(cameraId);
    if (!camera.success) return this.#fail({ state: "refused", message: camera.error.issues[0]?.message ?? null });
    this.#show({ ...NOTHING, state: "asking-camera" });
    const lack = await encoderLack();
    if (lack !== null) return this.#fail({ state: "failed", lack });
    const stream = await openCamera();
    const [track] = stream?.getVideoTracks() ?? [];
    if (stream === null || track === undefined) return this.#fail({ state: "failed", lack: "noCamera" });
    this.#begin(stream, track, camera.data, token);
    return stream;
  }

  async stop(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    this.#parts = null;
    parts.encoder.stop();
    for (const track of parts.stream.getTracks()) track.stop();
    await parts.link.close();
    this.#show({ state: "stopped" });
  }

  #begin(stream: MediaStream, track: MediaStreamTrack, cameraId: CameraId, token: string): void {
    const originUs = Math.round(this.#clock.nowUs());
    const epoch = StreamEpoch.parse(crypto.randomUUID());
    const queue = new RecordQueue(QUEUE_LIMIT_BYTES);
    const link = new PushLink({ cameraId, role: "main", token, epoch, originUs }, queue, this.#clock, () => this.#refresh());
    const encoder = new CameraEncoder(track, originUs, this.#clock, {
      init: (bytes, size) => {
        queue.addInit(bytes, this.#clock.nowUs());
        this.#show({ size });
      },
      fragment: (fragment) => {
        queue.addFragment(fragment, this.#clock.nowUs());
        if (!this.#isConnected()) queue.markBackfilled();
        link.pump();
        this.#refresh();
      },
      ended: (message) => void this.stop().then(() => this.#show({ state: "failed", message })),
    });
    this.#parts = { stream, encoder, link, queue };
    this.#refresh();
  }

  #isConnected(): boolean {
    const kind = this.#parts?.link.state.kind;
    return kind !== "offline" && kind !== "waiting";
  }

  #refresh(): void {
    if (this.#parts === null) return;
    const { link, queue, encoder } = this.#parts;
    const { state } = link;
    this.#show({
      state: queue.full ? "queue-full" : state.kind,
      message: "message" in state ? state.message : null,
      confirmed: link.confirmedNumber,
      queued: queue.length,
      dropped: queue.droppedFragments,
      skippedFrames: encoder.skippedFrames,
    });
  }

  #fail(view: Partial<CaptureView>): null {
    this.#show({ ...NOTHING, ...view });
    return null;
  }

  #show(view: Partial<CaptureView>): void {
    this.view = { ...this.view, ...view };
    for (const listener of this.#listeners) listener();
  }
}

/** null: no camera, or the person said no. */
async function openCamera(): Promise<MediaStream | null> {
  const wanted = { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } }, audio: false };
  return navigator.mediaDevices.getUserMedia(wanted).catch(() => null);
}
