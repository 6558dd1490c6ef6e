const FIXED_HEADER_BYTES = 12;

/** Filled anew by `readRtpHeader`: one object per stream, so that a packet allocates none. */
export interface RtpHeader {
  mark: boolean;
  payloadType: number;
  seq: number;
  ts: number;
  ssrc: number;
  payloadStart: number;
  payloadEnd: number;
}

export function emptyRtpHeader(): RtpHeader {
  return { mark: false, payloadType: 0, seq: 0, ts: 0, ssrc: 0, payloadStart: 0, payloadEnd: 0 };
}

/** Reads the header of an RTP packet (RFC 3550 5.1) with CSRC, extension and padding; false if it is broken. */
export function readRtpHeader(bytes: Uint8Array, header: RtpHeader): boolean {
  if (bytes.length < FIXED_HEADER_BYTES) return false;
  const flags = byteAt(bytes, 0);
  if (flags >> 6 !== 2) return false;

  let payloadStart = FIXED_HEADER_BYTES + 4 * (flags & 0x0f);
  if ((flags & 0x10) !== 0) {
    if (payloadStart + 4 > bytes.length) return false;
    payloadStart += 4 + 4 * readUint16(bytes, payloadStart + 2);
  }
  let payloadEnd = bytes.length;
  if ((flags & 0x20) !== 0) {
    const paddingBytes = byteAt(bytes, payloadEnd - 1);
    if (paddingBytes === 0) return false;
    payloadEnd -= paddingBytes;
  }
  if (payloadStart > payloadEnd) return false;

  const second = byteAt(bytes, 1);
  header.mark = second >= 0x80;
  header.payloadType = second & 0x7f;
  header.seq = readUint16(bytes, 2);
  header.ts = readUint32(bytes, 4);
  header.ssrc = readUint32(bytes, 8);
  header.payloadStart = payloadStart;
  header.payloadEnd = payloadEnd;
  return true;
}

/** RTCP that came on the RTP channel: payload types 200 to 204 (RFC 5761 4). */
export function looksLikeRtcp(bytes: Uint8Array): boolean {
  const type = byteAt(bytes, 1);
  return type >= 200 && type <= 204;
}

/** Big-endian; 0 beyond the end. */
export function readUint16(bytes: Uint8Array, offset: number): number {
  return (byteAt(bytes, offset) << 8) | byteAt(bytes, offset + 1);
}

/** Big-endian, 0 to 2^32−1; 0 beyond the end. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return ((readUint16(bytes, offset) << 16) | readUint16(bytes, offset + 2)) >>> 0;
}

function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
