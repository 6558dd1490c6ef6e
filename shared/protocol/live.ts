import { z } from "zod";
import { CameraId, StreamRole } from "../domain/ids.ts";

/**
 * The live protocol, both ends: Socket.IO namespace `/live`, websocket only.
 * One socket per page carries all its tiles.
 *
 *   page → server   watch    one stream; the reply says whether and how it plays
 *   page → server   unwatch
 *   page → server   ping     clock comparison for the measured latency
 *   server → page   init     a new initialisation segment (first, and at every change of parameters)
 *   server → page   media    one fragment
 *   server → page   dropped  whole GOPs were left out for this viewer; the next media is a key fragment
 *   server → page   state    the stream's state changed
 */
export const LIVE_NAMESPACE = "/live";
export const LIVE_PROTOCOL = 1;

export const LIVE_STATES = ["connecting", "live", "no-frames", "offline", "never-connected"] as const;
export const LiveState = z.enum(LIVE_STATES);
export type LiveState = z.infer<typeof LiveState>;

export const LIVE_REFUSALS = ["bad-request", "protocol-version", "forbidden", "unknown-camera", "too-many-tiles", "on-another-node", "unavailable"] as const;
export const LiveRefusal = z.enum(LIVE_REFUSALS);

export const WatchRequest = z.object({ cameraId: CameraId, role: StreamRole });
export type WatchRequest = z.infer<typeof WatchRequest>;

export const WatchReply = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    /** Names the stream in every later message of this socket. */
    tile: z.number().int(),
    state: LiveState,
    /** UTC µs of the newest stored sample, null if none yet. */
    lastFrameUs: z.number().int().nullable(),
    /** Roles this camera has, so that a player can fall to the sub stream. */
    roles: z.array(StreamRole),
  }),
  z.object({ ok: z.literal(false), reason: LiveRefusal, message: z.string(), nodeUrl: z.string().optional() }),
]);
export type WatchReply = z.infer<typeof WatchReply>;

/** `bytes` is ftyp+moov; `codecs` is what `MediaSource.isTypeSupported` wants; media time 0 = originUs. */
export interface LiveInit {
  tile: number;
  codecs: string;
  width: number;
  height: number;
  originUs: number;
  bytes: Uint8Array;
}

/** Positional on purpose: sent five times a second for every tile. [tile, startUs, durationUs, key 0|1, capturedUs] */
export type LiveMediaFacts = [tile: number, startUs: number, durationUs: number, key: 0 | 1, capturedUs: number];

export interface LiveDropped {
  tile: number;
  /** Fragments left out since the last report, and in all for this tile. */
  fragments: number;
  totalFragments: number;
}

export interface LiveStateChange {
  tile: number;
  state: LiveState;
  /** UTC µs of the newest sample. */
  lastFrameUs: number | null;
}

export interface PageToLive {
  watch: (request: WatchRequest, reply: (reply: WatchReply) => void) => void;
  unwatch: (request: { tile: number }) => void;
  ping: (reply: (serverNowUs: number) => void) => void;
}

export interface LiveToPage {
  init: (init: LiveInit) => void;
  media: (facts: LiveMediaFacts, bytes: Uint8Array) => void;
  dropped: (dropped: LiveDropped) => void;
  state: (change: LiveStateChange) => void;
}
