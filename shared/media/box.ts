import { MediaFormatError } from "./media-format-error.ts";

/** Where one ISO BMFF box lies inside its bytes; offsets count from the start of the whole Uint8Array. */
export interface Box {
  type: string;
  start: number;
  bodyStart: number;
  end: number;
}

const TWO_32 = 0x1_0000_0000;

/**
 * The boxes between `start` and `end`, one after the other (ISO 14496-12, 4.2).
 * @throws MediaFormatError for a box that is smaller than its header or longer than the bytes.
 */
export function* boxesIn(bytes: Uint8Array, start = 0, end = bytes.byteLength): Generator<Box> {
  const view = viewOf(bytes);
  let at = start;
  while (at < end) {
    const box = readBoxHeader(view, at, end);
    yield box;
    at = box.end;
  }
}

function readBoxHeader(view: DataView, at: number, end: number): Box {
  if (end - at < 8) throw new MediaFormatError(`expected a box header of 8 bytes at ${at}, got ${end - at} bytes`);
  const type = fourCc(view, at + 4);
  const size32 = view.getUint32(at);
  if (size32 === 1 && end - at < 16) throw new MediaFormatError(`expected a 64-bit size in box ${type} at ${at}, but the bytes end`);
  const headerBytes = size32 === 1 ? 16 : 8;
  const size = size32 === 0 ? end - at : size32 === 1 ? view.getUint32(at + 8) * TWO_32 + view.getUint32(at + 12) : size32;
  if (size < headerBytes || size > end - at) {
    throw new MediaFormatError(`expected box ${type} at ${at} to have ${headerBytes} to ${end - at} bytes, got a size of ${size}`);
  }
  return { type, start: at, bodyStart: at + headerBytes, end: at + size };
}

/** The first box of a type among the children of `parent` (or at the top), or null. */
export function findBox(bytes: Uint8Array, type: string, parent?: Box): Box | null {
  for (const box of boxesIn(bytes, parent?.bodyStart, parent?.end)) if (box.type === type) return box;
  return null;
}

/** Follows child types down from `parent`; @throws MediaFormatError naming the box that is missing. */
export function requireBox(bytes: Uint8Array, path: readonly string[], parent?: Box): Box {
  let box = parent;
  for (const type of path) {
    const child = findBox(bytes, type, box);
    if (child === null) throw new MediaFormatError(`expected a box ${type} in ${box?.type ?? "the bytes"}, found none`);
    box = child;
  }
  if (box === undefined) throw new MediaFormatError("expected at least one box type to look for");
  return box;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function fourCc(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** A 64-bit unsigned field as a number: exact up to 2^53, beyond which no clock of ours reaches. */
export function readUint64(view: DataView, at: number): number {
  return view.getUint32(at) * TWO_32 + view.getUint32(at + 4);
}

export function writeUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / TWO_32));
  view.setUint32(at + 4, value >>> 0);
}
