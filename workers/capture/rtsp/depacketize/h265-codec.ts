import { hevcCodecString } from "../../../../shared/media/codec-string.ts";
import { writeHevcConfig } from "../../../../shared/media/hevc-config.ts";
import { readH265Sps } from "../../../../shared/media/h265-sps.ts";
import { readAggregate } from "./aggregate.ts";
import { PayloadRefused } from "./depacketizer.ts";
import { NO_HEADER, type ParameterSetBytes, type RtpPayload, type VideoCodec } from "./video-codec.ts";
import type { VideoParams } from "./stream-params.ts";

const VPS = 32;
const SPS = 33;
const PPS = 34;
const AUD = 35;
const PREFIX_SEI = 39;
const LAST_PICTURE = 31;
const AGGREGATION = 48;
const FRAGMENTATION = 49;
const HEADER_BYTES = 2;

/** H.265 in RTP, RFC 7798 without DONL (single transmission). */
export const h265Codec: VideoCodec = {
  name: "H.265",
  headerBytes: HEADER_BYTES,
  ppsType: PPS,
  readPayload,
  checkNal,
  readParams,
  typeOf,
  isPicture: (type) => type <= LAST_PICTURE,
  // IRAP (table 7-1): BLA and CRA too; some cameras never send an IDR.
  isKeyPicture: (type) => type >= 16 && type <= 23,
  isSkippedLeading: (type) => type === 8 || type === 9,
  isReferred: () => true,
  isParameterSet: (type) => type >= VPS && type <= PPS,
  canEndUnit,
};

function typeOf(firstByte: number): number {
  return (firstByte >> 1) & 0x3f;
}

/** Types that open the next access unit (7.4.2.4.4): parameter sets, AUD, prefix SEI, 41–44 and 48–55. */
function canEndUnit(type: number): boolean {
  return !((type >= VPS && type <= AUD) || type === PREFIX_SEI || (type >= 41 && type <= 44) || (type >= 48 && type <= 55));
}

function readPayload(payload: Uint8Array): RtpPayload {
  const first = payload[0];
  const second = payload[1];
  if (first === undefined || second === undefined) {
    throw new PayloadRefused(`expected an H.265 payload of at least 2 bytes, got ${payload.byteLength}`);
  }
  checkForbiddenBit(first);
  const type = typeOf(first);
  if (type === AGGREGATION) return { kind: "aggregate", nals: readAggregate(payload, HEADER_BYTES, HEADER_BYTES) };
  if (type !== FRAGMENTATION) return { kind: "single" };
  const fuHeader = payload[2];
  if (fuHeader === undefined) throw new PayloadRefused("expected an FU header in an H.265 fragment, got 2 bytes");
  const start = (fuHeader & 0x80) !== 0;
  const header = start ? Uint8Array.of((first & 0x81) | ((fuHeader & 0x3f) << 1), second) : NO_HEADER;
  return { kind: "fragment", start, end: (fuHeader & 0x40) !== 0, header, bodyStart: 3 };
}

function checkNal(nal: Uint8Array): void {
  const first = nal[0];
  if (first === undefined || nal.byteLength < HEADER_BYTES) {
    throw new PayloadRefused(`expected an H.265 NAL unit of at least ${HEADER_BYTES} bytes, got ${nal.byteLength}`);
  }
  checkForbiddenBit(first);
  const type = typeOf(first);
  if (type >= AGGREGATION) throw new PayloadRefused(`expected an H.265 NAL unit of type 0–47, got ${type}: PACI and nested packets are not supported`);
}

function checkForbiddenBit(first: number): void {
  if ((first & 0x80) !== 0) throw new PayloadRefused(`expected forbidden_zero_bit 0, got the NAL header 0x${first.toString(16)}`);
}

function readParams(sets: ParameterSetBytes): VideoParams | null {
  const vps = sets.get(VPS)?.at(-1);
  const sps = sets.get(SPS)?.at(-1);
  const allPps = sets.get(PPS) ?? [];
  const pps = allPps.at(-1);
  if (vps === undefined || sps === undefined || pps === undefined) return null;
  const read = readH265Sps(sps);
  return {
    type: "video",
    codec: hevcCodecString(read.general),
    width: read.width,
    height: read.height,
    codedWidth: read.codedWidth,
    codedHeight: read.codedHeight,
    pixelAspectRatio: read.pixelAspectRatio,
    frameDuration: read.frameDuration,
    maxReorderFrames: read.maxReorderFrames,
    sampleEntry: "hvc1",
    decoderConfig: writeHevcConfig(read, vps, sps, allPps),
    vps,
    sps,
    pps,
  };
}
