import type { LedgerFact } from "../../shared/ledger/ledger-entry.ts";
import { canonicalJson, type JsonValue } from "../../shared/segment/canonical-json.ts";
import type { Principal } from "../access/principal.ts";

/** What people do with the platform, in the ledger (P8). Closed list. */
export type AuditKind =
  | "access.signed-in"
  | "access.signed-out"
  | "events.imported"
  | "footage.viewed"
  | "footage.watched-live"
  | "footage.live-ended"
  | "ledger.exported"
  | "registry.changed";

export interface AuditTrail {
  /** Resolves once the entry is committed; whoever shows footage waits for it. @throws DatabaseUnavailable */
  record(kind: AuditKind, who: Principal | null, subject: string, details: JsonValue): Promise<void>;
}

export function auditTrail(append: (facts: readonly LedgerFact[]) => Promise<unknown>): AuditTrail {
  return {
    async record(kind, who, subject, details) {
      const producer = who === null ? "nobody" : `${who.kind}/${who.signInId.slice(0, 16)}`;
      const body = canonicalJson({ who: who === null ? null : { kind: who.kind, label: who.label }, ...asObject(details) });
      await append([{ kind, subject, producer, producerSeq: null, body }]);
    },
  };
}

function asObject(details: JsonValue): { readonly [key: string]: JsonValue } {
  return typeof details === "object" && details !== null && !Array.isArray(details) ? (details as { readonly [key: string]: JsonValue }) : { details };
}
