import { LogDamagedError, type RecordLogReader } from "../../shared/node/record-log/record-log.ts";
import { composeManifest, type PlannedRecord } from "../../shared/segment/compose-manifest.ts";
import { toBase64Url, toHex } from "../../shared/segment/byte-text.ts";
import { encodeManifestBox, signedText } from "../../shared/segment/manifest-box.ts";
import { segmentKey, type SegmentManifest } from "../../shared/segment/segment-manifest.ts";
import type { SigningKey } from "../../shared/node/signing/signing-key.ts";
import type { SegmentJob, SpooledRecord } from "./stream-gatherer.ts";

export interface ComposedSegment {
  key: string;
  bytes: Uint8Array;
  manifest: SegmentManifest;
}

/** The spool no longer holds what it acknowledged for this record (its disk is damaged). */
export class PayloadLost extends Error {
  override name = "PayloadLost";
  readonly number: number;
  constructor(number: number, cause: unknown) {
    super(`the payload of record ${number} is damaged in the spool`, { cause });
    this.number = number;
  }
}

/**
 * Reads a job's payloads from the spool into one buffer, each byte once: the
 * spool's CRC is checked on the way, SHA-256 by the store over the whole.
 * @param allocate memory for the object; the caller may use it again once the object is stored
 * @param lost numbers known to be damaged: kept as hash and times only
 * @throws PayloadLost for a damaged payload that is not in `lost`
 */
export async function composeSegment(job: SegmentJob, spool: RecordLogReader, key: SigningKey, lost: ReadonlySet<number>, allocate: (sizeBytes: number) => Buffer = Buffer.allocUnsafe): Promise<ComposedSegment> {
  const init = await initOf(job, spool, lost);
  const records: PlannedRecord[] = [];
  for (const spooled of job.records) records.push(await planned(spooled, spool, lost));
  const plan = { stream: job.stream, previousHead: job.previousHead, head: headOf(job), init: init?.facts ?? null, records, keyId: key.id };
  const { manifest: unsigned, footageBytes } = composeManifest(plan);
  const manifest: SegmentManifest = { ...unsigned, signature: toBase64Url(key.sign(new TextEncoder().encode(signedText(unsigned)))) };
  const box = encodeManifestBox(manifest);
  const bytes = allocate(footageBytes + box.byteLength);
  if (init !== null) bytes.set(init.bytes, 0);
  await copyMedia(job, manifest, spool, bytes);
  bytes.set(box, footageBytes);
  return { key: segmentKey(job.stream, manifest.firstNumber, manifest.lastNumber), bytes, manifest };
}

async function copyMedia(job: SegmentJob, manifest: SegmentManifest, spool: RecordLogReader, bytes: Buffer): Promise<void> {
  for (const [index, spooled] of job.records.entries()) {
    const record = manifest.records[index];
    if (record?.kind !== "media" || record.offset === null) continue;
    const target = bytes.subarray(record.offset, record.offset + record.bytes);
    await orLost(record.number, () => spool.readPayloadInto(spooled.entry, target));
  }
}

async function planned(spooled: SpooledRecord, spool: RecordLogReader, lostNumbers: ReadonlySet<number>): Promise<PlannedRecord> {
  const { header, receivedUs, contentHash } = spooled.record;
  const lost = lostNumbers.has(header.number);
  const inline = !lost && header.kind !== "media" && header.kind !== "init";
  return { header, receivedUs, sha256: toHex(contentHash), payload: inline ? await payloadOf(spooled, spool) : null, lost };
}

interface InitBytes {
  facts: { recordNumber: number; bytes: number; sha256: string };
  bytes: Uint8Array;
}

/** The segment's own init, else the one in force before it where it has footage to play. */
async function initOf(job: SegmentJob, spool: RecordLogReader, lost: ReadonlySet<number>): Promise<InitBytes | null> {
  const own = job.records.find(({ record }) => record.header.kind === "init" && !lost.has(record.header.number));
  if (own !== undefined) {
    const bytes = await payloadOf(own, spool);
    return { facts: { recordNumber: own.record.header.number, bytes: bytes.byteLength, sha256: toHex(own.record.contentHash) }, bytes };
  }
  const { carriedInit } = job;
  if (carriedInit === null || !job.records.some(({ record }) => record.header.kind === "media")) return null;
  const bytes = await carriedInit.read().catch((error: unknown) => {
    // Without an init the footage does not play, yet it is kept and proven.
    if (error instanceof LogDamagedError) return null;
    throw error;
  });
  return bytes === null ? null : { facts: { recordNumber: carriedInit.recordNumber, bytes: carriedInit.bytes, sha256: carriedInit.sha256 }, bytes };
}

function payloadOf({ entry, record }: SpooledRecord, spool: RecordLogReader): Promise<Uint8Array> {
  return orLost(record.header.number, () => spool.readPayload(entry));
}

async function orLost<T>(number: number, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw cause instanceof LogDamagedError ? new PayloadLost(number, cause) : cause;
  }
}

function headOf(job: SegmentJob): string {
  const last = job.records.at(-1);
  if (last === undefined) throw new Error("expected a segment to have at least one record");
  return toHex(last.record.head);
}
