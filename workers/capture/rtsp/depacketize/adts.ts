const HEADER_BYTES = 7;
const CRC_BYTES = 2;

/**
 * The AAC frames of a payload that carries ADTS instead of, or inside, AU headers, as views without their headers;
 * null if it does not: the sync word must be there and the lengths must fill the payload exactly (ISO 13818-7, 6.2).
 */
export function adtsFrames(payload: Uint8Array): Uint8Array[] | null {
  if (payload[0] !== 0xff || ((payload[1] ?? 0) & 0xf6) !== 0xf0) return null;
  const frames: Uint8Array[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= payload.byteLength) {
    const syncWord = payload[at] === 0xff && ((payload[at + 1] ?? 0) & 0xf6) === 0xf0;
    const frameBytes = (((payload[at + 3] ?? 0) & 3) << 11) | ((payload[at + 4] ?? 0) << 3) | ((payload[at + 5] ?? 0) >> 5);
    const headerBytes = HEADER_BYTES + (((payload[at + 1] ?? 0) & 1) === 0 ? CRC_BYTES : 0);
    if (!syncWord || frameBytes < headerBytes || at + frameBytes > payload.byteLength) return null;
    frames.push(payload.subarray(at + headerBytes, at + frameBytes));
    at += frameBytes;
  }
  return at === payload.byteLength ? frames : null;
}
