import type { FeedStream } from "../feed/footage-feed.ts";
import type { LiveInit, LiveMediaFacts, LiveState } from "../../shared/protocol/live.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import type { StreamRole } from "../../shared/domain/ids.ts";
import type { LiveSettings } from "./live-settings.ts";

export interface LiveFragment {
  facts: LiveMediaFacts;
  bytes: Uint8Array;
}

/**
 * What is kept of one stream: the init segment and every fragment since the
 * last key fragment, so that a viewer sees a picture at once. Bytes are copied
 * out of the batch they came in, or one slow stream would keep whole batches
 * of its neighbours alive.
 */
export class LiveStream {
  readonly tile: number;
  readonly cameraId: string;
  readonly role: StreamRole;
  /** Counts inits, so that a viewer who was away can be told apart from one who has the present one. */
  initVersion = 0;
  init: LiveInit | null = null;
  lastFrameUs: number | null;
  #settings: LiveSettings;
  #gop: LiveFragment[] = [];
  #gopBytes = 0;
  #connected = false;
  #streamId: number | null = null;
  #lastMediaMs: number | null = null;

  constructor(tile: number, cameraId: string, role: StreamRole, lastFrameUs: number | null, settings: LiveSettings) {
    this.tile = tile;
    this.cameraId = cameraId;
    this.role = role;
    this.lastFrameUs = lastFrameUs;
    this.#settings = settings;
  }

  /** The fragments a joining viewer needs; empty when it has to wait for a key fragment. */
  get gop(): readonly LiveFragment[] {
    return this.#gop;
  }

  takeInit(stream: FeedStream, record: StreamRecord, { codecs, width, height }: Pick<LiveInit, "codecs" | "width" | "height">): LiveInit {
    this.#follow(stream);
    this.#forgetGop();
    this.initVersion += 1;
    const bytes = new Uint8Array(record.payload);
    this.init = { tile: this.tile, codecs, width, height, originUs: stream.originUs, bytes };
    return this.init;
  }

  /** Returns the fragment as it goes to viewers. */
  takeMedia(stream: FeedStream, record: StreamRecord, nowMs: number): LiveFragment {
    this.#follow(stream);
    const facts: LiveMediaFacts = [this.tile, record.startUs, record.durationUs, record.key ? 1 : 0, record.capturedUs];
    const fragment = { facts, bytes: new Uint8Array(record.payload) };
    this.#connected = true;
    this.#lastMediaMs = nowMs;
    this.lastFrameUs = Math.max(this.lastFrameUs ?? 0, record.startUs + record.durationUs);
    if (record.key) this.#forgetGop();
    if (record.key || this.#gop.length > 0) this.#keep(fragment);
    return fragment;
  }

  setLink(stream: FeedStream, connected: boolean): void {
    this.#follow(stream);
    this.#connected = connected;
  }

  state(nowMs: number): LiveState {
    const quietMs = this.#lastMediaMs === null ? Infinity : nowMs - this.#lastMediaMs;
    if (!this.#connected) return this.lastFrameUs === null ? "never-connected" : "offline";
    if (quietMs <= this.#settings.noFramesAfterMs) return "live";
    return this.#lastMediaMs === null ? "connecting" : "no-frames";
  }

  #keep(fragment: LiveFragment): void {
    this.#gop.push(fragment);
    this.#gopBytes += fragment.bytes.byteLength;
    if (this.#gopBytes > this.#settings.maxGopBytes) this.#forgetGop();
  }

  #forgetGop(): void {
    this.#gop = [];
    this.#gopBytes = 0;
  }

  /** A new epoch has its own media time: nothing kept of the old one can be played with it. */
  #follow(stream: FeedStream): void {
    if (this.#streamId === stream.streamId) return;
    this.#streamId = stream.streamId;
    this.init = null;
    this.#forgetGop();
  }
}
