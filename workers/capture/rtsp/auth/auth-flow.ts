import { RtspError } from "../rtsp-error.ts";
import { basicAuthorization, chooseChallenge, type ChosenChallenge, type Credentials } from "./choose-challenge.ts";
import { answerDigest } from "./digest.ts";

export interface AuthOptions {
  credentials: Credentials | null;
  /** False after a redirect to another host: a password in the clear is for the camera alone. */
  basicAllowed: boolean;
  newCnonce(): string;
}

/**
 * Which credentials go with which request (RFC 7616 3.3). First none; after a
 * 401 the answer, and from then on with every request. A fresh answer that is
 * refused means wrong credentials: stop, cameras lock accounts.
 */
export class AuthFlow {
  readonly #options: AuthOptions;
  #challenge: ChosenChallenge | null = null;
  #cnonce = "";
  #nonceUses = 0;
  #acceptedBefore = false;
  #sentAuthorization = false;
  /** A second answer was already given to the same request. */
  #repeated = false;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** A 401 was seen whose challenge can be answered. */
  get isChallenged(): boolean {
    return this.#challenge !== null;
  }

  /** The Authorization header of the next request; null: send none. */
  authorize(method: string, uri: string): string | null {
    const { credentials } = this.#options;
    this.#sentAuthorization = this.#challenge !== null && credentials !== null;
    if (this.#challenge === null || credentials === null) return null;
    if (this.#challenge.scheme === "basic") return basicAuthorization(credentials);
    this.#nonceUses += 1;
    const nc = this.#nonceUses.toString(16).padStart(8, "0");
    return answerDigest(this.#challenge.digest, { ...credentials, method, uri, nc, cnonce: this.#cnonce }).authorization;
  }

  /**
   * What a status means: true = send the same request again, with `authorize`.
   * Throws RtspError "refused" when trying again would be pointless.
   */
  shouldRepeat(status: number, wwwAuthenticate: readonly string[]): boolean {
    if (status !== 401) {
      this.#acceptedBefore ||= this.#sentAuthorization && status < 400;
      this.#repeated = false;
      return false;
    }
    const next = this.#readChallenge(wwwAuthenticate);
    if (this.#sentAuthorization) this.#checkSecondTry(next);
    if (next.scheme === "digest" && !this.#isSameNonce(next)) {
      this.#nonceUses = 0;
      this.#cnonce = this.#options.newCnonce();
    }
    this.#challenge = next;
    return true;
  }

  #readChallenge(wwwAuthenticate: readonly string[]): ChosenChallenge {
    const offered = wwwAuthenticate.join(", ") || "no WWW-Authenticate header";
    if (this.#options.credentials === null) {
      throw new RtspError("refused", `the camera asks for a user and a password, and none is set (${offered}); set them for this camera`);
    }
    const next = chooseChallenge(wwwAuthenticate);
    // MediaMTX says no to a wrong answer without a new challenge.
    if (next === null && this.#sentAuthorization) throw wrongCredentials();
    if (next === null) {
      throw new RtspError("refused", `expected a Digest (MD5, SHA-256, SHA-512-256) or Basic challenge with the 401, got ${offered}; change the camera's RTSP authentication to digest`);
    }
    if (next.scheme === "basic" && !this.#options.basicAllowed) {
      throw new RtspError("refused", "the camera sent us on to another host, and that one asks for the password in the clear; set the camera's own address");
    }
    return next;
  }

  /** stale, or a new nonce after earlier success, allow one more try; anything else is a wrong password. */
  #checkSecondTry(next: ChosenChallenge): void {
    const mayTry = next.scheme === "digest" && (next.stale || (this.#acceptedBefore && !this.#isSameNonce(next)));
    if (mayTry && !this.#repeated) {
      this.#repeated = true;
      return;
    }
    throw wrongCredentials();
  }

  #isSameNonce(next: ChosenChallenge): boolean {
    return next.scheme === "digest" && this.#challenge?.scheme === "digest" && this.#challenge.digest.nonce === next.digest.nonce;
  }
}

function wrongCredentials(): RtspError {
  return new RtspError("refused", "the camera refused user and password (401 to a fresh answer); correct them – we stop here, as repeated tries lock accounts");
}
