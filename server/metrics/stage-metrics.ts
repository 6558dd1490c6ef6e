import type { IngestRefusal } from "../../shared/protocol/ingest.ts";
import type { Metrics } from "./metrics.ts";

/** A gauge whose value a stage pushes. */
export function pushedGauge(metrics: Metrics, name: string, help: string): (value: number) => void {
  let latest = 0;
  metrics.gauge(name, help, () => latest);
  return (value) => {
    latest = value;
  };
}

/** What the live stage counts, under the names that `/metrics` shows. */
export function liveMetrics(metrics: Metrics) {
  const sent = metrics.counter("mingjian_live_sent_bytes_total", "payload bytes handed to viewers, once for each");
  const dropped = metrics.counter("mingjian_live_dropped_fragments_total", "fragments that slow viewers did not get");
  const slow = metrics.counter("mingjian_live_slow_viewers_total", "times that a viewer fell behind");
  return {
    viewers: pushedGauge(metrics, "mingjian_live_viewers", "open pages with live pictures"),
    sentBytes: (bytes: number) => sent(bytes),
    droppedFragments: (count: number) => dropped(count),
    slowViewer: () => slow(),
    waitingViewings: pushedGauge(metrics, "mingjian_live_waiting_viewings", "entries of live viewings that wait for the ledger"),
  };
}

const ACK_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/** What the ingest stage counts, under the names that `/metrics` shows. */
export function ingestMetrics(metrics: Metrics) {
  const records = metrics.counter("mingjian_ingest_records_total", "records made durable");
  const bytes = metrics.counter("mingjian_ingest_bytes_total", "payload bytes made durable");
  const refused = metrics.counter("mingjian_ingest_refused_total", "messages refused, by reason", "reason");
  return {
    connections: pushedGauge(metrics, "mingjian_ingest_connections", "capture connections"),
    openStreams: pushedGauge(metrics, "mingjian_ingest_open_streams", "streams that a capture worker holds open"),
    stored(storedRecords: number, storedBytes: number) {
      records(storedRecords);
      bytes(storedBytes);
    },
    duplicates: metrics.counter("mingjian_ingest_duplicates_total", "records that had been durable before"),
    refused: (reason: IngestRefusal) => refused(1, reason),
    ackMs: metrics.histogram("mingjian_ingest_ack_milliseconds", "from a batch's arrival to its acknowledgement", ACK_BUCKETS_MS),
    pendingBytes: pushedGauge(metrics, "mingjian_ingest_pending_bytes", "bytes that wait for the disk"),
    spoolBytes: pushedGauge(metrics, "mingjian_spool_bytes", "bytes in this node's spool"),
    droppedFacts: metrics.counter("mingjian_ingest_dropped_facts_total", "rows given up while the database was away, rebuilt from the log"),
    failedFlush: metrics.counter("mingjian_ingest_failed_flushes_total", "times that the database did not take the facts"),
    cut: metrics.counter("mingjian_ingest_cut_total", "connections cut for sending what nobody could use"),
  };
}

/** What happens to events that come in: "accepted", "repeated", or the reason of a refusal. */
export function eventMetrics(metrics: Metrics): (outcome: string) => void {
  const answered = metrics.counter("mingjian_events_answered_total", "events answered, by outcome", "outcome");
  return (outcome) => answered(1, outcome);
}
