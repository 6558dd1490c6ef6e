import { avcCodecString } from "../../../../shared/media/codec-string.ts";
import { writeAvcConfig } from "../../../../shared/media/avc-config.ts";
import { readH264Sps } from "../../../../shared/media/h264-sps.ts";
import { readAggregate } from "./aggregate.ts";
import { PayloadRefused } from "./depacketizer.ts";
import { NO_HEADER, type ParameterSetBytes, type RtpPayload, type VideoCodec } from "./video-codec.ts";
import type { VideoParams } from "./stream-params.ts";

const IDR = 5;
const SPS = 7;
const PPS = 8;
const LAST_PICTURE = 5;
const STAP_A = 24;
const FU_A = 28;
/** SEI, SPS, PPS, AUD, SPS extension, prefix NAL, subset SPS: what opens the next access unit (7.4.1.2.3). */
const OPENS_UNIT = new Set([6, SPS, PPS, 9, 13, 14, 15]);

/** H.264 in RTP, RFC 6184 without interleaving; packetization-mode is not asked, because cameras do not keep to it. */
export const h264Codec: VideoCodec = {
  name: "H.264",
  headerBytes: 1,
  ppsType: PPS,
  readPayload,
  checkNal,
  readParams,
  typeOf,
  isPicture: (type) => type >= 1 && type <= LAST_PICTURE,
  isKeyPicture: (type) => type === IDR,
  isSkippedLeading: () => false,
  isReferred: (firstByte) => (firstByte & 0x60) !== 0,
  isParameterSet: (type) => type === SPS || type === PPS,
  canEndUnit: (type) => !OPENS_UNIT.has(type),
};

function typeOf(firstByte: number): number {
  return firstByte & 0x1f;
}

function readPayload(payload: Uint8Array): RtpPayload {
  const first = payload[0];
  if (first === undefined) throw new PayloadRefused("expected an H.264 payload of at least 1 byte, got an empty packet");
  if ((first & 0x80) !== 0) throw new PayloadRefused(`expected forbidden_zero_bit 0, got the NAL header 0x${first.toString(16)}`);
  const type = typeOf(first);
  if (type === STAP_A) return { kind: "aggregate", nals: readAggregate(payload, 1, 1) };
  if (type !== FU_A) return { kind: "single" };
  const fuHeader = payload[1];
  if (fuHeader === undefined) throw new PayloadRefused("expected an FU header in an FU-A packet, got 1 byte");
  const start = (fuHeader & 0x80) !== 0;
  const header = start ? Uint8Array.of((first & 0x60) | (fuHeader & 0x1f)) : NO_HEADER;
  return { kind: "fragment", start, end: (fuHeader & 0x40) !== 0, header, bodyStart: 2 };
}

function checkNal(nal: Uint8Array): void {
  const first = nal[0];
  if (first === undefined) throw new PayloadRefused("expected a NAL unit of at least 1 byte, got none");
  const type = typeOf(first);
  if ((first & 0x80) !== 0) throw new PayloadRefused(`expected forbidden_zero_bit 0, got the NAL header 0x${first.toString(16)}`);
  if (type === 0 || type >= STAP_A) throw new PayloadRefused(`expected an H.264 NAL unit of type 1–23, got ${type}: interleaved modes are not supported`);
}

function readParams(sets: ParameterSetBytes): VideoParams | null {
  const sps = sets.get(SPS)?.at(-1);
  const allPps = sets.get(PPS) ?? [];
  const pps = allPps.at(-1);
  if (sps === undefined || pps === undefined) return null;
  const read = readH264Sps(sps);
  return {
    type: "video",
    codec: avcCodecString(read.profile, read.constraints, read.level),
    width: read.width,
    height: read.height,
    codedWidth: read.codedWidth,
    codedHeight: read.codedHeight,
    pixelAspectRatio: read.pixelAspectRatio,
    frameDuration: read.frameDuration,
    maxReorderFrames: read.picOrderCntType === 2 ? 0 : read.maxReorderFrames,
    sampleEntry: "avc1",
    decoderConfig: writeAvcConfig(read, sps, allPps),
    vps: null,
    sps,
    pps,
  };
}
