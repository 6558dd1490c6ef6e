import type { LiveMetrics } from "../live/live-metrics.ts";
import type { Metrics } from "./metrics.ts";

/** A gauge whose value a stage pushes. */
export function pushedGauge(metrics: Metrics, name: string, help: string): (value: number) => void {
  let latest = 0;
  metrics.gauge(name, help, () => latest);
  return (value) => {
    latest = value;
  };
}

export function liveMetrics(metrics: Metrics): LiveMetrics {
  const sent = metrics.counter("mingjian_live_sent_bytes_total", "payload bytes handed to viewers, once for each");
  const dropped = metrics.counter("mingjian_live_dropped_fragments_total", "fragments that slow viewers did not get");
  const slow = metrics.counter("mingjian_live_slow_viewers_total", "times that a viewer fell behind");
  return {
    viewers: pushedGauge(metrics, "mingjian_live_viewers", "open pages with live pictures"),
    sentBytes: (bytes) => sent(bytes),
    droppedFragments: (count) => dropped(count),
    slowViewer: () => slow(),
  };
}
