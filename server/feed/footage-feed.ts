import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import type { StreamRole } from "../../shared/domain/ids.ts";

/**
 * The live side branch (DESIGN section 3): ingest publishes every record it has
 * taken in, before it is durable, to whoever listens in this process. Listeners
 * must return at once and copy what they keep, because the payload's memory is
 * used again once its batch is answered; what they cannot keep up with they drop
 * and count.
 */
export interface FeedStream {
  streamId: number;
  cameraId: string;
  role: StreamRole;
  originUs: number;
}

export type FeedListener = {
  onRecord(stream: FeedStream, record: StreamRecord): void;
  /** A capture connection opened or lost the stream. */
  onLink(stream: FeedStream, connected: boolean): void;
};

export class FootageFeed {
  #listeners = new Set<FeedListener>();

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publishRecord(stream: FeedStream, record: StreamRecord): void {
    for (const listener of this.#listeners) listener.onRecord(stream, record);
  }

  publishLink(stream: FeedStream, connected: boolean): void {
    for (const listener of this.#listeners) listener.onLink(stream, connected);
  }
}
