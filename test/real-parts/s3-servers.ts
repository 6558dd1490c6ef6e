import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedPart } from "./part-cache.ts";
import { freePort, startServer, type RealServer, type ServerCommand } from "./child-server.ts";

/** The frozen upstream server: the module proxy keeps it although its repository is archived. */
export const MINIO_MODULE = "github.com/minio/minio@latest";
export const VERSITYGW_MODULE = "github.com/versity/versitygw/cmd/versitygw@latest";

export interface S3Server extends RealServer {
  accessKey: string;
  secretKey: string;
  /** Starts again on the same port and data after stop(). */
  restart(): Promise<void>;
  /** Stops for good and removes the data. */
  remove(): Promise<void>;
}

const ACCESS_KEY = "mingjian-test";
const SECRET_KEY = "mingjian-test-secret";

/** A real MinIO on a free loopback port with data in a new temporary folder. */
export function startMinio(): Promise<S3Server> {
  return startS3("minio", (port, data) => ({
    args: ["server", "--quiet", "--address", `127.0.0.1:${port}`, "--console-address", "127.0.0.1:0", data],
    environment: { MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY, MINIO_BROWSER: "off", MINIO_UPDATE: "off" },
  }));
}

/** A real versitygw over a folder; old versions live in a second one, which must lie outside the first. */
export function startVersitygw(): Promise<S3Server> {
  return startS3("versitygw", (port, data) => ({
    args: ["--port", `127.0.0.1:${port}`, "--quiet", "posix", "--versioning-dir", join(data, "versions"), join(data, "objects")],
    environment: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
  }));
}

type Shape = (port: number, data: string) => Pick<ServerCommand, "args" | "environment">;

async function startS3(name: string, shape: Shape): Promise<S3Server> {
  const path = await cachedPart(name);
  if (path === null) throw new Error(`${name} is not built: run "npm run real-parts"`);
  const data = await mkdtemp(join(tmpdir(), `mingjian-${name}-`));
  for (const folder of ["objects", "versions"]) await mkdir(join(data, folder));
  const port = await freePort();
  const command = { path, port, ...shape(port, data) };
  let running = await startServer(command);
  return {
    url: running.url,
    port,
    process: running.process,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    stop: () => running.stop(),
    async restart() {
      running = await startServer(command);
    },
    async remove() {
      await running.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
