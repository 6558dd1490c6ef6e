import { readUint16, readUint32 } from "./rtp-header.ts";

const SENDER_REPORT = 200;
const BYE = 203;
/** Seconds from 1900 to 1970. */
const NTP_TO_UNIX_SEC = 2_208_988_800;

export interface RtcpPacket {
  /** Report count or subtype: five bits of the header. */
  count: number;
  type: number;
  /** After the 4-byte header, without padding. */
  payload: Uint8Array;
  /** Where the next packet of the compound starts. */
  endOffset: number;
  hasPadding: boolean;
}

export interface SenderReport {
  ssrc: number;
  /** The camera's wall clock, UTC µs. */
  wallclockUs: number;
  /** The same instant in RTP ticks, 32 bit. */
  rtpTimestamp: number;
  /** The middle 32 bits of the NTP time, for LSR in receiver reports. */
  ntpMiddle: number;
}

export interface RtcpContent {
  senderReports: SenderReport[];
  /** SSRCs that said goodbye. */
  byes: number[];
}

/** One packet of a compound (RFC 3550 6.4); null if version, length or padding is wrong. */
export function readRtcpPacket(bytes: Uint8Array, offset = 0): RtcpPacket | null {
  const flags = bytes[offset];
  if (flags === undefined || offset + 4 > bytes.length || flags >> 6 !== 2) return null;
  const endOffset = offset + 4 + 4 * readUint16(bytes, offset + 2);
  if (endOffset > bytes.length) return null;
  const hasPadding = (flags & 0x20) !== 0;
  const paddingBytes = hasPadding ? (bytes[endOffset - 1] ?? 0) : 0;
  if (hasPadding && (paddingBytes === 0 || paddingBytes > endOffset - offset - 4)) return null;
  return {
    count: flags & 0x1f,
    type: bytes[offset + 1] ?? 0,
    payload: bytes.subarray(offset + 4, endOffset - paddingBytes),
    endOffset,
    hasPadding,
  };
}

/** What we need of a compound packet; null if any part of it is broken: then nothing in it is believed. */
export function readRtcp(bytes: Uint8Array): RtcpContent | null {
  const content: RtcpContent = { senderReports: [], byes: [] };
  let offset = 0;
  while (offset < bytes.length) {
    const packet = readRtcpPacket(bytes, offset);
    if (packet === null || (packet.hasPadding && packet.endOffset < bytes.length)) return null;
    offset = packet.endOffset;
    if (packet.type === SENDER_REPORT) {
      if (packet.payload.length < 24) return null;
      content.senderReports.push(readSenderReport(packet.payload));
    } else if (packet.type === BYE) {
      for (let at = 0; at < packet.count && 4 * at + 4 <= packet.payload.length; at += 1) {
        content.byes.push(readUint32(packet.payload, 4 * at));
      }
    }
  }
  return offset === 0 ? null : content;
}

/** Wall clock of an RTP timestamp by a sender report, UTC µs. */
export function wallclockOfUs(report: SenderReport, rtpTimestamp: number, clockRate: number): number {
  return report.wallclockUs + (((rtpTimestamp - report.rtpTimestamp) | 0) * 1e6) / clockRate;
}

function readSenderReport(payload: Uint8Array): SenderReport {
  const seconds = readUint32(payload, 4);
  const fraction = readUint32(payload, 8);
  // Era 1 starts in 2036: numbers of the lower half belong to it (RFC 5905 6).
  const era = seconds < 0x8000_0000 ? 0x1_0000_0000 : 0;
  return {
    ssrc: readUint32(payload, 0),
    wallclockUs: (seconds + era - NTP_TO_UNIX_SEC) * 1e6 + (fraction * 1e6) / 0x1_0000_0000,
    rtpTimestamp: readUint32(payload, 12),
    ntpMiddle: (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0,
  };
}
