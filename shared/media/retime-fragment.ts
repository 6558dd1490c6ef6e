import { boxesIn, readUint64, requireBox, viewOf, writeUint64, type Box } from "./box.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";

const MAX_UINT32 = 0xffff_ffff;

/**
 * Moves a fragment of another muxer onto our timeline: every tfdt becomes `newTime(trackId, oldTime)`, in the track's
 * timescale. Patches the given bytes where the field is wide enough and returns them; a 32-bit tfdt that cannot hold
 * its new time makes a new, longer copy with 64-bit fields.
 * @throws MediaFormatError if the bytes are not a whole moof, or a new time is negative.
 */
export function retimeFragment(bytes: Uint8Array, newTime: (trackId: number, oldTime: number) => number): Uint8Array {
  return readingBytes("fragment", () => {
    const view = viewOf(bytes);
    const changes = decodeTimes(bytes).map((found) => ({ ...found, time: checkedTime(newTime(found.trackId, found.oldTime)) }));
    if (changes.some((change) => change.version === 0 && change.time > MAX_UINT32)) return widened(bytes, changes);
    for (const change of changes) {
      if (change.version === 1) writeUint64(view, change.tfdt.bodyStart + 4, change.time);
      else view.setUint32(change.tfdt.bodyStart + 4, change.time);
    }
    return bytes;
  });
}

/** Sets a fragment's place in its file (mfhd, ISO 14496-12, 8.8.5: numbers must grow), in place. @throws MediaFormatError if the bytes are not a whole moof */
export function numberFragment(bytes: Uint8Array, sequenceNumber: number): void {
  readingBytes("fragment", () => viewOf(bytes).setUint32(requireBox(bytes, ["moof", "mfhd"]).bodyStart + 4, sequenceNumber));
}

interface DecodeTime {
  traf: Box;
  tfdt: Box;
  version: number;
  trackId: number;
  oldTime: number;
}

function decodeTimes(bytes: Uint8Array): DecodeTime[] {
  const view = viewOf(bytes);
  const moof = requireBox(bytes, ["moof"]);
  return [...boxesIn(bytes, moof.bodyStart, moof.end)]
    .filter((box) => box.type === "traf")
    .map((traf) => {
      const tfdt = requireBox(bytes, ["tfdt"], traf);
      const version = view.getUint8(tfdt.bodyStart);
      const oldTime = version === 1 ? readUint64(view, tfdt.bodyStart + 4) : view.getUint32(tfdt.bodyStart + 4);
      return { traf, tfdt, version, trackId: view.getUint32(requireBox(bytes, ["tfhd"], traf).bodyStart + 4), oldTime };
    });
}

function checkedTime(time: number): number {
  if (Number.isSafeInteger(time) && time >= 0) return time;
  throw new MediaFormatError(`expected a decode time of whole ticks from 0, got ${time}: the fragment would begin before its stream`);
}

/** A copy with 64-bit decode times: each such tfdt grows by 4 bytes, and so do its parents and the data offsets of trun. */
function widened(bytes: Uint8Array, changes: readonly (DecodeTime & { time: number })[]): Uint8Array {
  const grown = changes.filter((change) => change.version === 0);
  const result = new Uint8Array(bytes.byteLength + grown.length * 4);
  const moof = requireBox(bytes, ["moof"]);
  const sizes = viewOf(bytes.slice(0, moof.end));
  const addBytes = (at: number, count: number): void => sizes.setUint32(at, sizes.getUint32(at) + count);
  addBytes(moof.start, grown.length * 4);
  for (const change of grown) {
    addBytes(change.traf.start, 4);
    addBytes(change.tfdt.start, 4);
    sizes.setUint8(change.tfdt.bodyStart, 1);
  }
  for (const traf of changes.map((change) => change.traf)) shiftDataOffsets(bytes, traf, (at) => addBytes(at, grown.length * 4));

  let from = 0;
  let to = 0;
  const head = new Uint8Array(sizes.buffer);
  for (const change of changes) {
    const body = change.tfdt.bodyStart;
    result.set(head.subarray(from, body + 4), to);
    to += body + 4 - from;
    writeUint64(viewOf(result), to, change.time);
    to += 8;
    from = change.tfdt.end;
  }
  result.set(head.subarray(from), to);
  result.set(bytes.subarray(moof.end), to + head.byteLength - from);
  return result;
}

/** trun counts its data offset from the start of moof (default-base-is-moof), so the offset grows with the moof. */
function shiftDataOffsets(bytes: Uint8Array, traf: Box, shift: (at: number) => void): void {
  const view = viewOf(bytes);
  for (const box of boxesIn(bytes, traf.bodyStart, traf.end)) {
    if (box.type === "trun" && (view.getUint32(box.bodyStart) & 1) === 1) shift(box.bodyStart + 8);
  }
}
