import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { DigestChallenge, type CameraPassword } from "./digest-challenge.ts";
import { RtspCameraConnection } from "./rtsp-camera-connection.ts";
import { RtspCamera } from "./rtsp-camera.ts";

/**
 * A small RTSP server that behaves like a box of IP cameras: encoders on this
 * machine push in (ANNOUNCE, RECORD), recorders pull out over TCP with digest
 * authentication. For the demo city, and for tests as a camera with faults.
 */
export class RtspCameraServer {
  readonly #server: Server;
  readonly #cameras = new Map<string, RtspCamera>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on the loopback; port 0 takes a free one. A null password lets everybody watch. */
  static async listen(options: { port: number; password: CameraPassword | null }): Promise<RtspCameraServer> {
    const server = createServer();
    const cameras = new RtspCameraServer(server);
    const challenge = options.password ? new DigestChallenge(options.password) : null;
    const lookup = { challenge, camera: (path: string, mayCreate: boolean) => cameras.#find(path, mayCreate) };
    server.on("connection", (socket) => {
      cameras.#sockets.add(socket);
      socket.on("close", () => cameras.#sockets.delete(socket));
      new RtspCameraConnection(socket, lookup).serve();
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, "127.0.0.1", resolve);
    });
    return cameras;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Where an encoder pushes to and, with the password put in, a recorder pulls from. */
  url(path: string): string {
    return `rtsp://127.0.0.1:${this.port}/${path}`;
  }

  /** The camera of this path, for tests that make it misbehave; it exists before its encoder comes. */
  camera(path: string): RtspCamera {
    const camera = this.#cameras.get(path) ?? new RtspCamera();
    this.#cameras.set(path, camera);
    return camera;
  }

  #find(path: string, mayCreate: boolean): RtspCamera | null {
    return mayCreate ? this.camera(path) : (this.#cameras.get(path) ?? null);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
