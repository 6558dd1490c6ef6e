import { io, type Socket } from "socket.io-client";
import {
  INGEST_NAMESPACE,
  OpenReply,
  RecordsReply,
  Credit,
  StreamClosed,
  type CaptureToServer,
  type IngestHandshake,
  type OpenRequest,
  type ServerToCapture,
  type StreamStatus,
} from "../../../shared/protocol/ingest.ts";
import { webSocketTransport, type FrameMask } from "./web-socket-transport.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 30_000;

export interface ConnectionEvents {
  onCredit(credit: Credit): void;
  onClosed(closed: StreamClosed): void;
  /** Once; `opened` says whether the connection ever stood. */
  onEnd(reason: string, opened: boolean): void;
  onReady(): void;
}

/** One Socket.IO connection to one ingest server; typed, answers checked, never reconnecting by itself. */
export class IngestConnection {
  #socket: Socket<ServerToCapture, CaptureToServer>;
  #ended = false;
  #ready = false;
  #events: ConnectionEvents;

  constructor(url: string, handshake: IngestHandshake, mask: FrameMask, events: ConnectionEvents) {
    this.#events = events;
    this.#socket = io(new URL(INGEST_NAMESPACE, url).href, {
      transports: [webSocketTransport(mask)],
      // The type knows objects only; `false` is what keeps footage from being deflated.
      perMessageDeflate: false as never,
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_TIMEOUT_MS,
      auth: handshake,
    });
    this.#socket.on("connect", () => {
      this.#ready = true;
      events.onReady();
    });
    this.#socket.on("connect_error", (error) => this.#end(`cannot connect to ${url}: ${error.message}`));
    this.#socket.on("disconnect", (reason) => this.#end(`connection to ${url} lost: ${reason}`));
    this.#socket.on("credit", (credit) => events.onCredit(Credit.parse(credit)));
    this.#socket.on("closed", (closed) => events.onClosed(StreamClosed.parse(closed)));
  }

  /** @throws if the server does not answer or answers something else */
  async open(request: OpenRequest): Promise<OpenReply> {
    return OpenReply.parse(await this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck("open", request));
  }

  /** The answer, or null when none came in time or none that we understand. */
  records(batch: Uint8Array, onAnswer: (reply: RecordsReply | null) => void): void {
    this.#socket.timeout(ANSWER_TIMEOUT_MS).emit("records", batch, (error: Error | null, reply: RecordsReply) => {
      const parsed = error === null ? RecordsReply.safeParse(reply) : null;
      onAnswer(parsed?.success === true ? parsed.data : null);
    });
  }

  status(status: StreamStatus): void {
    this.#socket.emit("status", status);
  }

  close(reason: string): void {
    this.#socket.disconnect();
    this.#end(reason);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
    this.#events.onEnd(reason, this.#ready);
  }
}
