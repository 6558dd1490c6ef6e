import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { MAX_BATCH_BYTES } from "../../shared/protocol/ingest-record.ts";
import { isOwnOrigin } from "../access/origin.ts";

/** Room for Socket.IO's own words around the largest batch. */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * The one Socket.IO server. WebSocket only (no sticky sessions, no polling
 * buffers), no compression (video does not compress), and a message over the
 * batch limit ends its own connection and nothing else (P14).
 */
export function createSocketServer(http: HttpServer, publicUrl: string | null): Server {
  return new Server(http, {
    transports: ["websocket"],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: MAX_BATCH_BYTES + ENVELOPE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    allowRequest: (request, allow) => {
      const own = isOwnOrigin(request.headers.origin, request.headers.host, publicUrl);
      allow(own ? null : `expected a page of this site, got one of ${request.headers.origin ?? ""}`, own);
    },
  });
}
