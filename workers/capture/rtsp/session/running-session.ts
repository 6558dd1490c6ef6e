import { randomBytes } from "node:crypto";
import { keepaliveIntervalMs } from "../answers/keepalive-interval.ts";
import { hasStaleTcpBug } from "../answers/live555.ts";
import { RtspError } from "../rtsp-error.ts";
import type { RtspCounts, RtspSession, RtspSessionEnd, RtspSessionOptions, RtspStream } from "../session-types.ts";
import { abortAfter } from "./abort-after.ts";
import { ask } from "./ask.ts";
import type { Described } from "./handshake.ts";
import { KeepaliveMethod } from "./keepalive.ts";
import type { StreamChannel } from "./stream-channel.ts";
import { tearDown } from "./teardown.ts";

const TICK_MS = 1000;
const REPORT_INTERVAL_MS = 5000;
const DEFAULT_MEDIA_TIMEOUT_MS = 30_000;
/** A source that said BYE and sends on did not mean it. */
const BYE_GRACE_MS = 2000;

export interface RunningParts {
  described: Described;
  sessionId: string;
  timeoutSec: number;
  channels: readonly StreamChannel[];
  streams: readonly RtspStream[];
  counts: RtspCounts;
  /** Monotonic; the first video packet has to be there by then. */
  startDeadlineMs: number;
}

/** A session that plays: keepalives, reports, watch over silence, and its end. */
export class RunningSession implements RtspSession {
  readonly streams: readonly RtspStream[];
  readonly server: string | null;
  readonly url: string;
  readonly #parts: RunningParts;
  readonly #options: RtspSessionOptions;
  readonly #keepalive: KeepaliveMethod;
  readonly #ourSsrc = randomBytes(4).readUInt32BE(0);
  readonly #video: StreamChannel | undefined;
  readonly #stopTicking: () => void;
  readonly #onAbort = (): void => void this.close();
  #nextKeepaliveMs: number;
  #nextReportMs = 0;
  #lastMediaMs: number;
  #seenPackets = 0;
  #hasEnded = false;
  #closing: Promise<void> | null = null;

  constructor(parts: RunningParts, options: RtspSessionOptions) {
    const { described, streams, channels } = parts;
    this.#parts = parts;
    this.#options = options;
    this.streams = streams;
    this.server = described.presentation.tool ?? described.server;
    this.url = described.url.requestUrl;
    this.#keepalive = new KeepaliveMethod(options.keepaliveMethod ?? "auto");
    this.#video = channels.find(({ stream }) => stream.wanted && stream.media === "video");
    this.#lastMediaMs = options.clock.monotonicMs();
    this.#nextKeepaliveMs = this.#lastMediaMs + keepaliveIntervalMs(parts.timeoutSec);
    described.connection.readPacer = options.readPacer ?? null;
    described.connection.onClosed = (error) => this.#end({ kind: "failed", error });
    this.#stopTicking = options.clock.every(TICK_MS, () => this.#tick());
    options.signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#tick();
  }

  get counts(): Readonly<RtspCounts> {
    const { connection } = this.#parts.described;
    this.#parts.counts.garbageBytes = connection.garbageBytes;
    this.#parts.counts.receivedBytes = connection.receivedBytes;
    return this.#parts.counts;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#hasEnded = true;
    this.#stop();
    const { described, sessionId, timeoutSec } = this.#parts;
    const { connection, auth, url, presentation } = described;
    // Reads go on at full speed: the answer to TEARDOWN stands behind all data on its way.
    connection.readPacer = null;
    connection.onFrame = () => {};
    await tearDown({
      connection,
      auth,
      clock: this.#options.clock,
      host: url.host,
      port: url.port,
      baseUrl: presentation.baseUrl,
      sessionId,
      timeoutSec,
      staleTcpBug: hasStaleTcpBug(presentation.tool),
    });
  }

  #stop(): void {
    this.#stopTicking();
    this.#options.signal.removeEventListener("abort", this.#onAbort);
  }

  #end(end: RtspSessionEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stop();
    this.#options.onEnd(end);
  }

  #tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#checkMedia(nowMs)) return;
    if (nowMs >= this.#nextReportMs) this.#report(nowMs);
    if (nowMs >= this.#nextKeepaliveMs) this.#keepAlive(nowMs);
  }

  /** Only video counts as life: answers to keepalives go on while it is dead, sound may be silent for long. */
  #checkMedia(nowMs: number): boolean {
    const video = this.#video;
    if (video === undefined) return false;
    if (video.deliveredPackets !== this.#seenPackets) {
      this.#seenPackets = video.deliveredPackets;
      this.#lastMediaMs = nowMs;
      return false;
    }
    const silentMs = nowMs - this.#lastMediaMs;
    if (video.hasSaidBye && silentMs >= BYE_GRACE_MS) {
      this.#end({ kind: "ended", detail: "the camera said goodbye (RTCP BYE) and sends no more video" });
      return true;
    }
    const mediaTimeoutMs = this.#options.mediaTimeoutMs ?? DEFAULT_MEDIA_TIMEOUT_MS;
    const isLate = this.#seenPackets === 0 ? nowMs >= this.#parts.startDeadlineMs : silentMs >= mediaTimeoutMs;
    if (!isLate) return false;
    const waitedSec = Math.round(silentMs / 1000);
    this.#end({
      kind: "failed",
      error: new RtspError("timed-out", `expected video packets, got none for ${waitedSec} s although the connection stands; look at the camera's picture or restart it`),
    });
    return true;
  }

  #report(nowMs: number): void {
    this.#nextReportMs = nowMs + REPORT_INTERVAL_MS;
    const nowUs = this.#options.clock.nowUs();
    for (const channel of this.#parts.channels) {
      this.#parts.described.connection.sendFrame(channel.rtcpChannel, channel.composeReport(this.#ourSsrc, nowUs));
    }
  }

  /** A missing or odd answer is no reason to end a session whose media flows. */
  #keepAlive(nowMs: number): void {
    const intervalMs = keepaliveIntervalMs(this.#parts.timeoutSec);
    this.#nextKeepaliveMs = nowMs + intervalMs;
    const { described, sessionId } = this.#parts;
    const limit = new AbortController();
    const stopTimer = abortAfter(this.#options.clock, intervalMs, limit);
    ask(described, this.#keepalive.current, described.presentation.baseUrl, [["Session", sessionId]], { signal: limit.signal })
      .then((response) => this.#keepalive.onAnswer(response))
      .catch(() => {})
      .finally(stopTimer);
  }
}
