import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { readStoredManifest } from "../../shared/node/segment/read-manifest.ts";
import { ManifestFormatError } from "../../shared/segment/manifest-box.ts";

/** One archive object to be checked. Sources come sorted by stream and number, so that a stream is read in its order. */
export interface SegmentSource {
  name: string;
  read(): Promise<Uint8Array>;
}

export async function* storedSegments(store: ObjectStore, camera: string | null): AsyncGenerator<SegmentSource> {
  const prefix = camera === null ? "segments/" : `segments/${camera}/`;
  for await (const object of store.list(prefix)) yield { name: object.key, read: () => store.get(object) };
}

/** Exported files may have any name: their manifests say where they belong. */
export async function* fileSegments(paths: readonly string[], camera: string | null): AsyncGenerator<SegmentSource> {
  const found: { path: string; order: string }[] = [];
  for (const path of await filesIn(paths)) {
    const order = await orderOf(path);
    if (camera === null || order === null || order.startsWith(`${camera}/`)) found.push({ path, order: order ?? `~${path}` });
  }
  for (const { path } of found.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
    yield { name: path, read: async () => readRange(path, 0, (await stat(path)).size) };
  }
}

async function filesIn(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) {
      const entries = await readdir(path, { withFileTypes: true, recursive: true });
      files.push(...entries.filter((entry) => entry.isFile() && entry.name.endsWith(".mp4")).map((entry) => join(entry.parentPath, entry.name)));
    } else files.push(path);
  }
  return files;
}

/** null where the manifest cannot be read; the check itself will say why. */
async function orderOf(path: string): Promise<string | null> {
  const file = { get: (_: unknown, range?: { start: number; end: number }) => readRange(path, range?.start ?? 0, range?.end ?? 0) };
  try {
    const { cameraId, role, epoch, firstNumber } = await readStoredManifest(file, { key: path, version: "" }, (await stat(path)).size);
    return `${cameraId}/${role}/${epoch}/${String(firstNumber).padStart(16, "0")}`;
  } catch (error) {
    if (error instanceof ManifestFormatError) return null;
    throw error;
  }
}

async function readRange(path: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
