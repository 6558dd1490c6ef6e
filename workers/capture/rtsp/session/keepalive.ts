import { readPublicMethods } from "../answers/public-methods.ts";
import type { RtspResponse } from "../message/rtsp-message.ts";
import type { RtspSessionOptions } from "../session-types.ts";

/**
 * Which method keeps a session alive. First OPTIONS, whose `Public` tells if
 * GET_PARAMETER is known; after any refusal OPTIONS for good. Never
 * SET_PARAMETER: it breaks Tapo and older MediaMTX.
 */
export class KeepaliveMethod {
  current: "OPTIONS" | "GET_PARAMETER";
  #isDecided: boolean;

  constructor(configured: NonNullable<RtspSessionOptions["keepaliveMethod"]>) {
    this.current = configured === "GET_PARAMETER" ? "GET_PARAMETER" : "OPTIONS";
    this.#isDecided = configured !== "auto";
  }

  /** Learns from the answer to a keepalive; none of them ends the session, a 400 or an odd CSeq neither. */
  onAnswer(response: RtspResponse): void {
    if (response.status >= 400) {
      this.current = "OPTIONS";
      this.#isDecided = true;
      return;
    }
    if (this.#isDecided) return;
    this.#isDecided = true;
    if (readPublicMethods(response).has("GET_PARAMETER")) this.current = "GET_PARAMETER";
  }
}
