import type { DefaultEventsMap, Socket } from "socket.io";
import type { WallDelta, WallToPage } from "../../shared/protocol/wall.ts";

export type WallSocket = Socket<DefaultEventsMap, WallToPage, DefaultEventsMap, unknown>;

/** Deltas that may wait for one page before it is told to start over (P14). */
export const MAX_WAITING_DELTAS = 10;

/** One open wall page. A page that does not read loses deltas, is told so once it reads again, and harms nobody. */
export class WallViewer {
  #socket: WallSocket;
  #waiting = 0;
  #lost = 0;

  constructor(socket: WallSocket) {
    this.#socket = socket;
    // engine.io: everything written so far has gone to the kernel.
    socket.conn.on("drain", () => this.#drained());
  }

  /** @returns false when this page's queue is full and the delta was dropped */
  send(delta: WallDelta): boolean {
    if (this.#lost > 0 || this.#waiting >= MAX_WAITING_DELTAS) {
      this.#lost += 1;
      return false;
    }
    this.#waiting += 1;
    this.#socket.emit("delta", delta);
    return true;
  }

  #drained(): void {
    this.#waiting = 0;
    if (this.#lost === 0) return;
    const message = `${this.#lost} deltas were dropped because this page did not read them: fetch the snapshot again`;
    this.#lost = 0;
    this.#socket.emit("resync", { message });
  }
}
