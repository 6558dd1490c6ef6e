import type { Clock } from "../../shared/time/clock.ts";
import { LiveConnection } from "./live-connection.ts";
import { TilePlayer, type TileParts } from "./tile-player.ts";
import type { StreamRole } from "../../shared/domain/ids.ts";
import { VideoPool } from "./video-pool.ts";

const CHECK_INTERVAL_MS = 500;

/** All tiles of the page: one socket, one pool of video elements, one heartbeat. */
export class LivePage {
  readonly connection: LiveConnection;
  #parts: TileParts;
  #players = new Set<TilePlayer>();
  #listeners = new Set<() => void>();
  #stopChecks: () => void;

  constructor(clock: Clock) {
    this.connection = new LiveConnection(clock);
    this.#parts = { connection: this.connection, videos: new VideoPool(), clock };
    this.#stopChecks = clock.every(CHECK_INTERVAL_MS, () => this.#check());
    window.__mingjianTiles = () => [...this.#players].map((player) => player.stats());
  }

  open(holder: HTMLElement, cameraId: string, role: StreamRole): TilePlayer {
    const player = new TilePlayer(this.#parts, holder, cameraId, role);
    this.#players.add(player);
    return player;
  }

  close(player: TilePlayer): void {
    this.#players.delete(player);
    player.dispose();
  }

  /** Called twice a second while a component shows a player. */
  onBeat(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#stopChecks();
    for (const player of this.#players) player.dispose();
    this.#players.clear();
    this.connection.close();
  }

  #check(): void {
    for (const player of this.#players) player.check();
    for (const listener of this.#listeners) listener();
  }
}
