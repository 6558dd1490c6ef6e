import { ObjectStoreError, ObjectStoreFull, ObjectStoreUnavailable } from "../object-store.ts";

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** A failing disk is an outage (P15), whatever it says about one file. */
export function translateFileError(cause: unknown, doing: string): ObjectStoreError {
  if (cause instanceof ObjectStoreError) return cause;
  if (hasCode(cause, "ENOSPC", "EDQUOT")) {
    return new ObjectStoreFull(`the disk is full while ${doing}: free space or add a disk, the spool keeps the footage until then`, { cause });
  }
  return new ObjectStoreUnavailable(`the disk did not answer while ${doing} (${String(cause)}): check the disk, it is tried again`, { cause });
}
