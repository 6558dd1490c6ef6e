import type { IngestRefusal } from "../../../shared/protocol/ingest.ts";

/** What the worker does about a refusal of one stream (its `open`, or `closed` from the server). */
export type StreamAnswer =
  | { do: "retry"; firstMs: number; longestMs: number }
  | { do: "redirect" }
  /** The centre's history does not fit ours: everything unacknowledged goes to a new epoch. */
  | { do: "rebase" }
  /** A person has to change something; other cameras go on. */
  | { do: "stop" };

const SOON = { do: "retry", firstMs: 1000, longestMs: 10_000 } as const;
const LATER = { do: "retry", firstMs: 30_000, longestMs: 300_000 } as const;

export const STREAM_ANSWERS: Readonly<Record<IngestRefusal, StreamAnswer>> = {
  "bad-request": LATER,
  "protocol-version": LATER,
  "wrong-token": { do: "stop" },
  "owned-elsewhere": { do: "redirect" },
  "already-open": SOON,
  "not-open": SOON,
  "out-of-order": SOON,
  damaged: SOON,
  "too-large": SOON,
  "over-credit": SOON,
  "chain-broken": { do: "rebase" },
  "spool-full": SOON,
  unavailable: SOON,
};

/** What the worker does about a refused batch, beside sending it again: nothing in it was taken. */
export type BatchAnswer =
  | { do: "resend"; pauseMs: number }
  /** Half as much in one message from now on. */
  | { do: "shrink" }
  /** The stream named in the refusal is treated as if its `open` had been refused. */
  | { do: "stream" };

export const BATCH_ANSWERS: Readonly<Record<IngestRefusal, BatchAnswer>> = {
  "bad-request": { do: "stream" },
  "protocol-version": { do: "stream" },
  "wrong-token": { do: "stream" },
  "owned-elsewhere": { do: "stream" },
  "already-open": { do: "stream" },
  "not-open": { do: "stream" },
  "out-of-order": { do: "resend", pauseMs: 0 },
  damaged: { do: "resend", pauseMs: 500 },
  "too-large": { do: "shrink" },
  "over-credit": { do: "resend", pauseMs: 500 },
  "chain-broken": { do: "stream" },
  "spool-full": { do: "resend", pauseMs: 2000 },
  unavailable: { do: "resend", pauseMs: 1000 },
};
