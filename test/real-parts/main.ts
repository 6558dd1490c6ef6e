import { buildMediaMtx, findMediaMtx } from "./mediamtx.ts";
import { cachedPart, goInstall } from "./part-cache.ts";
import { MINIO_MODULE, VERSITYGW_MODULE } from "./s3-servers.ts";

/**
 * `npm run real-parts [-- minio versitygw mediamtx]`: builds what is missing
 * and says what is there. Exit code 1 if any part asked for could not be made.
 */
const PARTS: Record<string, { find: () => Promise<string | null>; build: () => Promise<void> }> = {
  versitygw: { find: () => cachedPart("versitygw"), build: () => goInstall(VERSITYGW_MODULE) },
  minio: { find: () => cachedPart("minio"), build: () => goInstall(MINIO_MODULE) },
  mediamtx: { find: findMediaMtx, build: buildMediaMtx },
};

const wanted = process.argv.slice(2);
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(await prepare(name, part));
}

async function prepare(name: string, part: { find: () => Promise<string | null>; build: () => Promise<void> }): Promise<string> {
  if ((await part.find()) !== null) return `real part ${name}: ready`;
  console.log(`real part ${name}: building, a few minutes …`);
  try {
    await part.build();
    return `real part ${name}: built`;
  } catch (error) {
    process.exitCode = 1;
    return `real part ${name}: MISSING (${error instanceof Error ? error.message.slice(0, 400) : String(error)})`;
  }
}
