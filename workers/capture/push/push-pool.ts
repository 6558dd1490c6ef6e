import { PushClient, type PushParts } from "./push-client.ts";
import type { StreamLink } from "./stream-link.ts";

export interface PushPoolOptions {
  /** The centre's nodes; the first that answers is used. */
  serverUrls: readonly string[];
  /** How long fragments of different cameras wait for one another to share a message. */
  flushIntervalMs: number;
}

/** An owner that cannot be reached this often in a row is forgotten: the home server knows the new one. */
const GIVE_UP_AFTER = 3;

/** All clients: the home server's, and one for every other node that owns a camera of ours. */
export class PushPool {
  #options: PushPoolOptions;
  #parts: Omit<PushParts, "onRedirect">;
  #home: PushClient;
  #owners = new Map<string, PushClient>();
  #running: Promise<void>[] = [];
  #signal: AbortSignal | null = null;
  #ticking = false;

  constructor(options: PushPoolOptions, parts: Omit<PushParts, "onRedirect">) {
    this.#options = options;
    this.#parts = parts;
    this.#home = this.#client(options.serverUrls);
  }

  get connected(): boolean {
    return this.#home.connected;
  }

  add(link: StreamLink): void {
    this.#home.attach(link);
  }

  /** Resolves when the signal aborts and every connection is closed. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const stopTicks = this.#parts.clock.every(this.#options.flushIntervalMs, () => void this.#tick());
    this.#running.push(this.#home.run(signal));
    while (this.#running.length > 0) await this.#running.pop();
    stopTicks();
  }

  /** What gathered since the last tick goes to disk in one write and to the centre in one message. */
  async #tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    await this.#parts.spool.flush();
    this.#home.pump();
    for (const [url, client] of this.#owners) {
      client.pump();
      if (client.failures >= GIVE_UP_AFTER) this.#giveUp(url, client);
    }
    this.#ticking = false;
  }

  #client(urls: readonly string[]): PushClient {
    return new PushClient(urls, { ...this.#parts, onRedirect: (link, ownerUrl) => this.#redirect(link, ownerUrl) });
  }

  #redirect(link: StreamLink, ownerUrl: string): void {
    for (const client of [this.#home, ...this.#owners.values()]) client.detach(link);
    const known = this.#owners.get(ownerUrl);
    const owner = known ?? this.#client([ownerUrl]);
    owner.attach(link);
    if (known !== undefined || this.#signal === null) return;
    this.#owners.set(ownerUrl, owner);
    this.#running.push(owner.run(this.#signal));
  }

  #giveUp(url: string, client: PushClient): void {
    client.failures = 0;
    this.#parts.log.warn({ url, streams: client.links.size }, "the owning node cannot be reached: asking the home server again");
    for (const link of client.links) {
      client.detach(link);
      this.#home.attach(link);
    }
  }
}
