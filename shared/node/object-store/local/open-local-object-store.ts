import type { Clock } from "../../../time/clock.ts";
import { translateFileError } from "./file-error.ts";
import { canSeal, ImmutableAttribute } from "./immutable-attribute.ts";
import { prepareLocalFolders } from "./local-folders.ts";
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
