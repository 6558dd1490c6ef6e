import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CameraId, StreamEpoch, StreamRole } from "../../../shared/domain/ids.ts";
import { syncDirectory, withFile } from "../../../shared/node/record-log/log-files.ts";

const STATE_FILE = "streams.json";

/** What outlives the spool's files: who each life of a stream is, and how far it had come. */
export const LifeState = z.object({
  lifeId: z.number().int().min(1),
  cameraId: CameraId,
  role: StreamRole,
  epoch: StreamEpoch,
  originUs: z.number().int(),
  /** As of the last write of this file; entries in the log may go further. */
  lastNumber: z.number().int().min(0),
  lastEndUs: z.number().int().nullable(),
  /** Chain head after `lastNumber`, hex; only kept with a device key. */
  head: z.string().nullable(),
  /** The one that new records of the camera and role go to. Older ones are only resent. */
  current: z.boolean(),
});
export type LifeState = z.infer<typeof LifeState>;

export const SpoolState = z.object({
  version: z.literal(1),
  lives: z.array(LifeState),
});
export type SpoolState = z.infer<typeof SpoolState>;

export class SpoolStateError extends Error {
  override name = "SpoolStateError";
}

/** null for a spool that is new. @throws SpoolStateError for a file that is not ours */
export async function readSpoolState(directory: string): Promise<SpoolState | null> {
  const path = join(directory, STATE_FILE);
  const text = await textOf(path);
  if (text === null) return null;
  try {
    return SpoolState.parse(JSON.parse(text));
  } catch (cause) {
    throw new SpoolStateError(
      `expected ${path} to be the capture spool's state, got something else: put the file back from before, or move the whole spool directory away (its unsent footage is then not sent)`,
      { cause },
    );
  }
}

/** Write, sync, rename, sync: a crash leaves the old state or the new one. */
export async function writeSpoolState(directory: string, state: SpoolState): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, `${STATE_FILE}.new`);
  await withFile(temporary, "w", async (handle) => {
    await handle.writeFile(`${JSON.stringify(state, null, 2)}\n`);
    await handle.sync();
  });
  await rename(temporary, join(directory, STATE_FILE));
  await syncDirectory(directory);
}

/**
 * The mark that every number ever used is in the log: it names the machine boot
 * in which that holds (a killed process loses no write, a power cut may), or
 * "clean" after an orderly stop. Without it new records must begin a new epoch,
 * because the centre may already have other records under the next numbers.
 */
const MARK_FILE = "numbers-exact";
const CLEAN_STOP = "clean";

export async function readExactMark(directory: string): Promise<boolean> {
  const mark = await textOf(join(directory, MARK_FILE));
  return mark !== null && (mark === CLEAN_STOP || mark === (await bootId()));
}

export async function writeExactMark(directory: string, cleanStop: boolean): Promise<void> {
  const mark = cleanStop ? CLEAN_STOP : await bootId();
  if (mark === null) return removeExactMark(directory);
  await withFile(join(directory, MARK_FILE), "w", async (handle) => {
    await handle.writeFile(mark);
    await handle.sync();
  });
}

/** Works on a full disk too. */
export async function removeExactMark(directory: string): Promise<void> {
  await rm(join(directory, MARK_FILE), { force: true });
}

/** null where the system does not name its boots: then every unclean stop begins new epochs. */
async function bootId(): Promise<string | null> {
  return textOf("/proc/sys/kernel/random/boot_id");
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
