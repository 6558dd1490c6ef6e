import { io, type Socket } from "socket.io-client";
import type { StreamRole } from "../../shared/domain/ids.ts";
import {
  LIVE_NAMESPACE,
  LIVE_PROTOCOL,
  type LiveDropped,
  type LiveInit,
  type LiveMediaFacts,
  type LiveStateChange,
  type LiveToPage,
  type PageToLive,
  type WatchReply,
  type WatchRequest,
} from "../../shared/protocol/live.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { ServerClock } from "./server-clock.ts";

export interface WatchListener {
  onReply(reply: WatchReply): void;
  onInit(init: LiveInit): void;
  onMedia(facts: LiveMediaFacts, bytes: Uint8Array<ArrayBuffer>): void;
  onDropped(dropped: LiveDropped): void;
  onState(change: LiveStateChange): void;
  onDisconnect(): void;
}

interface Watch {
  cameraId: string;
  role: StreamRole;
  listener: WatchListener;
  tile: number | null;
}

const PING_INTERVAL_MS = 5000;
const RETRY_REFUSED_MS = 10_000;

/** The page's one live socket. Watches survive a reconnect: they are asked for again. */
export class LiveConnection {
  readonly serverClock = new ServerClock();
  #socket: Socket<LiveToPage, PageToLive>;
  #watches = new Set<Watch>();
  #clock: Clock;
  #stopPings: () => void;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#socket = io(LIVE_NAMESPACE, {
      transports: ["websocket"],
      auth: { protocol: LIVE_PROTOCOL },
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
    this.#socket.on("connect", () => {
      for (let sample = 0; sample < 3; sample += 1) this.#ping();
      for (const watch of this.#watches) this.#ask(watch);
    });
    this.#socket.on("disconnect", () => this.#disconnected());
    // A refused handshake (signed out, other protocol) is not retried by the client library itself.
    this.#socket.on("connect_error", (error) => this.#refused(error));
    this.#listen();
    this.#stopPings = clock.every(PING_INTERVAL_MS, () => this.#ping());
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** The server's time now, UTC µs. */
  serverNowUs(): number {
    return this.#clock.nowUs() + this.serverClock.offsetUs;
  }

  /** Watches until the returned function is called. */
  watch(cameraId: string, role: StreamRole, listener: WatchListener): () => void {
    const watch: Watch = { cameraId, role, listener, tile: null };
    this.#watches.add(watch);
    if (this.#socket.connected) this.#ask(watch);
    return () => {
      this.#watches.delete(watch);
      this.#release(watch);
    };
  }

  close(): void {
    this.#closed = true;
    this.#stopPings();
    this.#socket.close();
  }

  #listen(): void {
    this.#socket.on("init", (init) => {
      for (const watch of this.#on(init.tile)) watch.listener.onInit({ ...init, bytes: asBytes(init.bytes) });
    });
    this.#socket.on("media", (facts, bytes) => {
      for (const watch of this.#on(facts[0])) watch.listener.onMedia(facts, asBytes(bytes));
    });
    this.#socket.on("dropped", (dropped) => {
      for (const watch of this.#on(dropped.tile)) watch.listener.onDropped(dropped);
    });
    this.#socket.on("state", (change) => {
      for (const watch of this.#on(change.tile)) watch.listener.onState(change);
    });
  }

  #on(tile: number): Watch[] {
    return [...this.#watches].filter((watch) => watch.tile === tile);
  }

  #ask(watch: Watch): void {
    const request = { cameraId: watch.cameraId, role: watch.role } as WatchRequest;
    this.#socket.emit("watch", request, (reply) => {
      if (reply.ok) watch.tile = reply.tile;
      if (this.#watches.has(watch)) watch.listener.onReply(reply);
      else this.#release(watch);
    });
  }

  /** Tells the server, unless another tile of this page shows the same stream. */
  #release(watch: Watch): void {
    const shared = [...this.#watches].some((other) => other.cameraId === watch.cameraId && other.role === watch.role);
    if (watch.tile !== null && !shared) this.#socket.emit("unwatch", { tile: watch.tile });
  }

  #disconnected(): void {
    for (const watch of this.#watches) {
      watch.tile = null;
      watch.listener.onDisconnect();
    }
  }

  #refused(error: Error): void {
    if (this.#socket.active) return;
    const reply: WatchReply = { ok: false, reason: "forbidden", message: error.message };
    for (const watch of this.#watches) watch.listener.onReply(reply);
    void this.#connectLater();
  }

  async #connectLater(): Promise<void> {
    await this.#clock.sleep(RETRY_REFUSED_MS);
    if (!this.#closed) this.#socket.connect();
  }

  #ping(): void {
    if (!this.#socket.connected) return;
    const sentUs = this.#clock.nowUs();
    this.#socket.volatile.emit("ping", (serverUs) => this.serverClock.note(sentUs, serverUs, this.#clock.nowUs()));
  }
}

/** Binary arrives as ArrayBuffer in browsers, whatever the server sent. */
function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : new Uint8Array(bytes);
}
