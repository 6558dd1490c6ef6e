import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { createServer, type Socket } from "node:net";

/**
 * The reference for the ingest bench: the least that keeps P1 and P3, without
 * a protocol. Raw TCP, `u32 length | bytes` per fragment, SHA-256 chained per
 * connection, one sequential log with group fdatasync, one ack byte a fragment.
 *
 *   node server.ts LOGFILE  → prints the port on the first line
 */
const LENGTH_BYTES = 4;
const ACK = Buffer.from([1]);

const log = await open(process.argv[2] ?? "raw-tcp.log", "w");
let gathered: { bytes: Buffer; socket: Socket }[] = [];
let syncing = false;

async function drain(): Promise<void> {
  if (syncing) return;
  syncing = true;
  while (gathered.length > 0) {
    const batch = gathered;
    gathered = [];
    await log.writev(batch.map(({ bytes }) => bytes));
    await log.datasync();
    for (const { socket } of batch) socket.write(ACK);
  }
  syncing = false;
}

function serve(socket: Socket): void {
  let head = Buffer.alloc(32);
  let parts: Buffer[] = [];
  let gatheredBytes = 0;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    parts.push(chunk);
    gatheredBytes += chunk.byteLength;
    while (gatheredBytes >= LENGTH_BYTES) {
      const first = parts[0];
      if (first !== undefined && first.byteLength < LENGTH_BYTES) parts = [Buffer.concat(parts)];
      const wanted = LENGTH_BYTES + (parts[0]?.readUInt32LE(0) ?? 0);
      if (gatheredBytes < wanted) return;
      const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      const fragment = all.subarray(LENGTH_BYTES, wanted);
      parts = all.byteLength > wanted ? [all.subarray(wanted)] : [];
      gatheredBytes -= wanted;
      head = createHash("sha256").update(head).update(fragment).digest();
      gathered.push({ bytes: fragment, socket });
      void drain();
    }
  });
}

const server = createServer(serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" && address !== null ? address.port : "");
});
