import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { crc32 } from "../../../shared/node/chain/crc32.ts";
import { decodeBatch } from "../../../shared/protocol/ingest-record-codec.ts";
import type { StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import {
  INGEST_NAMESPACE,
  type CaptureToServer,
  type OpenReply,
  type OpenRequest,
  type RecordsReply,
  type Refused,
  type ServerToCapture,
  type StreamStatus,
} from "../../../shared/protocol/ingest.ts";

type Peer = Socket<CaptureToServer, ServerToCapture>;

export interface TakenRecord {
  number: number;
  kind: StreamRecord["kind"];
  backfilled: boolean;
  startUs: number;
  durationUs: number;
  text: string;
}

/** For tests: a real Socket.IO server that speaks the ingest protocol, keeps records in memory, and refuses when told to. */
export class ScriptedIngest {
  url = "";
  creditBytes = 4 * 1024 * 1024;
  connections = 0;
  messages = 0;
  statuses: StreamStatus[] = [];
  opens: OpenRequest[] = [];
  /** Taken from the front, one for each `open` or `records`; null lets it pass. */
  refuseOpen: (Refused | null)[] = [];
  refuseRecords: (Refused | null)[] = [];
  /** While true, batches are taken but not answered. */
  mute = false;
  #streams = new Map<string, TakenRecord[]>();
  #http = createServer();
  #io = new Server<CaptureToServer, ServerToCapture>(this.#http, { transports: ["websocket"], maxHttpBufferSize: 20_000_000 });
  #peers = new Set<Peer>();
  #changed: (() => void)[] = [];

  /** With `before`, it goes on with what that one had taken, as after a restart. */
  static async start(port = 0, before?: ScriptedIngest): Promise<ScriptedIngest> {
    const server = new ScriptedIngest();
    if (before !== undefined) server.#streams = before.#streams;
    server.#io.of(INGEST_NAMESPACE).on("connection", (peer) => server.#connected(peer as Peer));
    await new Promise<void>((resolve) => server.#http.listen(port, "127.0.0.1", resolve));
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  taken(cameraId: string): TakenRecord[] {
    return [...this.#streams].filter(([key]) => key.startsWith(`${cameraId} `)).flatMap(([, records]) => records);
  }

  /** As after losing its disk. */
  forget(): void {
    this.#streams.clear();
  }

  cut(): void {
    for (const peer of this.#peers) peer.disconnect(true);
  }

  giveUp(streamHandle: number, reason: Refused["reason"]): void {
    for (const peer of this.#peers) peer.emit("closed", { streamHandle, reason, message: "given up by the test" });
  }

  credit(inFlightBytes: number): void {
    this.creditBytes = inFlightBytes;
    for (const peer of this.#peers) peer.emit("credit", { inFlightBytes });
  }

  /** Resolves as soon as the condition holds; looked at after every message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }

  #connected(peer: Peer): void {
    this.connections += 1;
    this.#peers.add(peer);
    const keys: string[] = [];
    peer.on("disconnect", () => this.#peers.delete(peer));
    peer.on("open", (request, reply) => this.#note(() => reply(this.#open(request, keys))));
    peer.on("records", (bytes, reply) => this.#note(() => this.#records(bytes, keys, reply)));
    peer.on("status", (status) => this.#note(() => this.statuses.push(status)));
    peer.emit("credit", { inFlightBytes: this.creditBytes });
    this.#note(() => {});
  }

  #note(work: () => void): void {
    work();
    for (const wake of this.#changed.splice(0)) wake();
  }

  #open(request: OpenRequest, keys: string[]): OpenReply {
    this.opens.push(request);
    const refused = this.refuseOpen.shift() ?? null;
    if (refused !== null) return refused;
    const key = `${request.cameraId} ${request.role} ${request.epoch}`;
    const records = this.#streams.get(key) ?? [];
    this.#streams.set(key, records);
    return { ok: true, streamHandle: keys.push(key) - 1, nextNumber: records.length + 1, head: "00" };
  }

  #records(bytes: Uint8Array, keys: string[], reply: (reply: RecordsReply) => void): void {
    this.messages += 1;
    const refused = this.refuseRecords.shift() ?? null;
    if (refused !== null) return reply(refused);
    const durable = new Map<number, number>();
    let duplicates = 0;
    for (const record of decodeBatch(bytes, crc32)) {
      const records = this.#streams.get(keys[record.streamHandle] ?? "");
      if (records === undefined) return reply({ ok: false, reason: "not-open", message: "not open", streamHandle: record.streamHandle });
      const expectedNumber = records.length + 1;
      if (record.number > expectedNumber) return reply({ ok: false, reason: "out-of-order", message: "out of order", streamHandle: record.streamHandle, expectedNumber });
      if (record.number < expectedNumber) duplicates += 1;
      else records.push(takenFrom(record));
      durable.set(record.streamHandle, records.length);
    }
    if (!this.mute) reply({ ok: true, durable: [...durable], duplicates });
  }
}

function takenFrom(record: StreamRecord): TakenRecord {
  const { number, kind, backfilled, startUs, durationUs } = record;
  return { number, kind, backfilled, startUs, durationUs, text: Buffer.from(record.payload).toString("latin1") };
}
