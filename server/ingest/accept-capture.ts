import { crc32 } from "../../shared/node/chain/crc32.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { SpareMemory } from "../../shared/node/memory/spare-memory.ts";
import { decodeBatch, RecordFormatError } from "../../shared/protocol/ingest-record-codec.ts";
import { MAX_BATCH_BYTES, type StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { CloseRequest, OpenRequest, StreamStatus, type CloseReply, type OpenReply, type RecordsReply, type Refused } from "../../shared/protocol/ingest.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { FootageFeed } from "../feed/footage-feed.ts";
import { admitBatch, moveTips, type AdmittedBatch } from "./admit-batch.ts";
import type { CaptureLink } from "./capture-link.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { IngestMetrics } from "./ingest-metrics.ts";
import type { IngestSettings } from "./ingest-settings.ts";
import { receiveInto } from "./ingest-socket.ts";
import type { ReadPressure } from "./read-pressure.ts";
import { notOpen, refuse, refuseShape, spoolFull } from "./refusal.ts";
import type { SpoolWatch } from "./spool-watch.ts";
import type { StreamRegistry } from "./stream-registry.ts";

export interface AcceptCaptureContext {
  registry: StreamRegistry;
  commits: CommitQueue;
  pressure: ReadPressure;
  spool: SpoolWatch;
  /** Of batches: what is answered is written, and used again. */
  memory: SpareMemory;
  feed: FootageFeed;
  clock: Clock;
  log: Log;
  metrics: IngestMetrics;
  settings: IngestSettings;
}

type Reply<T> = (reply: T) => void;

/** Serves one capture connection until it ends. Everything it sends is checked here: types say what a sound worker sends, not what arrives. */
export function acceptCapture(context: AcceptCaptureContext, link: CaptureLink): void {
  const { socket } = link;
  receiveInto(socket, context.memory);
  context.pressure.join(link);
  socket.on("open", (request: unknown, reply: unknown) => onOpen(context, link, request, answer(context, link, reply)));
  socket.on("records", (batch: unknown, reply: unknown) => onRecords(context, link, batch, answer(context, link, reply)));
  socket.on("status", (status: unknown) => onStatus(context, link, status));
  socket.on("close", (request: unknown, reply: unknown) => onClose(context, link, request, answer(context, link, reply)));
  socket.onAny((event: string) => {
    if (!KNOWN_EVENTS.has(event)) strike(context, link, refuse("bad-request", `expected open, records, status or close, got "${event.slice(0, 40)}"`));
  });
  socket.on("disconnect", (reason) => {
    context.pressure.leave(link);
    for (const stream of link.streams.values()) if (stream.link === link) context.registry.release(stream, `connection lost: ${reason}`);
  });
  socket.emit("credit", context.spool.credit());
}

const KNOWN_EVENTS: ReadonlySet<string> = new Set(["open", "records", "status", "close"]);

/** Refusals pass through here on their way out: counted, and after too many useless messages the connection is cut. */
function answer(context: AcceptCaptureContext, link: CaptureLink, reply: unknown): Reply<OpenReply | RecordsReply | CloseReply> {
  return (message) => {
    if (typeof reply === "function") (reply as Reply<unknown>)(message);
    if (!message.ok) strike(context, link, message);
    else if (typeof reply !== "function") strike(context, link, refuse("bad-request", "expected an acknowledgement to be asked for, got none: emit with an ack"));
  };
}

function strike(context: AcceptCaptureContext, link: CaptureLink, refused: Refused): void {
  context.metrics.refused(refused.reason);
  context.log.debug({ siteName: link.peer.siteName, reason: refused.reason }, refused.message);
  if (!link.strikes.note(refused.reason) || !link.connected) return;
  context.metrics.cut();
  context.log.warn({ siteName: link.peer.siteName, lastRefusal: refused.message }, "a capture connection was cut: it keeps sending what cannot be used");
  link.socket.disconnect(true);
}

function onOpen(context: AcceptCaptureContext, link: CaptureLink, request: unknown, reply: Reply<OpenReply>): void {
  const parsed = OpenRequest.safeParse(request);
  if (!parsed.success) {
    reply(refuseShape("open", parsed.error));
    return;
  }
  void context.registry.open(parsed.data, link).then((opened) => {
    context.metrics.openStreams(context.registry.openCount());
    reply(opened);
  });
}

function onRecords(context: AcceptCaptureContext, link: CaptureLink, bytes: unknown, reply: Reply<RecordsReply>): void {
  const batch = readBatch(context, link, bytes);
  if (!batch.ok) {
    if (bytes instanceof Uint8Array) context.memory.give(bytes);
    reply(batch);
    return;
  }
  const { byteLength } = bytes as Uint8Array;
  const { clock, metrics, pressure, memory } = context;
  const arrivedMs = clock.monotonicMs();
  moveTips(batch);
  link.inFlightBytes += byteLength;
  pressure.add(byteLength);
  const answered = (message: RecordsReply): void => {
    link.inFlightBytes -= byteLength;
    pressure.remove(byteLength);
    memory.give(bytes as Uint8Array);
    metrics.ackMs(clock.monotonicMs() - arrivedMs);
    reply(message);
  };
  publish(context.feed, batch);
  context.commits.enqueue({
    batch,
    receivedUs: clock.nowUs(),
    onDurable: () => {
      metrics.stored(batch.records.length, byteLength);
      if (batch.duplicates > 0) metrics.duplicates(batch.duplicates);
      link.strikes.forgiveOne();
      answered({ ok: true, durable: batch.streams.map(({ handle, tip }) => [handle, tip.number]), duplicates: batch.duplicates });
    },
    onFailed: (error) => answered(context.spool.refuseFailedWrite(error)),
  });
}

/** Everything that can be wrong with a batch before anything is changed by it. */
function readBatch(context: AcceptCaptureContext, link: CaptureLink, bytes: unknown): AdmittedBatch | Refused {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength === 0) {
    return refuse("bad-request", "records: expected one binary batch of at least one record, got something else: see ingest-record.ts");
  }
  if (bytes.byteLength > MAX_BATCH_BYTES) {
    return refuse("too-large", `expected a batch of at most ${MAX_BATCH_BYTES} bytes, got ${bytes.byteLength}: send fewer records in one batch`);
  }
  const { windowBytes } = context.settings;
  if (link.inFlightBytes > 0 && link.inFlightBytes + bytes.byteLength > windowBytes) {
    return refuse("over-credit", `expected at most ${windowBytes} unacknowledged bytes, got ${link.inFlightBytes} and ${bytes.byteLength} more: wait for acknowledgements`);
  }
  const closed = context.spool.closedBecause();
  if (closed !== null) return spoolFull(closed);
  let records: StreamRecord[];
  try {
    records = decodeBatch(bytes, crc32);
  } catch (error) {
    if (error instanceof RecordFormatError) return refuse(error.fault, `${error.message}; nothing of the batch was taken, send it again`);
    throw error;
  }
  return admitBatch(records, link.streamOf);
}

