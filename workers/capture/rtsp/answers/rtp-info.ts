import { joinControl } from "../url/control-url.ts";
import { readSsrc } from "./setup-answer.ts";

/** What a PLAY answer says about a stream; nothing in it is reliable, so nothing in it is needed. */
export interface RtpInfo {
  seq: number | null;
  rtptime: number | null;
  ssrc: number | null;
}

/** A stream that was set up, and the ssrc that SETUP announced. */
export interface InfoStream {
  setupUrl: string;
  ssrc: number | null;
}

/**
 * Reads RTP-Info (RFC 2326 12.33) for each stream of the presentation; null for
 * those not set up. With a single stream its url does not matter: it is often wrong.
 */
export function readRtpInfo(header: string | null, baseUrl: string, streams: readonly (InfoStream | null)[]): (RtpInfo | null)[] {
  const entries = (header ?? "").split(/,(?=\s*url\s*=)/i).map(readEntry);
  return streams.map((stream) => {
    if (stream === null) return null;
    const entry = entries.find(({ url }) => streams.length === 1 || joinControl(baseUrl, url) === stream.setupUrl);
    return { seq: entry?.seq ?? null, rtptime: entry?.rtptime ?? null, ssrc: entry?.ssrc ?? stream.ssrc };
  });
}

function readEntry(text: string): RtpInfo & { url: string } {
  const entry: RtpInfo & { url: string } = { url: "", seq: null, rtptime: null, ssrc: null };
  const urlParts: string[] = [];
  for (const part of text.split(";")) {
    const match = /^\s*(seq|rtptime|ssrc)\s*=\s*(.*?)\s*$/i.exec(part);
    const value = match?.[2] ?? "";
    const name = match?.[1]?.toLowerCase();
    if (name === "seq") entry.seq = readUnsigned(value, 0xffff);
    else if (name === "rtptime") entry.rtptime = readUnsigned(value, 0xffff_ffff);
    else if (name === "ssrc") entry.ssrc = readSsrc(value);
    else urlParts.push(part);
  }
  entry.url = urlParts.join(";").trim().replace(/^url\s*=\s*/i, "").replace(/^"(.*)"$/, "$1").replace(/;+$/, "");
  return entry;
}

/** rtptime=-1 occurs. */
function readUnsigned(text: string, maximum: number): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= maximum ? Number(text) : null;
}
