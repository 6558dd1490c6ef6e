import { headerOf, type RtspHeaders } from "../message/rtsp-message.ts";

/** The methods an OPTIONS answer names in `Public`, in upper case (RFC 2326 10.1). */
export function readPublicMethods(answer: { headers: RtspHeaders }): ReadonlySet<string> {
  const methods = (headerOf(answer, "public") ?? "").split(/[\s,]+/);
  return new Set(methods.filter((method) => method !== "").map((method) => method.toUpperCase()));
}
