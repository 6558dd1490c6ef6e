import { splitAnnexB } from "../../../../shared/media/annex-b.ts";

const TWO_ZEROS = Buffer.of(0, 0);

/**
 * Whether bytes may hold a start code or a forbidden sequence: 00 00 with 00, 01, 02 or nothing behind it.
 * Buffer.indexOf is memchr underneath; a loop over the bytes here would cost more than all other work on a packet.
 */
function maySplit(bytes: Uint8Array): boolean {
  const last = bytes[bytes.byteLength - 1];
  if (last === 0) return true;
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = buffer.indexOf(TWO_ZEROS);
  while (at >= 0) {
    const follower = buffer[at + 2];
    if (follower === undefined || follower <= 2) return true;
    at = buffer.indexOf(TWO_ZEROS, at + 2);
  }
  return false;
}

/** The same over the border of two fragments; errs on the side of looking closer. */
function maySplitBetween(before: Uint8Array, after: Uint8Array): boolean {
  return before[before.byteLength - 1] === 0 && (after[0] ?? 0) <= 2;
}

/**
 * Cameras (V380) put whole Annex B streams where one NAL unit should be: gives the NAL units really there.
 * Null in the usual case: the parts are one NAL unit, and were not copied.
 * @throws MediaFormatError for sequences no NAL unit may contain.
 */
export function nalsInside(header: Uint8Array, body: readonly Uint8Array[]): Uint8Array[] | null {
  let suspicious = maySplit(header);
  let before = header;
  for (const part of body) {
    suspicious ||= maySplit(part) || maySplitBetween(before, part);
    before = part;
  }
  return suspicious ? splitAnnexB(Buffer.concat([header, ...body])) : null;
}
