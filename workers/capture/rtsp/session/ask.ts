import type { AuthFlow } from "../auth/auth-flow.ts";
import type { SentHeader } from "../message/encode-message.ts";
import { headersOf, type RtspResponse } from "../message/rtsp-message.ts";
import { RtspError, type RtspErrorKind } from "../rtsp-error.ts";
import type { RtspConnection } from "./rtsp-connection.ts";

export interface Asked {
  connection: RtspConnection;
  auth: AuthFlow;
}

/** A request with credentials where they are wanted, repeated after a 401 as `AuthFlow` allows. Any other status is returned. */
export async function ask({ connection, auth }: Asked, method: string, uri: string, headers: readonly SentHeader[], options: { signal: AbortSignal; exactCseq?: boolean }): Promise<RtspResponse> {
  for (;;) {
    const authorization = auth.authorize(method, uri);
    const sent: SentHeader[] = authorization === null ? [...headers] : [["Authorization", authorization], ...headers];
    const response = await connection.request(method, uri, sent, options);
    if (!auth.shouldRepeat(response.status, headersOf(response, "www-authenticate"))) return response;
  }
}

interface Refusal {
  kind: RtspErrorKind;
  advice: string;
}

const REFUSALS: Readonly<Record<number, Refusal>> = {
  403: { kind: "refused", advice: "give this user the right to watch, on the camera" },
  404: { kind: "not-found", advice: "check the path of the camera's address" },
  406: { kind: "unsupported", advice: "this address does not describe itself as SDP" },
  453: { kind: "no-session", advice: "the camera has no session free; close other viewers, or wait until an old one ends" },
  461: { kind: "unsupported", advice: "allow RTP over RTSP (TCP) on the camera" },
  503: { kind: "no-session", advice: "the camera is overloaded or has no session free; close other viewers" },
};

/** The error that an answer other than 2xx stands for. */
export function refusalOf(method: string, uri: string, response: RtspResponse): RtspError {
  const { kind, advice } = REFUSALS[response.status] ?? { kind: "protocol", advice: "look into the camera's own log, or restart it" };
  return new RtspError(kind, `expected 200 to ${method} ${uri}, got ${response.status} ${response.reason}; ${advice}`);
}
