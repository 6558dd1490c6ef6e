import { randomBytes } from "node:crypto";
import { connect } from "node:net";

/**
 * Feeds the raw TCP reference: one connection a camera, one fragment every
 * 200 ms, cameras spread over the interval as real ones are.
 *
 *   node pusher.ts PORT CAMERAS BYTES_PER_FRAGMENT SECONDS
 *   → last line: {"fragments": n, "ackP50Ms": …, "ackP99Ms": …}
 */
const FRAGMENT_INTERVAL_MS = 200;
const [port = 0, cameras = 1, fragmentBytes = 50_000, seconds = 10] = process.argv.slice(2).map(Number);
const frame = Buffer.concat([Buffer.alloc(4), randomBytes(fragmentBytes)]);
frame.writeUInt32LE(fragmentBytes, 0);

const ackMs: number[] = [];
const timers: NodeJS.Timeout[] = [];

for (let camera = 0; camera < cameras; camera += 1) {
  const socket = connect(port, "127.0.0.1");
  const sentAtMs: number[] = [];
  socket.setNoDelay(true);
  socket.on("data", (acks: Buffer) => {
    for (let index = 0; index < acks.byteLength; index += 1) ackMs.push(performance.now() - (sentAtMs.shift() ?? 0));
  });
  const send = () => {
    sentAtMs.push(performance.now());
    socket.write(frame);
  };
  setTimeout(() => timers.push(setInterval(send, FRAGMENT_INTERVAL_MS)), (camera / cameras) * FRAGMENT_INTERVAL_MS);
}

setTimeout(() => {
  for (const timer of timers) clearInterval(timer);
  const sorted = ackMs.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))] ?? null;
  console.log(JSON.stringify({ fragments: sorted.length, ackP50Ms: at(0.5), ackP99Ms: at(0.99) }));
  process.exit(0);
}, seconds * 1000);
