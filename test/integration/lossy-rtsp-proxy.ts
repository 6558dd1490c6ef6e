import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What of the server's interleaved packets never arrives: `packet` counts those of this channel from 0. */
export type Loses = (channel: number, packet: number) => boolean;

/**
 * A line that loses whole RTP packets of an interleaved RTSP connection (RFC 2326
 * section 10.12), as a camera with a full send buffer does. Requests and answers pass.
 */
export class LossyRtspProxy {
  lostPackets = 0;
  readonly #server: Server;
  readonly #loses: Loses;

  private constructor(server: Server, loses: Loses) {
    this.#server = server;
    this.#loses = loses;
  }

  static async listen(targetPort: number, loses: Loses): Promise<LossyRtspProxy> {
    const server = createServer();
    const proxy = new LossyRtspProxy(server, loses);
    server.on("connection", (near) => proxy.#join(near, connect(targetPort, "127.0.0.1")));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }

  #join(near: Socket, far: Socket): void {
    const counts = new Map<number, number>();
    let pending = Buffer.alloc(0);
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      for (let end = itemEnd(pending); end !== null; end = itemEnd(pending)) {
        if (!this.#isLost(pending, counts)) near.write(pending.subarray(0, end));
        pending = pending.subarray(end);
      }
    });
    for (const [from, to] of [[near, far], [far, near]] as const) from.on("error", () => to.destroy()).on("close", () => to.destroy());
  }

  #isLost(item: Buffer, counts: Map<number, number>): boolean {
    if (item[0] !== 0x24) return false;
    const channel = item.readUInt8(1);
    const packet = counts.get(channel) ?? 0;
    counts.set(channel, packet + 1);
    if (!this.#loses(channel, packet)) return false;
    this.lostPackets += 1;
    return true;
  }
}

/** Where the packet or answer at the beginning ends; null while it is not whole. */
function itemEnd(bytes: Buffer): number | null {
  if (bytes.byteLength < 4) return null;
  if (bytes[0] === 0x24) return atMost(bytes, 4 + bytes.readUInt16BE(2));
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const length = /^content-length:\s*(\d+)/im.exec(bytes.toString("latin1", 0, head))?.[1] ?? "0";
  return atMost(bytes, head + 4 + Number(length));
}

function atMost(bytes: Buffer, end: number): number | null {
  return end <= bytes.byteLength ? end : null;
}
