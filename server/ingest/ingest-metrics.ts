import type { IngestRefusal } from "../../shared/protocol/ingest.ts";

/** What the ingest stage counts; the composition root binds it to the metrics registry. */
export interface IngestMetrics {
  connections(count: number): void;
  openStreams(count: number): void;
  /** Records made durable, and their payload bytes. */
  stored(records: number, bytes: number): void;
  duplicates(count: number): void;
  refused(reason: IngestRefusal): void;
  /** From a batch's arrival to its acknowledgement. */
  ackMs(durationMs: number): void;
  pendingBytes(bytes: number): void;
  spoolBytes(bytes: number): void;
  /** Rows given up while the database was away; they are rebuilt from the log. */
  droppedFacts(count: number): void;
  failedFlush(): void;
  /** Connections cut for sending what nobody could use. */
  cut(): void;
}

const nothing = (): void => undefined;

export const noIngestMetrics: IngestMetrics = {
  connections: nothing,
  openStreams: nothing,
  stored: nothing,
  duplicates: nothing,
  refused: nothing,
  ackMs: nothing,
  pendingBytes: nothing,
  spoolBytes: nothing,
  droppedFacts: nothing,
  failedFlush: nothing,
  cut: nothing,
};
