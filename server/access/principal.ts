import { createHash } from "node:crypto";
import type { PrincipalKind } from "../../shared/domain/capability.ts";
import type { ProducerRight } from "../../shared/events/read-event.ts";

/** Who is asking: one signed-in browser or wall screen, or a program with a producer's token. */
export interface Principal {
  kind: PrincipalKind;
  /** In words, for people: "first administrator", "wall screen, hall 2". */
  label: string;
  /** Hex SHA-256 of the cookie's or the producer's token: names the sign-in, opens nothing. */
  signInId: string;
  /** Of a producer: what its token stands for. */
  producer?: ProducerRight;
}

/** Tokens are 32 random bytes, so an unsalted hash is enough: there is nothing to guess from. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
