import { hash } from "node:crypto";
import type { HashHex } from "../../ledger/ledger-export.ts";

/** hash(n) of shared/ledger/ledger-entry.ts, as PostgreSQL's ledger_append computes it too. */
export const ledgerHashHex: HashHex = (previousHash, text) => hash("sha256", Buffer.concat([Buffer.from(previousHash, "hex"), Buffer.from(text, "utf8")]), "hex");
