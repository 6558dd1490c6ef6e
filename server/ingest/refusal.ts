import type { z } from "zod";
import type { IngestRefusal, Refused } from "../../shared/protocol/ingest.ts";

type Particulars = Pick<Refused, "expectedNumber" | "streamHandle" | "ownerUrl">;

/** `message` has three parts: what was expected, what came, what to do. */
export function refuse(reason: IngestRefusal, message: string, particulars: Particulars = {}): Refused {
  return { ok: false, reason, message, ...particulars };
}

/** The first mistake of a message that does not fit its schema, as a sentence. */
export function refuseShape(what: string, error: z.ZodError): Refused {
  const issue = error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? what : `${what}.${issue.path.join(".")}`;
  return refuse("bad-request", `${field}: ${issue?.message ?? "not of the expected shape"}; see the message's schema in shared/protocol/ingest.ts`);
}

export const wrongToken = (): Refused =>
  refuse("wrong-token", "expected the push token of a registered camera, got an unknown camera or another token: ask the administrator for a new token");

export const notOpen = (streamHandle: number): Refused =>
  refuse("not-open", `expected a stream handle that this connection opened, got ${streamHandle}: open the stream first`, { streamHandle });

export const outOfOrder = (streamHandle: number, expectedNumber: number, gotNumber: number): Refused =>
  refuse("out-of-order", `expected record ${expectedNumber} of stream ${streamHandle}, got ${gotNumber}: resend from ${expectedNumber}`, {
    expectedNumber,
    streamHandle,
  });

export const spoolFull = (detail: string): Refused =>
  refuse("spool-full", `the centre's spool has no room (${detail}): keep the records and wait for credit`);

export const unavailable = (detail: string): Refused =>
  refuse("unavailable", `the centre cannot take this now (${detail}): keep the records and try again`);
