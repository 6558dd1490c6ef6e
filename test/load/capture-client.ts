import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { crc32 } from "../../shared/node/chain/crc32.ts";
import { encodeBatch } from "../../shared/protocol/ingest-record-codec.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { INGEST_NAMESPACE, INGEST_PROTOCOL, type Credit, type Opened, type OpenReply, type RecordsReply } from "../../shared/protocol/ingest.ts";
import type { SeededCamera } from "./seed-cameras.ts";
import { ORIGIN_US } from "./test-record.ts";

/** A capture worker under a test's control: says exactly what it is told to, right or wrong. */
export class CaptureClient {
  readonly socket: Socket;
  readonly credits: Credit[] = [];
  readonly closed: { streamHandle: number; reason: string }[] = [];

  constructor(url: string, auth: Record<string, unknown> = {}) {
    this.socket = io(url + INGEST_NAMESPACE, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      auth: { protocol: INGEST_PROTOCOL, siteName: "test site", agent: "test/1", ...auth },
    });
    this.socket.on("credit", (credit: Credit) => this.credits.push(credit));
    this.socket.on("closed", (closed: { streamHandle: number; reason: string }) => this.closed.push(closed));
  }

  static async connect(url: string, auth: Record<string, unknown> = {}): Promise<CaptureClient> {
    const client = new CaptureClient(url, auth);
    await new Promise<void>((resolve, reject) => {
      client.socket.once("connect", resolve);
      client.socket.once("connect_error", reject);
    });
    return client;
  }

  open(camera: SeededCamera, change: Record<string, unknown> = {}): Promise<OpenReply> {
    const request = { cameraId: camera.cameraId, role: "main", token: camera.token, epoch: epochOf(camera), originUs: ORIGIN_US, ...change };
    return this.socket.emitWithAck("open", request) as Promise<OpenReply>;
  }

  async opened(camera: SeededCamera, change: Record<string, unknown> = {}): Promise<Opened> {
    const reply = await this.open(camera, change);
    if (!reply.ok) throw new Error(`expected ${camera.cameraId} to open, got ${reply.reason}: ${reply.message}`);
    return reply;
  }

  send(...records: StreamRecord[]): Promise<RecordsReply> {
    return this.sendBytes(encodeBatch(records, crc32));
  }

  sendBytes(batch: unknown): Promise<RecordsReply> {
    return this.socket.emitWithAck("records", batch) as Promise<RecordsReply>;
  }

  close(): void {
    this.socket.disconnect();
  }
}

const epochs = new Map<string, string>();

/** One epoch per token in this process, as one worker with one spool has. */
export function epochOf(camera: SeededCamera): string {
  let epoch = epochs.get(camera.token);
  if (epoch === undefined) epochs.set(camera.token, (epoch = randomUUID()));
  return epoch;
}
