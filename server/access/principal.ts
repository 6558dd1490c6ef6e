import { createHash } from "node:crypto";
import type { PrincipalKind } from "../../shared/domain/capability.ts";

/** Who is asking: one signed-in browser or wall screen. */
export interface Principal {
  kind: PrincipalKind;
  /** In words, for people: "first administrator", "wall screen, hall 2". */
  label: string;
  /** Hex SHA-256 of the cookie's token: names the sign-in, opens nothing. */
  signInId: string;
}

/** Tokens are 32 random bytes, so an unsalted hash is enough: there is nothing to guess from. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
