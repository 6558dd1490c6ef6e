import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { DigestChallenge } from "./digest-challenge.ts";
import type { Player, RtspCamera } from "./rtsp-camera.ts";
import { RtspReader, type RtspItem } from "./rtsp-stream.ts";

type Request = Extract<RtspItem, { kind: "request" }>;
type Answer = { status: string; headers?: Record<string, string>; body?: string };

/** What a connection needs from the server it came to. */
export interface CameraLookup {
  /** The camera whose path this URL names; made on the first ANNOUNCE. */
  camera(path: string, mayCreate: boolean): RtspCamera | null;
  /** null: anybody may watch. Encoders come from this machine and are not asked. */
  challenge: DigestChallenge | null;
}

/** One TCP connection: an encoder that announces and records, or a player that describes and plays. */
export class RtspCameraConnection {
  readonly #socket: Socket;
  readonly #lookup: CameraLookup;
  readonly #reader = new RtspReader();
  readonly #sessionId = randomUUID().replaceAll("-", "").slice(0, 16);
  readonly #player: Player;
  #camera: RtspCamera | null = null;
  #records = false;

  constructor(socket: Socket, lookup: CameraLookup) {
    this.#socket = socket;
    this.#lookup = lookup;
    this.#player = { socket, channelOf: new Map(), playing: false };
  }

  /** Answers until either side closes. */
  serve(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => this.#close());
  }

  #receive(chunk: Buffer): void {
    try {
      for (const item of this.#reader.read(chunk)) {
        if (item.kind === "request") this.#answer(item);
        else if (this.#records) this.#camera?.publish(item.channel, item.payload);
      }
    } catch {
      this.#socket.destroy();
    }
  }

  #answer(request: Request): void {
    const { status, headers = {}, body = "" } = this.#handle(request);
    const all = { CSeq: request.headers.get("cseq") ?? "0", ...headers, ...(body ? { "Content-Length": `${Buffer.byteLength(body)}` } : {}) };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`RTSP/1.0 ${status}\r\n${lines.join("")}\r\n${body}`);
  }

  #handle(request: Request): Answer {
    const needsPassword = ["DESCRIBE", "SETUP", "PLAY"].includes(request.method) && !this.#records;
    const challenge = this.#lookup.challenge;
    if (needsPassword && challenge && !challenge.accepts(request.method, request.headers.get("authorization"))) {
      return { status: "401 Unauthorized", headers: { "WWW-Authenticate": challenge.header } };
    }
    switch (request.method) {
      case "OPTIONS":
        return { status: "200 OK", headers: { Public: "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN, ANNOUNCE, RECORD" } };
      case "ANNOUNCE":
        return this.#announce(request);
      case "DESCRIBE":
        return this.#describe(request);
      case "SETUP":
        return this.#setUp(request);
      case "PLAY":
        this.#player.playing = true;
        return this.#ok({ Range: "npt=0.000-" });
      case "RECORD":
      case "GET_PARAMETER":
      case "SET_PARAMETER":
        return this.#ok();
      case "TEARDOWN":
        this.#socket.end();
        return this.#ok();
      default:
        return { status: "501 Not Implemented" };
    }
  }

  #announce(request: Request): Answer {
    this.#camera = this.#lookup.camera(pathOf(request.url), true);
    if (!this.#camera) return { status: "403 Forbidden" };
    this.#camera.sdp = request.body;
    this.#records = true;
    return { status: "200 OK" };
  }

  #describe(request: Request): Answer {
    this.#camera = this.#lookup.camera(pathOf(request.url), false);
    if (!this.#camera?.sdp) return { status: "404 Not Found" };
    const base = request.url.endsWith("/") ? request.url : `${request.url}/`;
    return { status: "200 OK", headers: { "Content-Type": "application/sdp", "Content-Base": base }, body: this.#camera.sdp };
  }

  #setUp(request: Request): Answer {
    const transport = request.headers.get("transport") ?? "";
    const channel = Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? Number.NaN);
    if (!transport.includes("TCP") || Number.isNaN(channel)) return { status: "461 Unsupported Transport" };
    if (!this.#records) {
      // ffmpeg numbers its streams in the URL (streamid=0) and uses channels 2n and 2n+1 for them.
      const stream = Number(/(\d+)\/?$/.exec(request.url)?.[1] ?? 0);
      this.#player.channelOf.set(stream * 2, channel).set(stream * 2 + 1, channel + 1);
      this.#camera?.addPlayer(this.#player);
    }
    return this.#ok({ Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}` });
  }

  #ok(headers: Record<string, string> = {}): Answer {
    return { status: "200 OK", headers: { Session: `${this.#sessionId};timeout=60`, ...headers } };
  }

  #close(): void {
    this.#camera?.removePlayer(this.#player);
    if (this.#records && this.#camera) {
      this.#camera.sdp = null;
      // A camera whose encoder is gone is a camera that was switched off.
      this.#camera.cut();
    }
  }
}

/** First part of the URL's path: players append the name of a media to it. */
function pathOf(url: string): string {
  return /^rtsps?:\/\/[^/]+\/([^/?]*)/.exec(url)?.[1] ?? "";
}
