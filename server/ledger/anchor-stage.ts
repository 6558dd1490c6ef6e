import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { LedgerFact } from "../../shared/ledger/ledger-entry.ts";
import { appendCheckpoint } from "../../shared/node/ledger/checkpoint-file.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { SigningKey } from "../../shared/node/signing/signing-key.ts";
import { canonicalJson } from "../../shared/segment/canonical-json.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { DurableHead } from "../feed/durable-head.ts";
import type { CheckpointStamper } from "./checkpoint-stamper.ts";

export interface AnchorParts {
  /** Streams that this node owns. */
  readHeads(): Iterable<DurableHead>;
  appendToLedger(facts: readonly LedgerFact[]): Promise<unknown>;
  readLedgerHead(): Promise<{ seq: number; hash: Buffer }>;
  key: SigningKey;
  /** The anchor file; operators copy it to places that the centre cannot write. */
  checkpointPath: string;
  /** Hands the signed checkpoint to an outside authority; null where none is named. */
  stamper: CheckpointStamper | null;
  nodeName: string;
  clock: Clock;
  log: Log;
}

/** P3: heads reach the ledger at least every 60 s; the margin pays for one slow round. */
const ANCHOR_INTERVAL_MS = 50_000;
/** Keeps one entry's body below about 100 kB. */
const HEADS_PER_ENTRY = 500;

/**
 * Writes the chain heads of all streams that moved into the ledger, then signs
 * the ledger's head into the anchor file: from then on neither the footage nor
 * the ledger can be rewritten without a contradiction outside the database.
 */
export class AnchorStage {
  readonly #parts: AnchorParts;
  readonly #anchored = new Map<string, number>();
  #checkpointedSeq = 0;
  #running: Promise<void> | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(parts: AnchorParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await mkdir(dirname(this.#parts.checkpointPath), { recursive: true });
    this.#stopTimer = this.#parts.clock.every(ANCHOR_INTERVAL_MS, () => void this.anchor());
  }

  /** A last round, so that a planned stop leaves nothing unanchored. */
  async stop(): Promise<void> {
    this.#stopTimer?.();
    await this.anchor();
  }

  /** One round; an outage is logged and the next round carries what this one could not. */
  anchor(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #round(): Promise<void> {
    const { appendToLedger, log } = this.#parts;
    try {
      const moved = [...this.#parts.readHeads()].filter((head) => this.#anchored.get(nameOf(head)) !== head.number);
      for (let from = 0; from < moved.length; from += HEADS_PER_ENTRY) {
        const heads = moved.slice(from, from + HEADS_PER_ENTRY);
        await appendToLedger([this.#factOf(heads)]);
        for (const head of heads) this.#anchored.set(nameOf(head), head.number);
      }
      await this.#checkpoint();
    } catch (error) {
      log.warn({ err: error }, "chain heads could not be anchored; the next round tries again");
    }
  }

  async #checkpoint(): Promise<void> {
    const { checkpointPath, clock, key, readLedgerHead, stamper } = this.#parts;
    const { seq, hash } = await readLedgerHead();
    if (seq === 0 || seq === this.#checkpointedSeq) return;
    const checkpoint = await appendCheckpoint(checkpointPath, { seq, hash: hash.toString("hex"), atUs: clock.nowUs() }, key);
    this.#checkpointedSeq = seq;
    await stamper?.offer(checkpoint);
  }

  #factOf(heads: readonly DurableHead[]): LedgerFact {
    const rows = heads.map(({ cameraId, role, epoch, number, head }) => [cameraId, role, epoch, number, Buffer.from(head).toString("hex")]);
    return { kind: "footage.heads", subject: "", producer: `server/${this.#parts.nodeName}`, producerSeq: null, body: canonicalJson({ heads: rows }) };
  }
}

function nameOf({ cameraId, role, epoch }: DurableHead): string {
  return `${cameraId}/${role}/${epoch}`;
}
