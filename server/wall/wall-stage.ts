import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { DefaultEventsMap, Namespace, Server } from "socket.io";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { WALL_NAMESPACE, type WallSnapshot, type WallToPage } from "../../shared/protocol/wall.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { buildWall, type WallFacts } from "./build-wall.ts";
import { readCompletenessRows, type CompletenessWindow } from "./completeness-queries.ts";
import { diffWall } from "./diff-wall.ts";
import type { StorageFacts } from "./storage-facts.ts";
import { FilingsWatch } from "./filings-watch.ts";
import { readWallRows } from "./wall-queries.ts";
import { WallViewer } from "./wall-viewer.ts";

export type WallNamespace = Namespace<DefaultEventsMap, WallToPage, DefaultEventsMap, unknown>;

export interface WallStageParts {
  io: Server;
  db: Kysely<Database>;
  clock: Clock;
  log: Log;
  readStorage(): Promise<StorageFacts>;
  /** Declares who may connect (P16); called once, before any socket is accepted. */
  guard(namespace: Namespace, access: typeof WALL_ACCESS): void;
  countDropped(deltas: number): void;
}

/** Who may do what here (P16): a page only listens. */
export const WALL_ACCESS = { connect: "wall.read", events: {} } as const;

const TICK_MS = 1_000;
const WINDOW_US = 3_600_000_000;

/** Computes the wall from the database once a second while somebody looks, and sends what changed. */
export class WallStage {
  readonly #parts: WallStageParts;
  readonly #boot = randomUUID();
  readonly #filings: FilingsWatch;
  readonly #viewers = new Set<WallViewer>();
  readonly #stopTicks: () => void;
  #seq = 0;
  #facts: WallFacts | null = null;
  #refreshing: Promise<WallFacts> | null = null;

  constructor(parts: WallStageParts) {
    this.#parts = parts;
    this.#filings = new FilingsWatch(parts.db);
    const namespace: WallNamespace = parts.io.of(WALL_NAMESPACE);
    parts.guard(namespace as unknown as Namespace, WALL_ACCESS);
    namespace.on("connection", (socket) => {
      const viewer = new WallViewer(socket);
      this.#viewers.add(viewer);
      socket.on("disconnect", () => this.#viewers.delete(viewer));
    });
    this.#stopTicks = parts.clock.every(TICK_MS, () => void this.#tick());
  }

  /** The wall now; at most a second old. @throws DatabaseUnavailable */
  async snapshot(): Promise<WallSnapshot> {
    const nowUs = this.#parts.clock.nowUs();
    const fresh = this.#facts !== null && Math.abs(nowUs - this.#facts.atUs) < TICK_MS * 1000;
    const facts = fresh && this.#facts !== null ? this.#facts : await this.refresh();
    return { boot: this.#boot, seq: this.#seq, ...facts };
  }

  /** Reads everything again and sends the difference to every open page; callers at the same time share one reading. */
  refresh(): Promise<WallFacts> {
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  stop(): void {
    this.#stopTicks();
  }

  async #tick(): Promise<void> {
    if (this.#viewers.size === 0 || this.#refreshing !== null) return;
    try {
      await this.refresh();
    } catch (error) {
      // Pages see the age of their figures grow; the next second tries again.
      this.#parts.log.warn({ err: error }, "the wall could not be read");
    }
  }

  async #read(): Promise<WallFacts> {
    const nowUs = this.#parts.clock.nowUs();
    const window: CompletenessWindow = { cameraId: null, fromUs: nowUs - WINDOW_US, toUs: nowUs };
    const { db } = this.#parts;
    const [rows, completeness, storage, ledger] = await Promise.all([readWallRows(db), readCompletenessRows(db, window), this.#parts.readStorage(), this.#filings.read(Math.floor(nowUs / 1000))]);
    const facts = buildWall({ rows, completeness, window, storage, ...ledger, nowUs });
    if (this.#facts !== null) this.#send(this.#facts, facts);
    this.#facts = facts;
    return facts;
  }

  #send(before: WallFacts, after: WallFacts): void {
    this.#seq += 1;
    const delta = { boot: this.#boot, seq: this.#seq, ...diffWall(before, after) };
    let dropped = 0;
    for (const viewer of this.#viewers) if (!viewer.send(delta)) dropped += 1;
    if (dropped > 0) this.#parts.countDropped(dropped);
  }
}
