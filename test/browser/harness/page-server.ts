import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Server } from "socket.io";
import { FootageFeed } from "../../../server/feed/footage-feed.ts";
import { createLiveStage } from "../../../server/live/live-stage.ts";
import { noLiveMetrics } from "../../../server/live/live-metrics.ts";
import { silentLog } from "../../../shared/node/log/log.ts";
import type { StreamRole } from "../../../shared/domain/ids.ts";
import { WALL_NAMESPACE } from "../../../shared/protocol/wall.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { sampleWall, type Snapshot } from "./sample-wall.ts";

const BUILT_PAGES = path.resolve("dist/client");
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8" };

/** As the real server sends it, so that a page that would break under it breaks here. */
const CONTENT_SECURITY = "default-src 'self'; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

export interface PageServerOptions {
  port?: number;
  boot?: string;
  away?: ReadonlySet<string>;
  feed?: FootageFeed;
  /** The pages as another build of them: the entry script has this name. */
  entryName?: string;
}

const ENTRY = /\/assets\/index-[\w-]+\.js/;

/**
 * The built pages, the real live stage and sample wall figures on one port:
 * what a browser test needs when ingest and database are not its subject.
 */
export class PageServer {
  readonly feed: FootageFeed;
  /** Streams that a camera is known to have; none: it never connected. */
  roles: StreamRole[] = ["main", "sub"];
  /** What `/readyz` says. */
  ready = true;
  #http: HttpServer;
  #io: Server;
  #seq = 1;
  #options: Required<Pick<PageServerOptions, "boot" | "away">>;
  #entryName: string | null;
  #stops: (() => void)[] = [];

  constructor(options: PageServerOptions = {}) {
    this.feed = options.feed ?? new FootageFeed();
    this.#options = { boot: options.boot ?? "boot-1", away: options.away ?? new Set() };
    this.#entryName = options.entryName ?? null;
    this.#http = createServer((request, response) => void this.#answer(request.url ?? "/", response));
    this.#io = new Server(this.#http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
    const stage = createLiveStage({
      io: this.#io,
      feed: this.feed,
      cameras: { find: () => Promise.resolve({ roles: this.roles, lastFrameUs: {} }) },
      guard: () => undefined,
      clock: systemClock,
      log: silentLog(),
      metrics: noLiveMetrics,
      viewings: { begin: () => Promise.resolve(() => undefined) },
    });
    const wall = this.#io.of(WALL_NAMESPACE);
    const stopDeltas = systemClock.every(1000, () => {
      this.#seq += 1;
      const { evaluators: _names, ...delta } = this.#snapshot();
      wall.emit("delta", delta);
    });
    this.#stops.push(() => stage.stop(), stopDeltas);
  }

  async listen(port = 0): Promise<string> {
    this.#http.listen(port, "127.0.0.1");
    await once(this.#http, "listening");
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#io.close();
  }

  #snapshot(): Snapshot {
    return sampleWall(this.#seq, this.#options);
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, "http://localhost");
    if (pathname === "/api/v1/wall") {
      response.setHeader("content-type", "application/json").end(JSON.stringify(this.#snapshot()));
      return;
    }
    if (pathname === "/api/v1/gaps") {
      const { gaps } = this.#snapshot();
      response.setHeader("content-type", "application/json").end(JSON.stringify({ gaps, gapsTotal: gaps.length }));
      return;
    }
    if (pathname === "/api/v1/me") {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ principal: null, capabilities: ["public"] }));
      return;
    }
    if (pathname === "/readyz") {
      response.writeHead(this.ready ? 200 : 503).end("{}");
      return;
    }
    if (this.#entryName !== null && path.extname(pathname) === "") {
      const page = await readFile(path.join(BUILT_PAGES, "index.html"), "utf8");
      response.setHeader("content-type", "text/html; charset=utf-8").end(page.replace(ENTRY, `/assets/${this.#entryName}`));
      return;
    }
    if (this.#entryName !== null && pathname === `/assets/${this.#entryName}`) {
      const [entry = ""] = ENTRY.exec(await readFile(path.join(BUILT_PAGES, "index.html"), "utf8")) ?? [];
      response.setHeader("content-type", "text/javascript").end(`import "${entry}";`);
      return;
    }
    const name = path.extname(pathname) === "" ? "/index.html" : pathname;
    const bytes = await readFile(path.join(BUILT_PAGES, path.normalize(name))).catch(() => null);
    response.setHeader("content-security-policy", CONTENT_SECURITY);
    response.setHeader("content-type", TYPES[path.extname(name)] ?? "application/octet-stream");
    response.writeHead(bytes === null ? 404 : 200).end(bytes ?? "");
  }
}
