import type { RecordLogReader } from "../../shared/node/record-log/record-log.ts";
import { decodeDurableMeta } from "../../shared/node/spool/durable-record-codec.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { RecordHeader } from "../../shared/protocol/ingest-record.ts";
import type { ChainTip, CameraStreamIdentity } from "./camera-stream.ts";
import { CameraStream } from "./camera-stream.ts";
import { MalformedPayload, readSaid } from "./read-said.ts";
import type { Said, StreamFacts } from "./stream-facts.ts";

/** What the database knows of a stream that the log mentions. */
export interface KnownStream {
  identity: CameraStreamIdentity;
  /** The end of what the archive has, or number 0 and the first head. */
  archived: ChainTip;
  /** Up to `facts.lastNumber` everything has been told to the database. */
  facts: StreamFacts;
}

export interface RecoverParts {
  recordLog: RecordLogReader;
  /** null = the database has no such stream. Asked once a stream. */
  knownStream: (streamId: number) => Promise<KnownStream | null>;
  log: Log;
  /** Facts are read up to this number of a stream; all if absent. */
  factsUpTo?: (streamId: number) => number;
}

/**
 * Reads the log's metas once, oldest to newest, and gives every stream in it
 * its durable number, head and the facts that the database was not told yet.
 * Payloads are read only for the few kinds that say something, and only
 * behind the database's mark.
 */
export async function recoverStreams(parts: RecoverParts): Promise<CameraStream[]> {
  const streams = new Map<number, CameraStream | null>();
  for await (const entry of parts.recordLog.scan()) {
    const { streamId, header, receivedUs, head } = decodeDurableMeta(entry.meta);
    const stream = streams.get(streamId) ?? (await meet(parts, streams, streamId));
    if (stream === null || header.number <= stream.durable.number) continue;
    if (header.number !== stream.durable.number + 1) reportMissing(parts.log, stream, header);
    // Copied: a view would keep the scanner's whole window in memory.
    stream.durable = { number: header.number, head: Uint8Array.from(head) };
    if (header.number <= stream.facts.lastNumber || header.number > (parts.factsUpTo?.(streamId) ?? header.number)) continue;
    const said = SPEAKING.has(header.kind) ? reread(header, await parts.recordLog.readPayload(entry)) : undefined;
    stream.facts.takeRecord(header, receivedUs, said);
  }
  const found = [...streams.values()].filter((stream) => stream !== null);
  for (const stream of found) {
    stream.tip = stream.durable;
    stream.publishedNumber = stream.durable.number;
  }
  return found;
}

const SPEAKING: ReadonlySet<string> = new Set(["init", "gap", "clock"]);

async function meet(parts: RecoverParts, streams: Map<number, CameraStream | null>, streamId: number): Promise<CameraStream | null> {
  if (streams.has(streamId)) return null;
  const known = await parts.knownStream(streamId);
  if (known === null) parts.log.error({ streamId }, "the spool holds records of a stream that the database does not know: was an older database restored?");
  const stream = known === null ? null : new CameraStream(known.identity, known.archived, known.facts);
  streams.set(streamId, stream);
  return stream;
}

/** Never expected (P1). What follows is kept and goes on from there: capture has let go of it. */
function reportMissing(log: Log, stream: CameraStream, header: RecordHeader): void {
  const { cameraId, role, epoch } = stream;
  const missing = { from: stream.durable.number + 1, to: header.number - 1 };
  log.error({ cameraId, role, epoch, missing }, "acknowledged records are missing from the spool: the centre lost them");
}

function reread(header: RecordHeader, payload: Uint8Array): Said | undefined {
  const said = readSaid(header.kind, payload);
  return said instanceof MalformedPayload ? undefined : said;
}
