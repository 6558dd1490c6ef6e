import type { Capability } from "../../shared/domain/capability.ts";

/** Who is asked: the sign-in cookie, a camera's own token in the message, or a producer's token in the Authorization header or the handshake. */
export type Proof = "sign-in" | "camera-token" | "producer-token";

/** One way in, and what it asks for (P16). */
export interface AccessRow {
  kind: "route" | "socket-connect" | "socket-event";
  /** "GET /api/v1/wall", "/live", "/live watch" */
  name: string;
  capability: Capability;
  proof: Proof;
}

/** Every declaration of the running server; filled while routes and namespaces are built. */
export class AccessTable {
  #rows = new Map<string, AccessRow>();

  declare(row: AccessRow): void {
    this.#rows.set(`${row.kind} ${row.name}`, row);
  }

  rows(): AccessRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Thrown while the server is built: a way in without a declaration must not exist. */
export class UndeclaredAccess extends Error {
  override name = "UndeclaredAccess";
}
