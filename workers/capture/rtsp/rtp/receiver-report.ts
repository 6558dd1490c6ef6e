const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const BLOCK_BYTES = 24;
const CNAME = "mingjian";

/** What one report says about the stream's source. */
export interface ReportBlock {
  ssrc: number;
  /** Of the packets since the last report, 0 to 1. */
  lostFraction: number;
  lostPackets: number;
  extendedHighestSeq: number;
  /** ntpMiddle of the last sender report; 0 if none came. */
  lastReport: number;
  sinceLastReportMs: number;
}

/**
 * A compound of RR and SDES (RFC 3550 6.4.2, 6.5). Sent from the start, with no
 * block before the first packet: some cameras stop after two minutes without any.
 * Jitter is left 0: nobody adapts to it on TCP.
 */
export function encodeReceiverReport(ourSsrc: number, block: ReportBlock | null): Buffer {
  const reportBytes = 8 + (block === null ? 0 : BLOCK_BYTES);
  // Item type, length, name, and at least one zero at the end, filled up to 32 bits.
  const chunkBytes = 4 + Math.ceil((2 + CNAME.length + 1) / 4) * 4;
  const bytes = Buffer.alloc(reportBytes + 4 + chunkBytes);
  bytes[0] = 0x80 | (block === null ? 0 : 1);
  bytes[1] = RECEIVER_REPORT;
  bytes.writeUInt16BE(reportBytes / 4 - 1, 2);
  bytes.writeUInt32BE(ourSsrc, 4);
  if (block !== null) writeBlock(bytes, 8, block);

  bytes[reportBytes] = 0x81;
  bytes[reportBytes + 1] = SOURCE_DESCRIPTION;
  bytes.writeUInt16BE(chunkBytes / 4, reportBytes + 2);
  bytes.writeUInt32BE(ourSsrc, reportBytes + 4);
  bytes[reportBytes + 8] = 1;
  bytes[reportBytes + 9] = CNAME.length;
  bytes.write(CNAME, reportBytes + 10, "latin1");
  return bytes;
}

function writeBlock(bytes: Buffer, offset: number, block: ReportBlock): void {
  bytes.writeUInt32BE(block.ssrc, offset);
  bytes[offset + 4] = Math.min(255, Math.floor(block.lostFraction * 256));
  bytes.writeUIntBE(Math.min(0x7f_ffff, block.lostPackets), offset + 5, 3);
  bytes.writeUInt32BE(block.extendedHighestSeq >>> 0, offset + 8);
  bytes.writeUInt32BE(block.lastReport, offset + 16);
  bytes.writeUInt32BE(block.lastReport === 0 ? 0 : Math.min(0xffff_ffff, Math.round(block.sinceLastReportMs * 65.536)), offset + 20);
}
