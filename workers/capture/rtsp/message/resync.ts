const DOLLAR = 0x24;
const FRAME_HEADER_BYTES = 4;
const RESPONSE_START = Buffer.from("RTSP/");

/**
 * Where to go on after bytes that are neither frame nor message: the next `$`
 * of a known channel whose frame ends where something plausible starts, or
 * `RTSP/`. -1 if nothing of the kind is in `bytes`.
 */
export function findResync(bytes: Buffer, offset: number, isKnownChannel: (channel: number) => boolean): number {
  for (let at = offset; at < bytes.length; at += 1) {
    if (bytes[at] === DOLLAR && isPlausibleFrame(bytes, at, isKnownChannel)) return at;
    if (bytes[at] === RESPONSE_START[0] && startsLikeResponse(bytes, at)) return at;
  }
  return -1;
}

function isPlausibleFrame(bytes: Buffer, at: number, isKnownChannel: (channel: number) => boolean): boolean {
  const channel = bytes[at + 1];
  if (channel === undefined) return true;
  if (!isKnownChannel(channel)) return false;
  if (at + FRAME_HEADER_BYTES > bytes.length) return true;
  const bodyBytes = bytes.readUInt16BE(at + 2);
  if (bodyBytes === 0) return false;
  const next = bytes[at + FRAME_HEADER_BYTES + bodyBytes];
  return next === undefined || next === DOLLAR || next === 0x0d || next === 0x0a || isCapital(next);
}

function startsLikeResponse(bytes: Buffer, at: number): boolean {
  const seen = Math.min(RESPONSE_START.length, bytes.length - at);
  return bytes.compare(RESPONSE_START, 0, seen, at, at + seen) === 0;
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
