import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { systemClock } from "../../../shared/time/system-clock.ts";

// The floor that fan-out is compared with: the same bytes to as many viewers by plain TCP writes, without any protocol.
// node plain-tcp.ts serve VIEWERS FRAGMENTS_PER_S BYTES prints its port; node plain-tcp.ts view PORT VIEWERS only reads.

const [role = "", ...numbers] = process.argv.slice(2);
const [first = 0, second = 0, third = 0] = numbers.map(Number);

if (role === "serve") await serve(first, second, third);
else await view(first, second);

async function serve(viewers: number, fragmentsPerSecond: number, fragmentBytes: number): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    // The viewers are killed at the end.
    socket.on("error", () => undefined);
    sockets.push(socket);
    if (sockets.length < viewers) return;
    systemClock.every(1000 / fragmentsPerSecond, () => {
      const fragment = Buffer.alloc(fragmentBytes, 7);
      for (const each of sockets) each.write(fragment);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  console.log((server.address() as AddressInfo).port);
}

async function view(port: number, viewers: number): Promise<void> {
  let bytes = 0;
  const sockets = Array.from({ length: viewers }, () => connect(port, "127.0.0.1").on("data", (chunk) => (bytes += chunk.byteLength)));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  process.on("SIGUSR2", () => console.log(bytes));
  console.log("watching");
}
