import type { Socket } from "node:net";
import type { Clock } from "../../../../shared/time/clock.ts";
import { encodeRequest, encodeResponse, type SentHeader } from "../message/encode-message.ts";
import { InterleavedFramer } from "../message/interleaved-framer.ts";
import { cseqOf, headerOf, type RtspMessage, type RtspRequest, type RtspResponse } from "../message/rtsp-message.ts";
import { RtspError } from "../rtsp-error.ts";
import type { ReadPacer } from "./read-pacer.ts";

/** One camera answers 401 to a DESCRIBE without any. */
const USER_AGENT = "Mingjian";
/** Answers to what a camera asks while it plays. */
const ANSWERED_METHODS = new Set(["OPTIONS", "GET_PARAMETER", "SET_PARAMETER"]);

interface PendingRequest {
  cseq: number;
  /** Only an answer with its own number counts (TEARDOWN: late answers to keepalives come before it). */
  exactCseq: boolean;
  resolve(response: RtspResponse): void;
  reject(error: Error): void;
}

/** One TCP connection to a camera: requests with their answers, and frames in between. */
export class RtspConnection {
  /** Wall time of the read that is being cut into frames. */
  arrivedUs = 0;
  garbageBytes = 0;
  receivedBytes = 0;
  /** Set once the handshake is over; null: read as fast as bytes come. */
  readPacer: ReadPacer | null = null;
  onFrame: (channel: number, body: Buffer) => void = () => {};
  /** Once, when the connection is gone. */
  onClosed: (error: RtspError) => void = () => {};
  readonly #socket: Socket;
  readonly #framer: InterleavedFramer;
  #pending: PendingRequest[] = [];
  #lastCseq = 0;
  #closedBy: RtspError | null = null;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#framer = new InterleavedFramer({
      onFrame: (channel, body) => this.onFrame(channel, body),
      onMessage: (message) => this.#take(message),
      onGarbage: (skippedBytes) => {
        this.garbageBytes += skippedBytes;
      },
    });
    socket.on("data", (chunk: Buffer) => {
      this.arrivedUs = clock.nowUs();
      this.#read(chunk);
    });
    socket.on("error", (error) => this.destroy(broken(`the connection broke (${error.message})`, error)));
    socket.on("close", () => this.destroy(broken("the camera closed the connection")));
  }

  get isOpen(): boolean {
    return this.#closedBy === null;
  }

  /** Throws what ended the connection, if something did. */
  throwIfClosed(): void {
    if (this.#closedBy !== null) throw this.#closedBy;
  }

  /** After garbage only frames of these channels are looked for. */
  setKnownChannels(channels: ReadonlySet<number>): void {
    this.#framer.isKnownChannel = (channel) => channels.has(channel);
  }

  /** Sends a request and waits for its answer, whatever its status; rejects when the connection goes or `signal` aborts. */
  request(method: string, uri: string, headers: readonly SentHeader[], options: { signal: AbortSignal; exactCseq?: boolean }): Promise<RtspResponse> {
    const { signal, exactCseq = false } = options;
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.#closedBy !== null) {
        reject((this.#closedBy ?? signal.reason) as Error);
        return;
      }
      this.#lastCseq += 1;
      const pending: PendingRequest = { cseq: this.#lastCseq, exactCseq, resolve, reject };
      this.#pending.push(pending);
      signal.addEventListener("abort", () => this.#giveUp(pending, signal.reason as Error), { once: true });
      const head: SentHeader[] = [["CSeq", String(pending.cseq)], ["User-Agent", USER_AGENT]];
      this.#socket.write(encodeRequest(method, uri, [...head, ...headers]), "latin1");
    });
  }

  /** Sends an interleaved frame: our receiver reports. */
  sendFrame(channel: number, body: Uint8Array): void {
    if (this.#closedBy !== null) return;
    this.#socket.write(Buffer.concat([Buffer.from([0x24, channel, body.length >> 8, body.length & 0xff]), body]));
  }

  destroy(error: RtspError): void {
    if (this.#closedBy !== null) return;
    this.#closedBy = error;
    this.#socket.destroy();
    for (const pending of this.#pending.splice(0)) pending.reject(error);
    this.onClosed(error);
  }

  #read(chunk: Buffer): void {
    if (this.#closedBy !== null) return;
    this.receivedBytes += chunk.length;
    try {
      this.#framer.push(chunk);
    } catch (error) {
      // One camera's nonsense, or our own fault with it, must not end the others in this process.
      this.destroy(new RtspError("protocol", error instanceof Error ? error.message : String(error), { cause: error }));
      return;
    }
    this.readPacer?.afterRead(this.#socket, chunk.length);
  }

  #take(message: RtspMessage): void {
    if (message.kind === "request") this.#answer(message);
    else this.#resolve(message);
  }

  /** Cameras echo wrong numbers (Tapo: that of the request before): then the oldest waiting request gets the answer. */
  #resolve(response: RtspResponse): void {
    const cseq = cseqOf(response);
    const exact = this.#pending.find((pending) => pending.cseq === cseq);
    const pending = exact ?? this.#pending.find(({ exactCseq }) => !exactCseq || cseq === null);
    if (pending === undefined) return;
    this.#pending = this.#pending.filter((other) => other !== pending);
    pending.resolve(response);
  }

  #answer(request: RtspRequest): void {
    const cseq = headerOf(request, "cseq") ?? "0";
    const isKnown = ANSWERED_METHODS.has(request.method);
    this.#socket.write(encodeResponse(isKnown ? 200 : 501, isKnown ? "OK" : "Not Implemented", [["CSeq", cseq]]), "latin1");
  }

  #giveUp(pending: PendingRequest, reason: Error): void {
    this.#pending = this.#pending.filter((other) => other !== pending);
    pending.reject(reason);
  }
}

function broken(what: string, cause?: Error): RtspError {
  return new RtspError("unreachable", `expected the connection to stay open, but ${what}; the camera may have restarted or be out of sessions`, cause === undefined ? {} : { cause });
}
