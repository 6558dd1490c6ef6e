import type { CheckpointStamp } from "../../shared/ledger/checkpoint-stamp.ts";
import type { LedgerCheckpoint } from "../../shared/ledger/ledger-checkpoint.ts";
import { appendLine } from "../../shared/node/ledger/checkpoint-file.ts";
import type { TimeStamp } from "../../shared/node/ledger/time-stamp.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";

export interface StamperParts {
  stamp(content: Uint8Array): Promise<TimeStamp>;
  /** The stamp file, beside the anchor file. */
  path: string;
  clock: Clock;
  log: Log;
}

/** Checkpoints come every minute; an outside authority is asked once an hour. */
const STAMP_INTERVAL_MS = 3_600_000;

/** Has a checkpoint now and then stamped outside, so that not even the holder of our key can date a ledger back. */
export class CheckpointStamper {
  readonly #parts: StamperParts;
  #stampedAtMs: number | null = null;

  constructor(parts: StamperParts) {
    this.#parts = parts;
  }

  /** Stamps it if the last stamp is old enough. An authority that is away is logged and asked again at the next checkpoint. */
  async offer(checkpoint: LedgerCheckpoint): Promise<void> {
    const { clock, log, path, stamp } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (this.#stampedAtMs !== null && nowMs - this.#stampedAtMs < STAMP_INTERVAL_MS) return;
    const checkpointLine = JSON.stringify(checkpoint);
    try {
      const { token, authorityTime } = await stamp(Buffer.from(checkpointLine, "utf8"));
      const line: CheckpointStamp = { format: "mingjian-checkpoint-stamp/1", checkpointLine, authorityTime: authorityTime.toISOString(), token: token.toString("base64") };
      await appendLine(path, JSON.stringify(line));
      this.#stampedAtMs = nowMs;
    } catch (error) {
      log.warn({ err: error, seq: checkpoint.seq }, "the ledger's checkpoint could not be stamped outside; the next checkpoint tries again");
    }
  }
}
