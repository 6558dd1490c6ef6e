import { z } from "zod";
import { CameraId, StreamEpoch, StreamRole } from "../domain/ids.ts";
import { DeclaredGapCause } from "../domain/gap-cause.ts";

/**
 * The ingest protocol, both ends: Socket.IO namespace `/ingest`, websocket
 * only, no compression. `shared/protocol/ingest.md` explains it in prose; a
 * test keeps the two lists (messages, refusals) equal.
 *
 *   capture → server   open     one stream of one camera, with that camera's token
 *   capture → server   records  one batch (ingest-record.ts) from any opened streams
 *   capture → server   status   what capture knows about a stream that is not a record
 *   capture → server   close    the worker leaves on purpose
 *   server → capture   credit   how many bytes may be in flight on this connection
 *   server → capture   closed   the server gave a stream up (lease lost, token revoked)
 */
export const INGEST_NAMESPACE = "/ingest";
export const INGEST_PROTOCOL = 1;

/** Socket.IO handshake `auth`. */
export const IngestHandshake = z.object({
  protocol: z.literal(INGEST_PROTOCOL, {
    error: (issue) => `expected ingest protocol ${INGEST_PROTOCOL}, got ${String(issue.input)}: update the capture worker`,
  }),
  /** Says which worker this is in logs and on the wall; not a credential. */
  siteName: z.string().min(1).max(100),
  /** For logs: "mingjian-capture/0.1.0". */
  agent: z.string().max(100),
});
export type IngestHandshake = z.infer<typeof IngestHandshake>;

/** Every reason the server may give for refusing; the message beside it says what to do. */
export const INGEST_REFUSALS = [
  "bad-request", // the message does not fit its schema
  "protocol-version", // handshake.protocol is not ours
  "wrong-token", // unknown camera, or a token that is not this camera's (not told apart on purpose)
  "owned-elsewhere", // another ingest node holds this camera's lease: reconnect to `ownerUrl`
  "already-open", // another connection to this node has this stream open and is alive
  "not-open", // the handle is not one this connection opened
  "out-of-order", // number is not the next one: resend from `expectedNumber`
  "damaged", // CRC or structure wrong: send the batch again
  "too-large", // a batch or payload over the limit
  "over-credit", // more bytes in flight than granted
  "chain-broken", // a device signature does not match the server's chain head
  "spool-full", // the centre's spool is at its limit: keep it, wait for credit
  "unavailable", // database or disk cannot answer now: keep it, try again
] as const;
export const IngestRefusal = z.enum(INGEST_REFUSALS);
export type IngestRefusal = z.infer<typeof IngestRefusal>;

export const Refused = z.object({
  ok: z.literal(false),
  reason: IngestRefusal,
  /** A sentence: what was expected, what came, what to do. */
  message: z.string(),
  expectedNumber: z.number().int().optional(),
  streamHandle: z.number().int().optional(),
  ownerUrl: z.string().optional(),
});
export type Refused = z.infer<typeof Refused>;

export const OpenRequest = z.object({
  cameraId: CameraId,
  role: StreamRole,
  token: z.string().min(16).max(200),
  epoch: StreamEpoch,
  /** UTC µs that media time 0 of this epoch's fragments stands for (tfdt = startUs − originUs). */
  originUs: z.number().int(),
  /** Raw Ed25519 public key, base64url, when the worker signs with a device key. */
  devicePublicKey: z.string().optional(),
});
export type OpenRequest = z.infer<typeof OpenRequest>;

export const Opened = z.object({
  ok: z.literal(true),
  streamHandle: z.number().int().min(0).max(0xffff),
  /** The number the server wants next: one after the last durable one. */
  nextNumber: z.number().int().min(1),
  /** Chain head after the last durable record, hex. */
  head: z.string(),
});
export type Opened = z.infer<typeof Opened>;
export const OpenReply = z.discriminatedUnion("ok", [Opened, Refused]);
export type OpenReply = z.infer<typeof OpenReply>;

export const RecordsAccepted = z.object({
  ok: z.literal(true),
  /** Durable up to and including this number, for each stream in the batch: [handle, number]. */
  durable: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Records that had been durable before and were passed over (P9-like idempotence). */
  duplicates: z.number().int(),
});
export type RecordsAccepted = z.infer<typeof RecordsAccepted>;
export const RecordsReply = z.discriminatedUnion("ok", [RecordsAccepted, Refused]);
export type RecordsReply = z.infer<typeof RecordsReply>;

/** Why a stream has no new records just now, for the wall; gaps themselves are records. */
export const StreamStatus = z.object({
  streamHandle: z.number().int(),
  state: z.enum(["connecting", "streaming", "camera-offline", "camera-refused", "spool-full"]),
  /** In words, as the probe would say it. */
  detail: z.string().max(500),
  /** Unacknowledged records waiting at the edge. */
  backlogRecords: z.number().int(),
  backlogBytes: z.number().int(),
});
export type StreamStatus = z.infer<typeof StreamStatus>;

export const CloseRequest = z.object({ streamHandle: z.number().int() });
export type CloseRequest = z.infer<typeof CloseRequest>;
export const CloseReply = z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), Refused]);
export type CloseReply = z.infer<typeof CloseReply>;

export const Credit = z.object({
  /** Unacknowledged bytes allowed on this connection; 0 = wait. */
  inFlightBytes: z.number().int().min(0),
  /** Why it was lowered, if it was. */
  reason: IngestRefusal.optional(),
});
export type Credit = z.infer<typeof Credit>;

export const StreamClosed = z.object({ streamHandle: z.number().int(), reason: IngestRefusal, message: z.string() });
export type StreamClosed = z.infer<typeof StreamClosed>;

/** Payload of a `gap` record: the record's startUs/durationUs say which seconds. */
export const GapDeclaration = z.object({
  cause: DeclaredGapCause,
  /** In words, for people: "no answer from 10.1.2.3:554 for 30 s". */
  detail: z.string().max(500),
  /** Fragments counted as dropped, where there were any. */
  droppedFragments: z.number().int().default(0),
});
export type GapDeclaration = z.infer<typeof GapDeclaration>;

/** Payload of a `clock` record. */
export const ClockEvent = z.object({
  /** Whose clock: the camera's (from RTCP sender reports) or the capture machine's. */
  clock: z.enum(["camera", "capture"]),
  offsetBeforeMs: z.number().nullable(),
  offsetAfterMs: z.number(),
});
export type ClockEvent = z.infer<typeof ClockEvent>;

/** Payload of a `signature` record: Ed25519 (base64url) over the 32-byte chain head of record number−1. */
export const HeadSignature = z.object({ head: z.string().regex(/^[0-9a-f]{64}$/), signature: z.string() });
export type HeadSignature = z.infer<typeof HeadSignature>;

export interface CaptureToServer {
  open: (request: OpenRequest, reply: (reply: OpenReply) => void) => void;
  records: (batch: Uint8Array, reply: (reply: RecordsReply) => void) => void;
  status: (status: StreamStatus) => void;
  close: (request: CloseRequest, reply: (reply: CloseReply) => void) => void;
}

export interface ServerToCapture {
  credit: (credit: Credit) => void;
  closed: (closed: StreamClosed) => void;
}
