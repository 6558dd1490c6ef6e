import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * A line between a site and the centre that can be cut: passes TCP connections
 * on and, while stalled, lets them hang and takes no new ones, like a switch
 * somebody unplugged. After a stall the old connections are dead.
 */
export class StallingProxy {
  readonly #server: Server;
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #stalled = false;

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server;
    this.#target = target;
  }

  /** Listens on the loopback; port 0 takes a free one. */
  static async listen(port: number, target: { host: string; port: number }): Promise<StallingProxy> {
    const server = createServer();
    const proxy = new StallingProxy(server, target);
    server.on("connection", (socket) => proxy.#join(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stall(): void {
    this.#stalled = true;
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    this.#stalled = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    if (this.#stalled) {
      near.destroy();
      return;
    }
    const far = connect(this.#target);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.#sockets.add(from);
      from.on("data", (chunk) => this.#pass(chunk, from, to));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  /** One side waits while the other has not taken what came: a proxy must not become a buffer. */
  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (to.write(chunk)) return;
    from.pause();
    to.once("drain", () => {
      if (!this.#stalled) from.resume();
    });
  }
}
