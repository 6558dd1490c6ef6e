import { RtspError } from "../rtsp-error.ts";

/** The parts of a camera's address that a client needs; `requestUrl` goes out byte for byte. */
export interface CameraUrl {
  /** As given, without user and password; what DESCRIBE asks for and digest `uri=` repeats. */
  requestUrl: string;
  /** Without the brackets of an IPv6 literal, as a socket wants it. */
  host: string;
  port: number;
  /** Percent-decoded; null if the address carries none. */
  username: string | null;
  password: string | null;
}

const DEFAULT_PORT = 554;
const PARTS = /^(rtsp):\/\/([^/?#]*)(.*)$/i;

/**
 * Splits an address by hand: the URL class would re-encode path and query, and
 * cameras compare them byte for byte. Throws RtspError for what is no rtsp:// address.
 */
export function readCameraUrl(text: string): CameraUrl {
  const parts = PARTS.exec(text.trim());
  if (parts === null) {
    throw new RtspError("unsupported", `expected an address like rtsp://camera:554/stream, got "${withoutSecrets(text)}"; correct the camera's address`);
  }
  const authority = parts[2] ?? "";
  // The last @: passwords with an unescaped @ are common in camera lists.
  const at = authority.lastIndexOf("@");
  const { host, port, hostText } = readHost(authority.slice(at + 1), text);
  const credentials = at < 0 ? null : readUserinfo(authority.slice(0, at));
  return {
    requestUrl: `rtsp://${hostText}${parts[3] ?? ""}`,
    host,
    port,
    username: credentials?.username ?? null,
    password: credentials?.password ?? null,
  };
}

/** An address as it may be shown and logged: whatever stands before the @ is left out. */
export function withoutSecrets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?[^/?#]*@/i, "$1");
}

function readHost(authority: string, text: string): { host: string; port: number; hostText: string } {
  const literal = /^\[([^\]]+)\](?::(\d+))?$/.exec(authority);
  const plain = /^([^:[\]]+)(?::(\d*))?$/.exec(authority);
  // More than one colon and no brackets: an IPv6 address without port.
  const bare = literal === null && plain === null && /^[\da-f:.]+$/i.test(authority) ? authority : null;
  const host = literal?.[1] ?? plain?.[1] ?? bare;
  const port = Number((literal ?? plain)?.[2] || DEFAULT_PORT);
  if (host === null || host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new RtspError("unsupported", `expected a host and a port from 1 to 65535 in the camera's address, got "${withoutSecrets(text)}"; correct it`);
  }
  return { host, port, hostText: bare === null ? authority : `[${bare}]` };
}

function readUserinfo(userinfo: string): { username: string; password: string } {
  const colon = userinfo.indexOf(":");
  const username = colon < 0 ? userinfo : userinfo.slice(0, colon);
  const password = colon < 0 ? "" : userinfo.slice(colon + 1);
  return { username: percentDecoded(username), password: percentDecoded(password) };
}

/** A password with a bare % is taken as it stands. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
