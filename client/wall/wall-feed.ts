import { io, type Socket } from "socket.io-client";
import { WALL_NAMESPACE, WallDelta, WallSnapshot, type WallToPage } from "../../shared/protocol/wall.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { fetchJson, type FetchResult } from "../server-api/fetch-json.ts";
import { applyDelta, type Snapshot } from "./apply-delta.ts";

export interface WallView {
  snapshot: Snapshot | null;
  /** Page clock (monotonic ms) when the server was last heard. */
  heardAtMs: number | null;
  /** The socket is silent or gone and the page asks every 15 s. */
  polling: boolean;
  /** The server refused: signed out, or a shape we do not know. null = fine. */
  refusal: Extract<FetchResult<unknown>, { kind: "refused" }> | null;
  /** Counts changes of the answering server process. */
  boots: number;
}

const POLL_INTERVAL_MS = 15_000;
/** Deltas come at least every few seconds; a socket silent for longer is taken for half-open. */
const SILENT_AFTER_MS = 12_000;
const TICK_MS = 1000;

/**
 * Keeps the wall's figures: a REST snapshot, then numbered deltas. A hole, a
 * new server process or `resync` fetches again; a silent socket is polled
 * around. It never throws figures away: the page shows how old they are.
 */
export class WallFeed {
  #clock: Clock;
  #socket: Socket<WallToPage>;
  #view: WallView = { snapshot: null, heardAtMs: null, polling: false, refusal: null, boots: 0 };
  #listeners = new Set<() => void>();
  #fetching = false;
  #askedAtMs = -Infinity;
  #socketHeardMs: number;
  #stopTicks: () => void;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#socketHeardMs = clock.monotonicMs();
    this.#socket = io(WALL_NAMESPACE, { transports: ["websocket"], reconnectionDelayMax: 5000 });
    this.#socket.on("connect", () => void this.refetch());
    this.#socket.on("resync", () => void this.refetch());
    this.#socket.on("delta", (delta) => this.#take(delta));
    this.#stopTicks = clock.every(TICK_MS, () => this.#tick());
    void this.refetch();
  }

  /** For React's useSyncExternalStore: stable until something changed. */
  get view(): WallView {
    return this.#view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The server's time now, µs, as the last figures imply it; null before the first. */
  serverNowUs(): number | null {
    const { snapshot, heardAtMs } = this.#view;
    return snapshot === null || heardAtMs === null ? null : snapshot.atUs + (this.#clock.monotonicMs() - heardAtMs) * 1000;
  }

  async refetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#askedAtMs = this.#clock.monotonicMs();
    const result = await fetchJson("/api/v1/wall", WallSnapshot, { signal: AbortSignal.timeout(10_000) });
    this.#fetching = false;
    if (result.kind === "unreachable") return;
    if (result.kind === "refused") {
      // An outage behind the server (503) is not a refusal of this device.
      const refusal = result.status === 401 || result.status === 403 || result.status === 200 ? result : null;
      this.#change({ refusal });
      return;
    }
    const boots = this.#view.boots + (this.#view.snapshot?.boot === result.value.boot ? 0 : 1);
    this.#change({ snapshot: result.value, heardAtMs: this.#clock.monotonicMs(), refusal: null, boots });
  }

  close(): void {
    this.#stopTicks();
    this.#socket.close();
  }

  #take(body: unknown): void {
    this.#socketHeardMs = this.#clock.monotonicMs();
    const delta = WallDelta.safeParse(body);
    const { snapshot } = this.#view;
    const next = delta.success && snapshot !== null ? applyDelta(snapshot, delta.data) : null;
    if (next === null) void this.refetch();
    else this.#change({ snapshot: next, heardAtMs: this.#clock.monotonicMs(), polling: false });
  }

  #tick(): void {
    const nowMs = this.#clock.monotonicMs();
    const silent = !this.#socket.connected || nowMs - this.#socketHeardMs > SILENT_AFTER_MS;
    if (silent !== this.#view.polling) this.#change({ polling: silent });
    if (this.#socket.disconnected && !this.#socket.active) this.#socket.connect();
    if (silent && nowMs - this.#askedAtMs >= POLL_INTERVAL_MS) void this.refetch();
  }

  #change(part: Partial<WallView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }
}
