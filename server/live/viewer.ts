import type { LiveFragment, LiveStream } from "./live-stream.ts";
import type { LiveSocket } from "./live-socket.ts";
import { bufferedBytes, mediaRoom, watchRoom } from "./live-socket.ts";

interface View {
  stream: LiveStream;
  /** Tells the viewing log that this tile is watched no longer. */
  ended: () => void;
  /** The init this viewer has been sent; 0 = none. */
  initVersion: number;
  /** Not in the media room: it gets nothing until a key fragment comes and its buffer is low. */
  waiting: boolean;
  /** Waiting because it was too slow, so that what it misses is counted. */
  slow: boolean;
  droppedNow: number;
  droppedTotal: number;
}

/** One page's socket with its tiles, and the rule for one that cannot keep up. */
export class Viewer {
  readonly socket: LiveSocket;
  #views = new Map<number, View>();

  constructor(socket: LiveSocket) {
    this.socket = socket;
  }

  get tileCount(): number {
    return this.#views.size;
  }

  watches(tile: number): boolean {
    return this.#views.has(tile);
  }

  /** Sends init and the current group of pictures, then joins the room: the next broadcast continues it. */
  join(stream: LiveStream, ended: () => void): void {
    if (this.#views.has(stream.tile)) this.leave(stream.tile);
    const view: View = { stream, ended, initVersion: 0, waiting: true, slow: false, droppedNow: 0, droppedTotal: 0 };
    this.#views.set(stream.tile, view);
    void this.socket.join(watchRoom(stream.tile));
    this.#sendInit(view);
    if (stream.init === null || stream.gop.length === 0) return;
    for (const fragment of stream.gop) this.socket.emit("media", fragment.facts, fragment.bytes);
    this.#enter(view);
  }

  leave(tile: number): void {
    this.#views.get(tile)?.ended();
    this.#views.delete(tile);
    void this.socket.leave(mediaRoom(tile));
    void this.socket.leave(watchRoom(tile));
  }

  /** The socket has gone. */
  close(): void {
    for (const { ended } of this.#views.values()) ended();
    this.#views.clear();
  }

  /** A new init reached the room; those in it have it now. */
  noteInit(stream: LiveStream): void {
    const view = this.#views.get(stream.tile);
    if (view !== undefined && !view.waiting) view.initVersion = stream.initVersion;
  }

  /**
   * Called before a fragment is broadcast. Returns how many fragments (0 or 1)
   * this viewer does not get because it is too slow.
   */
  beforeFragment(stream: LiveStream, fragment: LiveFragment, resumeBelowBytes: number): number {
    const view = this.#views.get(stream.tile);
    if (view === undefined || !view.waiting) return 0;
    const key = fragment.facts[3] === 1;
    if (key && stream.init !== null && (!view.slow || bufferedBytes(this.socket) <= resumeBelowBytes)) {
      this.#resume(view);
      return 0;
    }
    if (!view.slow) return 0;
    view.droppedNow += 1;
    view.droppedTotal += 1;
    return 1;
  }

  /** Takes a viewer that is over the limit out of every media room. Returns whether it was newly found slow. */
  dropIfOver(limitBytes: number): boolean {
    const playing = [...this.#views.values()].filter((view) => !view.waiting);
    if (playing.length === 0 || bufferedBytes(this.socket) <= limitBytes) return false;
    for (const view of playing) {
      view.waiting = true;
      view.slow = true;
      void this.socket.leave(mediaRoom(view.stream.tile));
    }
    return true;
  }

  #resume(view: View): void {
    const { tile } = view.stream;
    if (view.droppedNow > 0) {
      this.socket.emit("dropped", { tile, fragments: view.droppedNow, totalFragments: view.droppedTotal });
    }
    view.droppedNow = 0;
    this.#sendInit(view);
    this.#enter(view);
  }

  #enter(view: View): void {
    view.waiting = false;
    view.slow = false;
    void this.socket.join(mediaRoom(view.stream.tile));
  }

  #sendInit(view: View): void {
    const { init, initVersion } = view.stream;
    if (init === null || view.initVersion === initVersion) return;
    this.socket.emit("init", init);
    view.initVersion = initVersion;
  }
}
