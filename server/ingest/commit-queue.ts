import { encodeDurableMeta } from "../../shared/node/spool/durable-record-codec.ts";
import type { LogEntry, RecordLog } from "../../shared/node/record-log/record-log.ts";
import type { AdmittedBatch } from "./admit-batch.ts";

export interface WaitingBatch {
  batch: AdmittedBatch;
  receivedUs: number;
  /** Called once, after the disk has the batch and everything before it … */
  onDurable: () => void;
  /** … or after the disk refused it or a batch before it. */
  onFailed: (error: unknown) => void;
}

/**
 * The one way to the disk. At most one append is under way; what gathers
 * meanwhile shares the next one (group commit). So when the disk refuses, no
 * later batch can already be on it: everything that waits was chained on top
 * of what is lost, is refused too, and the streams go back to what the disk
 * has. A record is never durable without the one before it.
 */
export class CommitQueue {
  #log: Pick<RecordLog, "append">;
  #waiting: WaitingBatch[] = [];
  #loop: Promise<void> | null = null;

  constructor(log: Pick<RecordLog, "append">) {
    this.#log = log;
  }

  /** Batches of duplicates only go through as well: what they repeat may still be on its way. */
  enqueue(waiting: WaitingBatch): void {
    this.#waiting.push(waiting);
    this.#loop ??= this.#run();
  }

  /** Resolves once nothing waits. */
  async drain(): Promise<void> {
    while (this.#loop !== null) await this.#loop;
  }

  async #run(): Promise<void> {
    // Batches that arrived in the same turn share the first append too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#append(group);
      } catch (error) {
        this.#fail([...group, ...this.#waiting.splice(0)], error);
        continue;
      }
      for (const waiting of group) settle(waiting);
    }
    this.#loop = null;
  }

  async #append(group: readonly WaitingBatch[]): Promise<void> {
    const entries: LogEntry[] = [];
    for (const { batch, receivedUs } of group) {
      for (const { stream, record, contentHash, head } of batch.records) {
        const meta = encodeDurableMeta({ streamId: stream.streamId, header: record, receivedUs, contentHash, head });
        entries.push({ meta, payload: record.payload, payloadCrc32: record.payloadCrc32 });
      }
    }
    if (entries.length > 0) await this.#log.append(entries);
  }

  /** All streams first, then the answers: whoever is answered finds the chain where the disk has it. */
  #fail(group: readonly WaitingBatch[], error: unknown): void {
    for (const { batch } of group) {
      for (const { stream } of batch.streams) stream.rollBack();
    }
    for (const waiting of group) waiting.onFailed(error);
  }
}

function settle({ batch, receivedUs, onDurable }: WaitingBatch): void {
  for (const { stream, tip } of batch.streams) stream.durable = tip;
  for (const { stream, record, said } of batch.records) stream.facts.takeRecord(record, receivedUs, said);
  onDurable();
}
