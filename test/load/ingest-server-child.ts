import { startIngestServer, type IngestServerOptions } from "./ingest-server.ts";

/** `node ingest-server-child.ts '{"databaseUrl": …, "spoolDirectory": …}'` → prints its URL; made to be killed. */
const options = JSON.parse(process.argv[2] ?? "{}") as IngestServerOptions;
const server = await startIngestServer(options);
process.stdout.write(`${server.url}\n`);
process.on("SIGTERM", () => void server.stop());
// Whoever started us holds our input open: when it dies, however it dies, so do we.
process.stdin.resume().on("close", () => process.exit());
