import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";

/** What stages count through. Names are `mingjian_…`, with the unit at the end. */
export interface Metrics {
  /** With `label`, every count names the value of that label; values must come from a closed list. */
  counter(name: string, help: string, label?: string): (by?: number, value?: string) => void;
  /** Read at every scrape, so that a gauge is never older than the answer. */
  gauge(name: string, help: string, read: () => number): void;
  histogram(name: string, help: string, buckets: readonly number[]): (value: number) => void;
}

/** The Prometheus registry of this process, with Node's own figures (event-loop lag, memory, GC). */
export class MetricsRegistry implements Metrics {
  #registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  counter(name: string, help: string, label?: string): (by?: number, value?: string) => void {
    const counter = new Counter({ name, help, labelNames: label === undefined ? [] : [label], registers: [this.#registry] });
    return (by = 1, value = "") => (label === undefined ? counter.inc(by) : counter.inc({ [label]: value }, by));
  }

  gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(read()) });
  }

  histogram(name: string, help: string, buckets: readonly number[]): (value: number) => void {
    const histogram = new Histogram({ name, help, buckets: [...buckets], registers: [this.#registry] });
    return (value) => histogram.observe(value);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
