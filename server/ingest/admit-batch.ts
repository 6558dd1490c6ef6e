import { advanceChain } from "../../shared/node/chain/advance-chain.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import type { Refused } from "../../shared/protocol/ingest.ts";
import type { CameraStream, ChainTip } from "./camera-stream.ts";
import { checkSignature, MalformedPayload, readSaid } from "./read-said.ts";
import { notOpen, outOfOrder, refuse } from "./refusal.ts";
import type { Said } from "./stream-facts.ts";

export interface AdmittedRecord {
  stream: CameraStream;
  record: StreamRecord;
  contentHash: Uint8Array;
  /** Chain head after this record. */
  head: Uint8Array;
  said: Said | undefined;
}

export interface AdmittedStream {
  handle: number;
  stream: CameraStream;
  /** After the batch's records of this stream. */
  tip: ChainTip;
}

export interface AdmittedBatch {
  ok: true;
  records: AdmittedRecord[];
  streams: AdmittedStream[];
  /** Records at or below their stream's tip: had before, passed over. */
  duplicates: number;
}

/**
 * Checks and chains one batch: every record must belong to an open stream and
 * carry the next number of it, or one that was had before. Nothing is changed
 * here: a refused batch leaves no trace, an admitted one takes effect by
 * {@link moveTips}.
 */
export function admitBatch(
  records: readonly StreamRecord[],
  streamOf: (handle: number) => CameraStream | undefined,
): AdmittedBatch | Refused {
  const streams = new Map<number, AdmittedStream>();
  const admitted: AdmittedRecord[] = [];
  let duplicates = 0;
  for (const record of records) {
    const entry = streams.get(record.streamHandle) ?? beginStream(streams, record.streamHandle, streamOf);
    if (entry === undefined) return notOpen(record.streamHandle);
    const { tip } = entry;
    if (record.number <= tip.number) {
      duplicates += 1;
      continue;
    }
    if (record.number !== tip.number + 1) return outOfOrder(record.streamHandle, tip.number + 1, record.number);
    const said = readSaid(record.kind, record.payload);
    if (said instanceof MalformedPayload) {
      return refuse("bad-request", `${record.kind} record ${record.number}: ${said.detail}; see its schema in shared/protocol/ingest.ts`, { streamHandle: record.streamHandle });
    }
    const broken = record.kind === "signature" ? checkSignature(record.payload, tip.head, entry.stream.deviceKey) : null;
    if (broken !== null) return { ...broken, streamHandle: record.streamHandle };
    const { contentHash, head } = advanceChain(tip.head, record, record.payload);
    entry.tip = { number: record.number, head };
    admitted.push({ stream: entry.stream, record, contentHash, head, said });
  }
  return { ok: true, records: admitted, streams: [...streams.values()], duplicates };
}

function beginStream(
  streams: Map<number, AdmittedStream>,
  handle: number,
  streamOf: (handle: number) => CameraStream | undefined,
): AdmittedStream | undefined {
  const stream = streamOf(handle);
  if (stream === undefined) return undefined;
  const entry = { handle, stream, tip: stream.tip };
  streams.set(handle, entry);
  return entry;
}

/** Makes the batch the end of its streams' chains, ahead of the disk. */
export function moveTips(batch: AdmittedBatch): void {
  for (const { stream, tip } of batch.streams) stream.tip = tip;
}
