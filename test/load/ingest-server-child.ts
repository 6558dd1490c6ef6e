import { collectLessOften } from "../../shared/node/collect-less-often.ts";
import { startIngestServer, type IngestServerOptions } from "./ingest-server.ts";

/** `node ingest-server-child.ts '{"databaseUrl": …, "spoolDirectory": …}'` → prints its URL; made to be killed. */
const options = JSON.parse(process.argv[2] ?? "{}") as IngestServerOptions;
// As server/main.ts does: what is measured here should be what runs.
collectLessOften();
const server = await startIngestServer(options);
process.stdout.write(`${server.url}\n`);
process.on("SIGTERM", () => void server.stop());
// Whoever started us holds our input open: when it dies, however it dies, so do we.
process.stdin.resume().on("close", () => process.exit());
