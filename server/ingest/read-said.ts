import { verify, type KeyObject } from "node:crypto";
import type { z } from "zod";
import { readInitInfo } from "../../shared/media/init-info.ts";
import { MediaFormatError } from "../../shared/media/media-format-error.ts";
import type { RecordKind } from "../../shared/protocol/ingest-record.ts";
import { ClockEvent, GapDeclaration, HeadSignature, type Refused } from "../../shared/protocol/ingest.ts";
import { refuse } from "./refusal.ts";
import type { InitFacts, Said } from "./stream-facts.ts";

/** The small payloads that ingest reads; media is never looked into. */
export function readSaid(kind: RecordKind, payload: Uint8Array): Said | undefined | MalformedPayload {
  if (kind === "gap") {
    const gap = readJson(GapDeclaration, payload);
    return gap instanceof MalformedPayload ? gap : { kind, gap };
  }
  if (kind === "clock") {
    const clock = readJson(ClockEvent, payload);
    return clock instanceof MalformedPayload ? clock : { kind, clock };
  }
  if (kind === "init") return { kind, init: describeInit(payload) };
  return undefined;
}

/** Null for an init segment that names no codec we know: it is kept like any other, and stays unnamed on the wall. */
function describeInit(payload: Uint8Array): InitFacts | null {
  try {
    const { codecs, width, height } = readInitInfo(payload);
    return { codecs, width, height };
  } catch (error) {
    if (error instanceof MediaFormatError) return null;
    throw error;
  }
}

/** A payload that is not what its record's kind says; `detail` says where. */
export class MalformedPayload {
  readonly detail: string;
  constructor(detail: string) {
    this.detail = detail;
  }
}

function readJson<T>(schema: z.ZodType<T>, payload: Uint8Array): T | MalformedPayload {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
  } catch {
    return new MalformedPayload("not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return new MalformedPayload(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`);
}

/**
 * Holds a signature record against the chain as the server has it (P3):
 * Ed25519 (RFC 8032) over the 32 bytes of `head`. Without a key the record is
 * kept unchecked: whoever has the key can still check it years later.
 */
export function checkSignature(payload: Uint8Array, head: Uint8Array, key: KeyObject | null): Refused | null {
  const said = readJson(HeadSignature, payload);
  if (said instanceof MalformedPayload) return refuse("bad-request", `signature record: ${said.detail}; expected {"head": 64 hex digits, "signature": base64url}`);
  const ours = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (said.head !== ours.toString("hex")) {
    return refuse("chain-broken", `expected a signature of chain head ${ours.toString("hex")}, got one of ${said.head}: the records sent are not the ones that were signed`);
  }
  if (key === null || verify(null, ours, key, Buffer.from(said.signature, "base64url"))) return null;
  return refuse("chain-broken", "expected a signature made with this camera's device key, got another: check the key of the capture worker");
}
