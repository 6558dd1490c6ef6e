import { MediaFormatError } from "./media-format-error.ts";

const NOTHING = new Uint8Array(0);

/** What RBSP parsers read: the NAL unit without the 03 of each 00 00 03 (H.264 7.3.1, H.265 7.3.1.1). */
export function withoutEmulationPrevention(nal: Uint8Array): Uint8Array {
  const result = new Uint8Array(nal.byteLength);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    const escape = zeros >= 2 && byte === 3;
    zeros = byte === 0 ? zeros + 1 : 0;
    if (escape) continue;
    result[length] = byte;
    length += 1;
  }
  return result.subarray(0, length);
}

/** A NAL unit cannot end in 00: zeros there are padding (trailing_zero_8bits). */
export function withoutTrailingZeros(nal: Uint8Array): Uint8Array {
  let end = nal.byteLength;
  while (end > 0 && nal[end - 1] === 0) end -= 1;
  return end === nal.byteLength ? nal : nal.subarray(0, end);
}

/**
 * The NAL units of an Annex B byte stream, as views; bytes before the first start code are a NAL unit too.
 * @throws MediaFormatError at 00 00 02 or 00 00 00 with more to follow, which no NAL unit may contain (H.264 7.4.1).
 */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let start = 0;
  let at = 0;
  while (at < bytes.byteLength) {
    const zerosAt = bytes.indexOf(0, at);
    if (zerosAt < 0) break;
    let end = zerosAt;
    while (bytes[end] === 0) end += 1;
    const follower = bytes[end];
    const zeros = end - zerosAt;
    if (zeros >= 2 && follower === 1) {
      nals.push(bytes.subarray(start, zerosAt));
      start = end + 1;
    } else if (follower !== undefined && (zeros > 2 || (zeros === 2 && follower === 2))) {
      throw new MediaFormatError(`expected no 00 00 ${zeros > 2 ? "00" : "02"} inside a NAL unit, got one at byte ${zerosAt}: the payload is damaged`);
    }
    at = end + 1;
  }
  nals.push(start < bytes.byteLength ? withoutTrailingZeros(bytes.subarray(start)) : NOTHING);
  return nals.filter((nal) => nal.byteLength > 0);
}
