import { decodeManifestBox, manifestBoxBytes } from "../../segment/manifest-box.ts";
import type { SegmentManifest } from "../../segment/segment-manifest.ts";
import type { ObjectRef, ObjectStore } from "../object-store/object-store.ts";

/** Enough for a minute of 200 ms fragments; a longer manifest costs a second request. */
const LIKELY_BYTES = 128 * 1024;

/**
 * The manifest of a stored segment, read from its tail.
 * @throws ManifestFormatError, ObjectNotFound, ObjectStoreUnavailable
 */
export async function readStoredManifest(store: Pick<ObjectStore, "get">, ref: ObjectRef, sizeBytes: number): Promise<SegmentManifest> {
  const tail = await store.get(ref, { start: Math.max(0, sizeBytes - LIKELY_BYTES), end: sizeBytes });
  const boxBytes = manifestBoxBytes(tail);
  if (boxBytes <= tail.byteLength || boxBytes > sizeBytes) return decodeManifestBox(tail).manifest;
  return decodeManifestBox(await store.get(ref, { start: sizeBytes - boxBytes, end: sizeBytes })).manifest;
}
