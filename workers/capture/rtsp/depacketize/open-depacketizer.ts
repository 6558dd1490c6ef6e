import { AacDepacketizer } from "./aac-depacketizer.ts";
import { DepacketizerRefused, type Depacketizer } from "./depacketizer.ts";
import { parseFmtp } from "./fmtp.ts";
import { h264Codec } from "./h264-codec.ts";
import { h265Codec } from "./h265-codec.ts";
import { MessageDepacketizer } from "./message-depacketizer.ts";
import { ParameterSets } from "./parameter-sets.ts";
import { SimpleAudioDepacketizer } from "./simple-audio-depacketizer.ts";
import { VideoDepacketizer } from "./video-depacketizer.ts";

export interface MediaFormat {
  /** As in rtpmap, any case. */
  encoding: string;
  clockRate: number;
  channels?: number | null;
  /** Text after "a=fmtp:PT ", null without. */
  fmtp: string | null;
}

const VIDEO_CLOCK_RATE = 90000;
/** Bits per RTP tick and channel (RFC 3551 4.5). G.722 has 16 kHz samples of 4 bits, but a clock of 8 kHz. */
const SIMPLE_AUDIO_BITS = new Map([
  ["pcma", 8], ["pcmu", 8], ["g722", 8], ["l8", 8], ["u8", 8], ["l16", 16],
  ["dvi4", 4], ["g726-16", 2], ["g726-24", 3], ["g726-32", 4], ["g726-40", 5],
]);

/**
 * A depacketiser for one media section of an SDP.
 * @throws DepacketizerRefused if the encoding is unknown or its parameters cannot be used: leave this medium out.
 */
export function openDepacketizer(format: MediaFormat): Depacketizer {
  const fmtp = parseFmtp(format.fmtp);
  const encoding = format.encoding.toLowerCase();
  const bitsPerSample = SIMPLE_AUDIO_BITS.get(encoding);
  if (bitsPerSample !== undefined) return new SimpleAudioDepacketizer(format.clockRate, format.channels ?? 1, bitsPerSample);
  if (encoding === "mpeg4-generic") return new AacDepacketizer(fmtp, format.clockRate);
  if (encoding === "vnd.onvif.metadata") return new MessageDepacketizer();
  if (encoding !== "h264" && encoding !== "h265") {
    throw new DepacketizerRefused(`expected H264, H265, MPEG4-GENERIC or plain audio, got ${format.encoding}: choose another codec in the camera`);
  }
  if (format.clockRate !== VIDEO_CLOCK_RATE) {
    throw new DepacketizerRefused(`expected an RTP clock of ${VIDEO_CLOCK_RATE} for ${format.encoding}, got ${format.clockRate}`);
  }
  const codec = encoding === "h264" ? h264Codec : h265Codec;
  const sets = new ParameterSets(codec);
  const spropNames = encoding === "h264" ? ["sprop-parameter-sets"] : ["sprop-vps", "sprop-sps", "sprop-pps"];
  sets.takeFromSdp(spropNames.map((name) => fmtp.get(name)));
  return new VideoDepacketizer(codec, sets);
}