/** To the live branch, before the disk has it; what is taken a second time after a failed write is not shown twice. */
function publish(feed: FootageFeed, batch: AdmittedBatch): void {
  for (const { stream, record } of batch.records) {
    if (record.number <= stream.publishedNumber) continue;
    stream.publishedNumber = record.number;
    feed.publishRecord(stream, record);
  }
}

function onStatus(context: AcceptCaptureContext, link: CaptureLink, status: unknown): void {
  const parsed = StreamStatus.safeParse(status);
  if (!parsed.success) {
    strike(context, link, refuseShape("status", parsed.error));
    return;
  }
  const stream = link.streamOf(parsed.data.streamHandle);
  if (stream === undefined) strike(context, link, notOpen(parsed.data.streamHandle));
  else stream.facts.takeStatus(parsed.data);
}

function onClose(context: AcceptCaptureContext, link: CaptureLink, request: unknown, reply: Reply<CloseReply>): void {
  const parsed = CloseRequest.safeParse(request);
  if (!parsed.success) {
    reply(refuseShape("close", parsed.error));
    return;
  }
  const stream = link.letGo(parsed.data.streamHandle);
  if (stream !== undefined) context.registry.release(stream, "closed by capture");
  reply(stream === undefined ? notOpen(parsed.data.streamHandle) : { ok: true });
}
