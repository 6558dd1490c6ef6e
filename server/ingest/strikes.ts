import type { IngestRefusal } from "../../shared/protocol/ingest.ts";

/** Refusals that a sound worker never earns; the rest are part of normal trouble. */
const RUBBISH: ReadonlySet<IngestRefusal> = new Set(["bad-request", "wrong-token", "not-open", "damaged", "too-large", "over-credit", "chain-broken"]);

/** Counts unusable messages of one connection; a good batch takes one back. */
export class Strikes {
  #count = 0;
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True once the connection has used up its patience. */
  note(reason: IngestRefusal): boolean {
    if (RUBBISH.has(reason)) this.#count += 1;
    return this.#count >= this.#limit;
  }

  forgiveOne(): void {
    if (this.#count > 0) this.#count -= 1;
  }
}
