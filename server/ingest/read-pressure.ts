/** A connection whose reading can be stopped. */
export interface Readable {
  pause(): void;
  resume(): void;
}

/**
 * The bound on bytes that wait for the disk, over all connections (P14). Above
 * the upper mark nobody is read, and TCP holds the senders back; below the
 * lower mark all are read again.
 */
export class ReadPressure {
  #pendingBytes = 0;
  #paused = false;
  #connections = new Set<Readable>();
  #pauseAboveBytes: number;
  #resumeBelowBytes: number;

  constructor(pauseAboveBytes: number, resumeBelowBytes: number) {
    this.#pauseAboveBytes = pauseAboveBytes;
    this.#resumeBelowBytes = resumeBelowBytes;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  join(connection: Readable): void {
    this.#connections.add(connection);
    if (this.#paused) connection.pause();
  }

  leave(connection: Readable): void {
    this.#connections.delete(connection);
  }

  add(bytes: number): void {
    this.#pendingBytes += bytes;
    if (this.#paused || this.#pendingBytes <= this.#pauseAboveBytes) return;
    this.#paused = true;
    for (const connection of this.#connections) connection.pause();
  }

  remove(bytes: number): void {
    this.#pendingBytes -= bytes;
    if (!this.#paused || this.#pendingBytes >= this.#resumeBelowBytes) return;
    this.#paused = false;
    for (const connection of this.#connections) connection.resume();
  }
}
