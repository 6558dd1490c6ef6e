import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { OBJECT_STORE_VARIABLES, objectStoreConfigOf, parseEnvironment } from "../../shared/node/object-store/object-store-config.ts";
import { readLocalObjectStore } from "../../shared/node/object-store/local/open-local-object-store.ts";
import { openS3ReadOnly } from "../../shared/node/object-store/open-object-store.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { keyIdOf, nodeVerifyTools, rawPublicKey } from "../../shared/node/segment/node-verify-tools.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { checkStreams, type Finding } from "./check-streams.ts";
import { UsageError, type VerifyOptions } from "./options.ts";
import { fileSegments, storedSegments, type SegmentSource } from "./segment-source.ts";
import { endWords, findingWords, timeWords } from "./words.ts";

export interface VerifyParts {
  environment: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  print(line: string): void;
}

/** Runs the check and says everything it finds. @returns the exit code */
export async function verify(options: VerifyOptions, parts: VerifyParts): Promise<0 | 1 | 2> {
  const startMs = parts.clock.monotonicMs();
  const keys = { archive: await archiveKeys(options), device: options.deviceKeys };
  const { sources, close } = openSources(options, parts);
  const total = { segments: 0, problems: 0, first: null as string | null };
  try {
    for await (const finding of checkStreams(sources, keys, nodeVerifyTools, options.whole)) {
      count(total, finding);
      parts.print(findingWords(finding, options.lang));
    }
  } finally {
    await close();
  }
  parts.print(endWords({ ...total, seconds: (parts.clock.monotonicMs() - startMs) / 1000 }, options.lang));
  if (total.problems > 0) return 1;
  return total.segments === 0 ? 2 : 0;
}

function count(total: { segments: number; problems: number; first: string | null }, finding: Finding): void {
  if (finding.kind === "stream") total.segments += finding.summary.segments;
  if (finding.kind !== "segment-problem" && finding.kind !== "continuity-problem") return;
  total.problems += 1;
  if (finding.kind === "segment-problem" && finding.problem.kind === "fragment-changed") {
    total.first ??= `${finding.stream?.cameraId ?? ""} #${finding.problem.number} ${timeWords(finding.problem.startUs)}`;
  }
}

function openSources({ what, camera }: VerifyOptions, parts: VerifyParts): { sources: AsyncIterable<SegmentSource>; close(): Promise<void> } {
  if (what.kind === "files") return { sources: fileSegments(what.paths, camera), close: () => Promise.resolve() };
  const store = what.kind === "s3" ? openS3(parts) : readLocalObjectStore(join(what.directory, "objects"), parts.clock);
  return { sources: storedSegments(store, camera), close: () => store.close() };
}

function openS3(parts: VerifyParts): ObjectStore {
  const config = objectStoreConfigOf(parseEnvironment(OBJECT_STORE_VARIABLES, parts.environment));
  if (config.kind !== "s3") throw new UsageError("expected S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY in the environment for --s3");
  return openS3ReadOnly(config);
}

/** Keys named on the command line; without any, those of the data directory. */
async function archiveKeys({ what, keyFiles }: VerifyOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = keyFiles.length === 0 && what.kind === "data" ? await publicKeysIn(join(what.directory, "keys")) : keyFiles;
  if (files.length === 0) throw new UsageError("expected the centre's public key with --key FILE, got none: signatures prove nothing without it");
  const keys = new Map<string, Uint8Array>();
  for (const file of files) {
    const raw = rawPublicKey(await readFile(file, "utf8"));
    keys.set(keyIdOf(raw), raw);
  }
  return keys;
}

async function publicKeysIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw new UsageError(`expected public keys in ${directory}, got nothing there: name them with --key FILE`, { cause });
  });
  return names.filter((name) => name.endsWith(".pub.pem")).map((name) => join(directory, name));
}
