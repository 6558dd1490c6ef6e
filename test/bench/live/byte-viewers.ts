import { io } from "socket.io-client";
import { LIVE_NAMESPACE, LIVE_PROTOCOL, type LiveMediaFacts, type WatchReply } from "../../../shared/protocol/live.ts";

// Viewers that only count bytes: node byte-viewers.ts URL COOKIE VIEWERS CAMERA… — prints the count at every SIGUSR2.

const [url = "", cookie = "", viewers = "0", ...cameraIds] = process.argv.slice(2);
let bytes = 0;

await Promise.all(
  Array.from({ length: Number(viewers) }, async () => {
    const socket = io(`${url}${LIVE_NAMESPACE}`, { transports: ["websocket"], forceNew: true, auth: { protocol: LIVE_PROTOCOL }, extraHeaders: { cookie, origin: url } });
    socket.on("connect_error", (error) => console.error(error.message));
    socket.on("media", (_facts: LiveMediaFacts, media: Uint8Array) => (bytes += media.byteLength));
    for (const cameraId of cameraIds) {
      const reply = (await socket.emitWithAck("watch", { cameraId, role: "main" })) as WatchReply;
      if (!reply.ok) throw new Error(`expected to watch ${cameraId}, got: ${reply.message}`);
    }
  }),
);
process.on("SIGUSR2", () => console.log(bytes));
console.log("watching");
