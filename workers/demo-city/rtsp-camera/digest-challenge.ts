import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export interface CameraPassword {
  user: string;
  password: string;
}

const REALM = "demo camera";

/** Digest access authentication as most cameras do it: MD5 without qop (RFC 2069 form, RFC 2617 section 3.2.2.1). */
export class DigestChallenge {
  readonly #nonce = randomBytes(16).toString("hex");
  readonly #password: CameraPassword;

  constructor(password: CameraPassword) {
    this.#password = password;
  }

  get header(): string {
    return `Digest realm="${REALM}", nonce="${this.#nonce}", stale="FALSE"`;
  }

  accepts(method: string, authorization: string | undefined): boolean {
    if (!authorization?.startsWith("Digest ")) return false;
    const fields = new Map([...authorization.matchAll(/(\w+)="?([^",]*)"?/g)].map(([, key = "", value = ""]) => [key, value]));
    const { user, password } = this.#password;
    const secret = md5(`${user}:${REALM}:${password}`);
    const expected = md5(`${secret}:${this.#nonce}:${md5(`${method}:${fields.get("uri") ?? ""}`)}`);
    const given = fields.get("response") ?? "";
    return fields.get("username") === user && given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  }
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
