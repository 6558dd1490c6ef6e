import type { RtspHeaders } from "../message/rtsp-message.ts";
import { RtspError } from "../rtsp-error.ts";
import { baseUrlOf } from "../url/base-url.ts";
import { joinControl } from "../url/control-url.ts";
import { type MediaFormat, readMediaFormat } from "./media-format.ts";
import { lastAttribute, readSdpSections } from "./sdp-sections.ts";

/** What a DESCRIBE answer offers. */
export interface Presentation {
  /** What relative addresses are joined to. */
  baseUrl: string;
  /** Where PLAY goes. */
  sessionControl: string;
  /** a=tool; names the live555 version of many cameras. */
  tool: string | null;
  /** In SDP order, without media sections that cannot be read. */
  streams: PresentationStream[];
}

export interface PresentationStream extends MediaFormat {
  /** Absolute; null if the section has none. */
  control: string | null;
  setupUrl: string;
  /** Sound for the camera's loudspeaker: never set up. */
  isBackChannel: boolean;
}

/**
 * Reads the answer to DESCRIBE. `requestUrl` is what was asked for.
 * Throws RtspError "protocol" if the body is no SDP at all.
 */
export function readPresentation(answer: { headers: RtspHeaders; body: Uint8Array }, requestUrl: string): Presentation {
  const text = Buffer.from(answer.body).toString("utf8");
  if (!/^\s*[vm]=/m.test(text)) {
    throw new RtspError("protocol", `expected an SDP in the answer to DESCRIBE, got ${JSON.stringify(text.slice(0, 60))}; is this address a camera stream?`);
  }
  const { session, media } = readSdpSections(text);
  const baseUrl = baseUrlOf(answer, requestUrl);
  const sessionControl = joinControl(baseUrl, lastAttribute(session, "control") ?? "*");
  // This handler marks all it sends as sendonly (go2rtc#771).
  const saysSendonlyForAll = session.origin?.startsWith("CV-RTSPHandler") ?? false;

  const streams: PresentationStream[] = [];
  for (const section of media) {
    const format = readMediaFormat(section);
    if (format === null) continue;
    const control = lastAttribute(section, "control");
    const controlUrl = control === null ? null : joinControl(baseUrl, control);
    streams.push({
      ...format,
      control: controlUrl,
      setupUrl: controlUrl ?? sessionControl,
      isBackChannel: format.media === "audio" && format.sendonly && !saysSendonlyForAll,
    });
  }
  return { baseUrl, sessionControl, tool: lastAttribute(session, "tool"), streams };
}
