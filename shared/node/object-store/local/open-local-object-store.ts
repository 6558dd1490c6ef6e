import type { Clock } from "../../../time/clock.ts";
import { translateFileError } from "./file-error.ts";
import { canSeal, ImmutableAttribute } from "./immutable-attribute.ts";
import { localFolders, prepareLocalFolders } from "./local-folders.ts";
import { LocalObjectStore } from "./local-object-store.ts";
import { LockHistory } from "./lock-history.ts";

export interface LocalStoreConfig {
  kind: "local";
  folder: string;
  /** "auto" seals files with chattr +i where the system allows it; "off" leaves them read-only. */
  immutable: "auto" | "off";
  reserveBytes: number;
}

export async function openLocalObjectStore(config: LocalStoreConfig, clock: Clock): Promise<LocalObjectStore> {
  try {
    const folders = await prepareLocalFolders(config.folder);
    const locks = new LockHistory(folders.keys, folders.tmp);
    const sealer = config.immutable === "auto" && (await canSeal(folders.tmp)) ? new ImmutableAttribute() : null;
    return new LocalObjectStore({ folders, locks, sealer, reserveBytes: config.reserveBytes, clock });
  } catch (cause) {
    throw translateFileError(cause, `opening ${config.folder}`);
  }
}

/** For readers such as verify: makes nothing, and a folder that is no store is an outage. */
export function readLocalObjectStore(folder: string, clock: Clock): LocalObjectStore {
  const folders = localFolders(folder);
  return new LocalObjectStore({ folders, locks: new LockHistory(folders.keys, folders.tmp), sealer: null, reserveBytes: 0, clock });
}
