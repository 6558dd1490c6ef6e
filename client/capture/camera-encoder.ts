import { writeInit } from "../../shared/media/init-writer.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { FragmentCutter, VIDEO_TIMESCALE, VIDEO_TRACK_ID, type CutFragment } from "./fragment-cutter.ts";

export interface CameraEncoderEvents {
  init(bytes: Uint8Array, size: { width: number; height: number }): void;
  fragment(fragment: CutFragment): void;
  /** The camera was unplugged or the encoder failed: nothing more comes. */
  ended(reason: string): void;
}

const FRAMES_PER_SECOND = 25;
const KEY_EVERY_US = 2_000_000;
/** More frames waiting in the encoder: it is too slow, frames are left out before it. */
const MAX_WAITING_FRAMES = 4;
/** The camera's frame clock may wander from the machine's by this much before it is set again. */
const MAX_CLOCK_DRIFT_US = 500_000;

export const ENCODER_CONFIG: VideoEncoderConfig = {
  codec: "avc1.42E01F",
  width: 1280,
  height: 720,
  bitrate: 1_500_000,
  framerate: FRAMES_PER_SECOND,
  latencyMode: "realtime",
  avc: { format: "avc" },
};

/** Encodes a camera track to H.264 and cuts it into fragments of our own fMP4. */
export class CameraEncoder {
  skippedFrames = 0;
  #events: CameraEncoderEvents;
  #clock: Clock;
  #cutter: FragmentCutter;
  #encoder: VideoEncoder;
  #reader: ReadableStreamDefaultReader<VideoFrame>;
  #size: { width: number; height: number };
  /** UTC µs minus the camera's frame time. */
  #offsetUs: number | null = null;
  #lastKeyUs = -Infinity;

  constructor(track: MediaStreamVideoTrack, originUs: number, clock: Clock, events: CameraEncoderEvents) {
    this.#events = events;
    this.#clock = clock;
    this.#cutter = new FragmentCutter(originUs);
    const { width = 1280, height = 720 } = track.getSettings();
    this.#size = { width: width - (width % 2), height: height - (height % 2) };
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#encoded(chunk, metadata),
      error: (error) => this.#events.ended(error.message),
    });
    this.#encoder.configure({ ...ENCODER_CONFIG, ...this.#size });
    this.#reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    void this.#run();
  }

  stop(): void {
    void this.#reader.cancel();
    if (this.#encoder.state !== "closed") this.#encoder.close();
  }

  async #run(): Promise<void> {
    for (;;) {
      const { done, value: frame } = await this.#reader.read();
      if (done) break;
      this.#encode(frame);
      frame.close();
    }
    if (this.#encoder.state !== "closed") this.#events.ended("the camera was unplugged or taken by another program");
  }

  #encode(frame: VideoFrame): void {
    if (this.#encoder.state !== "configured") return;
    if (this.#encoder.encodeQueueSize > MAX_WAITING_FRAMES) {
      this.skippedFrames += 1;
      return;
    }
    const offsetUs = this.#clock.nowUs() - frame.timestamp;
    if (this.#offsetUs === null || Math.abs(offsetUs - this.#offsetUs) > MAX_CLOCK_DRIFT_US) this.#offsetUs = Math.round(offsetUs);
    const keyFrame = frame.timestamp - this.#lastKeyUs >= KEY_EVERY_US;
    if (keyFrame) this.#lastKeyUs = frame.timestamp;
    this.#encoder.encode(frame, { keyFrame });
  }

  #encoded(chunk: EncodedVideoChunk, metadata?: EncodedVideoChunkMetadata): void {
    const description = metadata?.decoderConfig?.description;
    if (description !== undefined) this.#sendInit(bytesOf(description));
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const fragment = this.#cutter.take({ bytes, startUs: chunk.timestamp + (this.#offsetUs ?? 0), key: chunk.type === "key" });
    if (fragment !== null) this.#events.fragment(fragment);
  }

  #sendInit(decoderConfig: Uint8Array): void {
    const video = { kind: "video", trackId: VIDEO_TRACK_ID, timescale: VIDEO_TIMESCALE, sampleEntry: "avc1", decoderConfig, pixelAspectRatio: null } as const;
    this.#events.init(writeInit([{ ...video, ...this.#size }]), this.#size);
  }
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  return new Uint8Array(source).slice();
}

/** What this page lacks to encode; null = nothing. */
export async function encoderLack(): Promise<"insecure" | "noEncoder" | null> {
  if (!window.isSecureContext) return "insecure";
  if (typeof VideoEncoder === "undefined" || typeof MediaStreamTrackProcessor === "undefined") return "noEncoder";
  const { supported } = await VideoEncoder.isConfigSupported(ENCODER_CONFIG);
  return supported === true ? null : "noEncoder";
}
