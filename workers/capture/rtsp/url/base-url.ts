import { headerOf, type RtspHeaders } from "../message/rtsp-message.ts";
import { joinControl } from "./control-url.ts";

/** What relative controls are joined to: Content-Base, else Content-Location, else the request URL (RFC 2326 C.1.1). */
export function baseUrlOf(response: { headers: RtspHeaders }, requestUrl: string): string {
  for (const name of ["content-base", "content-location"]) {
    const value = headerOf(response, name);
    if (value !== null && value !== "") return repairBase(value, requestUrl);
  }
  return requestUrl;
}

/**
 * Makes an address of what cameras send as one: scheme missing or doubled, IPv6
 * without brackets, only a path, user and password in it. A foreign host stays:
 * the camera wants its own name back, and we send to the open connection anyway.
 */
export function repairBase(value: string, requestUrl: string): string {
  const rest = value.trim().replace(/^(?:rtsps?:\/\/)+/i, "");
  if (rest === value.trim() && rest.startsWith("/")) return `${originOf(requestUrl)}${rest}`;
  // No scheme and nothing like a host: a path relative to the request.
  if (rest === value.trim() && !/^[^/?]*[.:\]]/.test(rest)) return joinControl(requestUrl, rest);
  const authorityEnd = /[/?#]/.exec(rest)?.index ?? rest.length;
  const authority = rest.slice(0, authorityEnd);
  return `rtsp://${bracketed(authority.slice(authority.lastIndexOf("@") + 1))}${rest.slice(authorityEnd)}`;
}

function originOf(requestUrl: string): string {
  return /^rtsp:\/\/[^/?#]*/i.exec(requestUrl)?.[0] ?? requestUrl;
}

/** `::ffff:1.2.3.4:554` → `[::ffff:1.2.3.4]:554`: after a dotted address a number is a port, else it is part of the address. */
function bracketed(authority: string): string {
  if (authority.startsWith("[") || (authority.match(/:/g) ?? []).length < 2) return authority;
  const dotted = /^(.*\.\d+):(\d+)$/.exec(authority);
  return dotted === null ? `[${authority}]` : `[${dotted[1]}]:${dotted[2]}`;
}
