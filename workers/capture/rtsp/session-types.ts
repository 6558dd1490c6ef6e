import type { Clock } from "../../../shared/time/clock.ts";
import type { RtspError } from "./rtsp-error.ts";
import type { ReadPacer } from "./session/read-pacer.ts";

/** One media section of the SDP, as the session set it up (or left it out). */
export interface RtspStream {
  /** Place in `RtspSession.streams`; the number that `onPacket` gets. */
  index: number;
  /** "video", "audio", "application" … as in the m= line. */
  media: string;
  /** Encoding name of rtpmap or of the static table, in lower case: "h264", "h265", "mpeg4-generic", "pcma". */
  encoding: string;
  payloadType: number;
  /** RTP ticks a second; never 0. */
  clockRate: number;
  /** From rtpmap; null if not said. */
  channels: number | null;
  /** Text after "a=fmtp:PT "; null if there is none for this payload type. */
  fmtp: string | null;
  /** False: described by the camera, not set up; no packet of it is delivered. */
  wanted: boolean;
}

/**
 * One RTP packet in sequence. The object is reused for the next packet: read
 * what is needed before returning, and copy what is needed of `payload`: the
 * next read goes to the same memory.
 */
export interface RtspPacket {
  /**
   * RTP time in ticks since the first packet of the stream, unwrapped; may go
   * back (B-frames). A lone frame hours off is already re-stamped beside its
   * neighbours, and a jump that lasts is already joined (`discontinuity`).
   */
  timestamp: number;
  /** Packets missing just before this one; 65535 and less. */
  loss: number;
  marker: boolean;
  /** Without RTP header, extension and padding; may be empty. */
  payload: Uint8Array;
  /** Local wall time when the bytes were read from the socket. */
  arrivedUs: number;
  /** The camera started a new timeline here (new SSRC, clock set): drop the unit in progress. Timestamps go on. */
  discontinuity: boolean;
}

/** What an RTCP sender report says, on the same timeline as the packets. */
export interface RtspSenderReport {
  /** The camera's own wall clock, UTC µs; may be wildly wrong: told on, never used to place frames (P5). */
  wallclockUs: number;
  /** The same instant on the timeline of `RtspPacket.timestamp`. */
  rtpTicks: number;
  arrivedUs: number;
}

export interface RtspSessionOptions {
  /** rtsp://[user:password@]host[:554]/path?query, kept byte for byte for the camera. */
  url: string;
  /** Win over those in the URL. Plain text, not percent-encoded. */
  username?: string;
  password?: string;
  clock: Clock;
  /** Abort ends the session like `close()`: TEARDOWN is still sent. */
  signal: AbortSignal;
  wanted: "video" | "video+audio";
  /** Also set up media nobody wants and drop their packets: some DVRs send no video otherwise. */
  setUpEverything?: boolean;
  keepaliveMethod?: "auto" | "OPTIONS" | "GET_PARAMETER";
  /** Connect up to the first video packet; 30 s. */
  startTimeoutMs?: number;
  /** Longest time without a video packet; 30 s. */
  mediaTimeoutMs?: number;
  /** Reads at most every 100 ms; null for a focused camera, whose picture must not wait. */
  readPacer?: ReadPacer | null;
  /** Once, before the first packet. */
  onStreams?(streams: readonly RtspStream[]): void;
  onPacket(streamIndex: number, packet: RtspPacket): void;
  onSenderReport?(streamIndex: number, report: RtspSenderReport): void;
  /** Once, when a running session ends by itself; not after `close()`, which has to be called all the same. */
  onEnd(end: RtspSessionEnd): void;
}

export type RtspSessionEnd =
  /** The camera said BYE or closed the connection in good order. */
  | { kind: "ended"; detail: string }
  | { kind: "failed"; error: RtspError };

export interface RtspSession {
  readonly streams: readonly RtspStream[];
  /** The camera's own words: a=tool of the SDP, else the Server header. */
  readonly server: string | null;
  /** Where the camera was reached, without credentials; after redirects. */
  readonly url: string;
  /** Counts since the start, for metrics and the probe. */
  readonly counts: Readonly<RtspCounts>;
  /** Sends TEARDOWN and closes; resolves within 5 s (longer only for an old live555, see README). Never rejects. */
  close(): Promise<void>;
}

export interface RtspCounts {
  packets: number;
  lostPackets: number;
  /** Duplicate, older, foreign payload type or SSRC, broken header. */
  droppedPackets: number;
  garbageBytes: number;
  unassignedFrames: number;
  receivedBytes: number;
}

/**
 * Connects, describes, sets up the wanted streams and plays.
 * Rejects with an `RtspError`; by then the connection is closed.
 */
export type OpenRtspSession = (options: RtspSessionOptions) => Promise<RtspSession>;
