import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A TCP proxy that can be cut and mended: for what happens while a real server is away. */
export class BreakableProxy {
  #server: Server;
  #sockets = new Set<Socket>();
  #broken = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(target: { host: string; port: number }): Promise<BreakableProxy> {
    const server = createServer();
    const proxy = new BreakableProxy(server);
    server.on("connection", (near) => {
      if (proxy.#broken) {
        near.destroy();
        return;
      }
      const far = connect(target.port, target.host);
      for (const socket of [near, far]) {
        proxy.#sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => proxy.#sockets.delete(socket));
      }
      near.pipe(far);
      far.pipe(near);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts what is connected and everything that tries. */
  cut(): void {
    this.#broken = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#broken = false;
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }
}
