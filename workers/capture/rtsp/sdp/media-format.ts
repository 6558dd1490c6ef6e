import { lastAttribute, type SdpSection } from "./sdp-sections.ts";
import { type RtpEncoding, STATIC_PAYLOAD_TYPES } from "./static-payload-types.ts";

export interface MediaFormat extends RtpEncoding {
  /** "video", "audio", "application" … */
  media: string;
  payloadType: number;
  /** Every payload type of the m= line: the camera may send any of them. */
  payloadTypes: readonly number[];
  /** Text after the payload type; null if there is none for it. */
  fmtp: string | null;
  /** a=framerate if it is a number: never a source of timing, it is often wrong. */
  sdpFramerate: number | null;
  /** The camera says it listens here: an ONVIF back channel if it is audio. */
  sendonly: boolean;
}

/** Reads one media section; null if it cannot be RTP that anyone could understand. */
export function readMediaFormat(section: SdpSection): MediaFormat | null {
  const [media = "", , protocol = "", ...formats] = (section.mediaLine ?? "").split(/\s+/);
  const payloadTypes = formats.map(readPayloadType);
  const payloadType = payloadTypes[0];
  if (!/(?:^|\/)RTP\//i.test(protocol) || payloadType === undefined || payloadType === null) return null;
  const encoding = readEncoding(section, payloadType);
  if (encoding === null) return null;
  return {
    ...encoding,
    media: media.toLowerCase(),
    payloadType,
    payloadTypes: payloadTypes.filter((other) => other !== null),
    fmtp: valueFor(section, "fmtp", payloadType) || null,
    sdpFramerate: readFramerate(section),
    sendonly: lastAttribute(section, "sendonly") !== null,
  };
}

function readPayloadType(text: string): number | null {
  return /^\d{1,3}$/.test(text) && Number(text) <= 127 ? Number(text) : null;
}

/** rtpmap beats the static table: payload type 8 is announced as PCMU by some. */
function readEncoding(section: SdpSection, payloadType: number): RtpEncoding | null {
  const rtpmap = valueFor(section, "rtpmap", payloadType);
  if (rtpmap === null || rtpmap === "") return STATIC_PAYLOAD_TYPES.get(payloadType) ?? null;
  const [encoding = "", clockRate = "", channels = ""] = rtpmap.split("/").map((part) => part.trim());
  if (encoding === "" || !/^\d{1,10}$/.test(clockRate) || Number(clockRate) === 0) return null;
  return {
    encoding: encoding.toLowerCase(),
    clockRate: Number(clockRate),
    channels: /^\d{1,5}$/.test(channels) ? Number(channels) : null,
  };
}

/** The value of `a=name:PT value`; null unless one is for this payload type. */
function valueFor(section: SdpSection, name: string, payloadType: number): string | null {
  for (const [other, value] of section.attributes.toReversed()) {
    const match = other === name ? /^(\d+)(?:\s+(.*))?$/.exec(value) : null;
    if (match !== null && Number(match[1]) === payloadType) return match[2] ?? "";
  }
  return null;
}

/** "0S" and other text are passed over; the last number counts. */
function readFramerate(section: SdpSection): number | null {
  const numbers = section.attributes.filter(([name, value]) => name === "framerate" && /^\d+(?:\.\d*)?$/.test(value));
  const last = numbers.at(-1)?.[1];
  return last === undefined ? null : Number(last);
}
