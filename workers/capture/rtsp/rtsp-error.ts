import type { DeclaredGapCause } from "../../../shared/domain/gap-cause.ts";

/**
 * unreachable: no TCP connection, or it broke. refused: credentials (401, 403).
 * not-found: 404. no-session: 453, 503 – all the camera's sessions are taken.
 * unsupported: nothing in it that we can record. protocol: an answer we cannot
 * use. timed-out: connected, but no answer or no media in time.
 */
export type RtspErrorKind =
  | "unreachable"
  | "refused"
  | "not-found"
  | "no-session"
  | "unsupported"
  | "protocol"
  | "timed-out"
  | "aborted";

/** What a camera did wrong, as a sentence: expected, got, what to do. */
export class RtspError extends Error {
  override name = "RtspError";
  readonly kind: RtspErrorKind;

  constructor(kind: RtspErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** The gap that starts here (shared/domain/gap-cause.ts). */
  get gapCause(): DeclaredGapCause {
    if (this.kind === "aborted") return "capture-stopped";
    const saidNo = this.kind === "refused" || this.kind === "not-found" || this.kind === "no-session" || this.kind === "unsupported";
    return saidNo ? "camera-refused" : "camera-offline";
  }

  /**
   * False: trying again soon cannot help or does harm – wrong passwords lock accounts.
   * A 404 harms nobody, and a relay says it whenever the camera behind it is away for a moment.
   */
  get retrySoon(): boolean {
    return this.kind !== "refused" && this.kind !== "unsupported";
  }
}
