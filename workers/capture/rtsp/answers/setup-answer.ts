import { headerOf, type RtspHeaders } from "../message/rtsp-message.ts";
import { RtspError } from "../rtsp-error.ts";

const DEFAULT_TIMEOUT_SEC = 60;

export interface SetupAnswer {
  sessionId: string;
  /** Silence after which the camera ends the session. */
  timeoutSec: number;
  /** Interleaved channel of RTP; null if the camera answered with UDP ports. */
  channelId: number | null;
  rtcpChannelId: number | null;
  ssrc: number | null;
  source: string | null;
  serverPort: number | null;
}

/**
 * Reads the answer to SETUP (RFC 2326 12.37, 12.39). Parameters that we do not
 * know or cannot read are left out; only Session and Transport themselves have to be there.
 */
export function readSetupAnswer(answer: { headers: RtspHeaders }): SetupAnswer {
  const session = headerOf(answer, "session");
  const transport = headerOf(answer, "transport");
  if (session === null || session.split(";")[0]?.trim() === "") throw missing("Session");
  if (transport === null) throw missing("Transport");
  const params = readParams(transport.split(",")[0] ?? "");
  const channels = readRange(params.get("interleaved"), 255);
  if (params.has("interleaved") && channels === null) {
    throw new RtspError("protocol", `expected channels 0 to 255 in the answer to SETUP, got interleaved=${params.get("interleaved")}; update the camera's firmware`);
  }
  return {
    ...readSession(session),
    channelId: channels?.first ?? null,
    rtcpChannelId: channels === null ? null : (channels.second ?? channels.first + 1),
    ssrc: readSsrc(params.get("ssrc")),
    source: params.get("source") || null,
    serverPort: readRange(params.get("server_port"), 65_535)?.first ?? null,
  };
}

/** timeout=0 would be a storm of keepalives: it counts as not said. */
function readSession(header: string): { sessionId: string; timeoutSec: number } {
  const [sessionId = "", ...rest] = header.split(";");
  const timeout = readParams(rest.join(";")).get("timeout") ?? "";
  const timeoutSec = /^\d{1,9}$/.test(timeout) ? Number(timeout) : 0;
  return { sessionId: sessionId.trim(), timeoutSec: timeoutSec > 0 ? timeoutSec : DEFAULT_TIMEOUT_SEC };
}

/** `a=b;c;d="e"` with names in lower case and without quotes and blanks. */
function readParams(text: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? "" : part.slice(equals + 1).trim().replace(/^"(.*)"$/, "$1").trim();
    if (name !== "" && !params.has(name)) params.set(name, value);
  }
  return params;
}

/** "2-3" or "2". */
function readRange(text: string | undefined, maximum: number): { first: number; second: number | null } | null {
  const match = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text ?? "");
  if (match === null) return null;
  const first = Number(match[1]);
  const second = match[2] === undefined ? null : Number(match[2]);
  return first > maximum || (second ?? 0) > maximum ? null : { first, second };
}

/** Hex; cameras put blanks before it, or anything else. */
export function readSsrc(text: string | undefined): number | null {
  return text !== undefined && /^[\da-f]{1,8}$/i.test(text.trim()) ? Number.parseInt(text.trim(), 16) : null;
}

function missing(name: string): RtspError {
  return new RtspError("protocol", `expected a ${name} header in the answer to SETUP, got none; update the camera's firmware`);
}
