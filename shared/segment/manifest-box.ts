import { canonicalJson } from "./canonical-json.ts";
import { SegmentManifest, type UnsignedManifest } from "./segment-manifest.ts";

/**
 * The manifest travels in a top-level `uuid` box (ISO/IEC 14496-12 section
 * 11.1) behind the last fragment, which every player skips:
 *   u32 size | "uuid" | 16 bytes MANIFEST_UUID | canonical JSON | u32 size again
 * The size at the very end lets a reader find the box from the tail, even when
 * something before it is damaged.
 */
export const MANIFEST_UUID = Uint8Array.from([0x6d, 0x69, 0x6e, 0x67, 0x6a, 0x69, 0x61, 0x6e, 0x8a, 0x3e, 0x4c, 0x51, 0x9b, 0x07, 0x73, 0x31]);
const BOX_HEADER_BYTES = 24;
const TAIL_BYTES = 4;
const FRAME_BYTES = BOX_HEADER_BYTES + TAIL_BYTES;
/** "uuid" */
const BOX_TYPE = 0x75756964;

export class ManifestFormatError extends Error {
  override name = "ManifestFormatError";
}

export function signedText(manifest: UnsignedManifest): string {
  const { signature: _, ...unsigned } = manifest as SegmentManifest;
  return canonicalJson(unsigned);
}

export function encodeManifestBox(manifest: SegmentManifest): Uint8Array {
  const json = new TextEncoder().encode(canonicalJson(manifest));
  const box = new Uint8Array(FRAME_BYTES + json.byteLength);
  const view = new DataView(box.buffer);
  view.setUint32(0, box.byteLength);
  view.setUint32(4, BOX_TYPE);
  box.set(MANIFEST_UUID, 8);
  box.set(json, BOX_HEADER_BYTES);
  view.setUint32(box.byteLength - TAIL_BYTES, box.byteLength);
  return box;
}

/** Size of the manifest box, read from the last four bytes of an object (or of its tail). */
export function manifestBoxBytes(tail: Uint8Array): number {
  if (tail.byteLength < TAIL_BYTES) throw new ManifestFormatError(`expected an archive segment, got ${tail.byteLength} bytes: it is cut short`);
  return new DataView(tail.buffer, tail.byteOffset + tail.byteLength - TAIL_BYTES, TAIL_BYTES).getUint32(0);
}

/**
 * Reads the box that ends where `bytes` end.
 * @throws ManifestFormatError where any of its bytes is not exactly what `encodeManifestBox` writes
 */
export function decodeManifestBox(bytes: Uint8Array): { manifest: SegmentManifest; boxBytes: number } {
  const boxBytes = manifestBoxBytes(bytes);
  if (boxBytes < FRAME_BYTES || boxBytes > bytes.byteLength) {
    throw new ManifestFormatError(`expected a manifest box at the end, got a size of ${boxBytes} in ${bytes.byteLength} bytes: its last bytes were changed or cut off`);
  }
  const box = bytes.subarray(bytes.byteLength - boxBytes);
  const view = new DataView(box.buffer, box.byteOffset, box.byteLength);
  const framed = view.getUint32(0) === boxBytes && view.getUint32(4) === BOX_TYPE && MANIFEST_UUID.every((byte, at) => box[8 + at] === byte);
  if (!framed) throw new ManifestFormatError("the frame of the manifest box was changed");
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(box.subarray(BOX_HEADER_BYTES, boxBytes - TAIL_BYTES));
  const manifest = parseManifest(text);
  if (canonicalJson(manifest) !== text) throw new ManifestFormatError("the manifest was changed: it is not in its one spelling");
  return { manifest, boxBytes };
}

function parseManifest(text: string): SegmentManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ManifestFormatError("the manifest was changed: it is not JSON any more", { cause });
  }
  const parsed = SegmentManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ManifestFormatError(`the manifest was changed or is of another version: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`, { cause: parsed.error });
}
