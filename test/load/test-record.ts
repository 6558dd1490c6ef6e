import { crc32 } from "../../shared/node/chain/crc32.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";

export const FRAGMENT_US = 200_000;
/** Whole seconds, so that expected times are easy to read. */
export const ORIGIN_US = Date.UTC(2026, 10, 22, 1) * 1000;

/**
 * Record `number` of a made-up camera: the same bytes whenever it is asked for,
 * as capture's spool would give it again. Media unless told otherwise.
 */
export function testRecord(streamHandle: number, number: number, payloadBytes = 400, change: Partial<StreamRecord> = {}): StreamRecord {
  const payload = change.payload ?? testPayload(number, payloadBytes);
  const startUs = ORIGIN_US + (number - 1) * FRAGMENT_US;
  return {
    streamHandle,
    kind: "media",
    key: number % 10 === 1,
    backfilled: false,
    discontinuity: false,
    number,
    startUs,
    capturedUs: startUs + FRAGMENT_US,
    durationUs: FRAGMENT_US,
    cameraOffsetMs: null,
    ...change,
    payload,
    payloadBytes: payload.byteLength,
    payloadCrc32: crc32(payload),
  };
}

const templates = new Map<number, Buffer>();

function testPayload(number: number, payloadBytes: number): Buffer {
  let template = templates.get(payloadBytes);
  if (template === undefined) templates.set(payloadBytes, (template = Buffer.from(Array.from({ length: payloadBytes }, (_, index) => (index * 31) & 0xff))));
  const payload = Buffer.from(template);
  payload.writeUInt32LE(number, 0);
  return payload;
}

export function jsonRecord(streamHandle: number, number: number, kind: StreamRecord["kind"], said: unknown, change: Partial<StreamRecord> = {}): StreamRecord {
  return testRecord(streamHandle, number, 0, { kind, key: false, ...change, payload: Buffer.from(JSON.stringify(said)) });
}
