import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { InterleavedFramer } from "../message/interleaved-framer.ts";
import { headerOf, type RtspRequest } from "../message/rtsp-message.ts";

export const VIDEO_SDP = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=x\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=0\r\n";
export const AUDIO_SDP = "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/48000\r\na=fmtp:97 config=1188\r\na=control:trackID=1\r\n";

export type Answer = Buffer | string | null;
/** What a camera in a test says to a request; null: nothing. */
export type Script = (request: RtspRequest, camera: ScriptedCamera, socket: Socket) => Answer;

/** For tests: a TCP server that answers RTSP requests by a script and can write its answers byte by byte. */
export class ScriptedCamera {
  readonly requests: RtspRequest[] = [];
  readonly frames: { channel: number; body: Buffer }[] = [];
  /** How many requests of the camera's own the client has answered. */
  answers = 0;
  socket: Socket | null = null;
  port = 0;
  chunkBytes = Number.POSITIVE_INFINITY;
  readonly #script: Script;
  readonly #server = createServer((socket) => this.#accept(socket));
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];

  constructor(script: Script) {
    this.#script = script;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = (this.#server.address() as AddressInfo).port;
    return `rtsp://127.0.0.1:${this.port}/live?x=1`;
  }

  async close(): Promise<void> {
    this.socket?.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  get methods(): string[] {
    return this.requests.map(({ method }) => method);
  }

  /** Resolves once requests or frames that came make the condition true. */
  until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isMet, resolve }));
  }

  write(answer: Buffer | string): void {
    const bytes = Buffer.from(answer);
    for (let at = 0; at < bytes.length; at += this.chunkBytes) this.socket?.write(bytes.subarray(at, at + this.chunkBytes));
  }

  #accept(socket: Socket): void {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    const framer = new InterleavedFramer({
      onGarbage: () => {},
      onFrame: (channel, body) => {
        this.frames.push({ channel, body });
        this.#notify();
      },
      onMessage: (message) => {
        if (message.kind === "request") this.#answer(message, socket);
        else this.answers += 1;
        this.#notify();
      },
    });
    socket.on("data", (chunk: Buffer) => framer.push(chunk));
  }

  #answer(request: RtspRequest, socket: Socket): void {
    this.requests.push(request);
    const answer = this.#script(request, this, socket);
    if (answer !== null) this.write(answer);
    this.#notify();
  }

  #notify(): void {
    const met = this.#waiting.filter(({ isMet }) => isMet());
    this.#waiting = this.#waiting.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  }
}

/** A response to `request` with its CSeq. */
export function respond(request: RtspRequest, status = 200, headers: readonly string[] = [], body = ""): string {
  const lines = [`RTSP/1.0 ${status} X`, `CSeq: ${headerOf(request, "cseq")}`, ...headers];
  if (body !== "") lines.push(`Content-Length: ${body.length}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** What an ordinary camera answers; `sdp` is what it describes. */
export function ordinary(request: RtspRequest, sdp = VIDEO_SDP): string {
  if (request.method === "DESCRIBE") return respond(request, 200, [], sdp);
  if (request.method !== "SETUP") return respond(request, 200, ["Public: OPTIONS, GET_PARAMETER"]);
  const channels = /interleaved=[\d-]+/.exec(headerOf(request, "transport") ?? "")?.[0];
  return respond(request, 200, ["Session: 77;timeout=20", `Transport: RTP/AVP/TCP;unicast;${channels}`]);
}

/** An interleaved frame with an RTP packet. */
export function rtpFrame(channel: number, seq: number, ts: number, payload: string, options: { ssrc?: number; mark?: boolean; payloadType?: number } = {}): Buffer {
  const { ssrc = 9, mark = true, payloadType = 96 } = options;
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.set([0x24, channel]);
  bytes.writeUInt16BE(12 + payload.length, 2);
  bytes.set([0x80, payloadType | (mark ? 0x80 : 0)], 4);
  bytes.writeUInt16BE(seq, 6);
  bytes.writeUInt32BE(ts, 8);
  bytes.writeUInt32BE(ssrc, 12);
  bytes.write(payload, 16, "latin1");
  return bytes;
}
