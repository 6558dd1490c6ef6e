import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { LedgerFact } from "../../../shared/ledger/ledger-entry.ts";
import { appendFacts } from "../../../shared/node/database/ledger-queries.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { canonicalJson } from "../../../shared/segment/canonical-json.ts";
import type { Finding, Obligation } from "../../../shared/rules/decision.ts";
import { announcedDigests, saveAnnounced } from "../database/evaluate-queries.ts";

/** What the ledger says of a decision: raised while it stands, cleared once it is done, ended or gone. */
export interface Announcement {
  key: string;
  fact: LedgerFact;
}

/** No token can be given to a name with a stroke, so nobody else can speak as the rules. */
export const RULES_PRODUCER = "workers/rules";
const ENTRIES_PER_STATEMENT = 1_000;

export function announceObligation(obligation: Obligation): Announcement {
  const { key, dueDate, triggerDate, metAtMs, voidedAtMs, owedBy, provisional } = obligation;
  const stands = metAtMs === null && voidedAtMs === null;
  return { key, fact: factOf(stands, obligation, { what: "obligation", dueDate, triggerDate, owedBy, provisional, metAtMs, voidedAtMs }) };
}

export function announceFinding(finding: Finding): Announcement {
  const { key, sinceMs, clearedMs } = finding;
  return { key, fact: factOf(clearedMs === null, finding, { what: "finding", sinceMs, clearedMs }) };
}

/** A decision that its facts no longer give: one of them was taken back, or the rules are others. */
export function announceGone(key: string): Announcement {
  return { key, fact: { kind: "rule.cleared", subject: "", producer: RULES_PRODUCER, producerSeq: null, body: canonicalJson({ key, gone: true }) } };
}

type Particulars = Readonly<Record<string, string | number | boolean | null>>;

function factOf(stands: boolean, { key, rule, dossier, orgId, subject, severity }: Obligation | Finding, particulars: Particulars): LedgerFact {
  const { ruleId, rulebookId, rulebookVersion, sources, mode, readings } = rule;
  const body = canonicalJson({ key, ruleId, rulebookId, rulebookVersion, sources, mode, readings, dossier, orgId, subject, severity, ...particulars });
  return { kind: stands ? "rule.raised" : "rule.cleared", subject: orgId ?? subject.id, producer: RULES_PRODUCER, producerSeq: null, body };
}

export function digestOf({ kind, body }: Pick<LedgerFact, "kind" | "body">): Buffer {
  return createHash("sha256").update(`${kind}\n${body}`).digest();
}

/**
 * Says in the ledger what it does not say already. Belongs into the
 * transaction that writes the decisions, as its last step: the ledger's head
 * is held until the commit.
 */
export async function announce(db: Kysely<Database>, announcements: readonly Announcement[], nowUs: number): Promise<number> {
  if (announcements.length === 0) return 0;
  const said = await announcedDigests(db, announcements.map(({ key }) => key));
  const fresh = announcements.map((each) => ({ ...each, digest: digestOf(each.fact) })).filter(({ key, digest }) => said.get(key)?.equals(digest) !== true);
  for (let from = 0; from < fresh.length; from += ENTRIES_PER_STATEMENT) {
    const chunk = fresh.slice(from, from + ENTRIES_PER_STATEMENT);
    const appended = await appendFacts(db, chunk.map(({ fact }) => fact), nowUs);
    await saveAnnounced(db, chunk.map(({ key, digest }, index) => ({ key, digest, seq: appended[index]?.seq ?? 0 })));
  }
  return fresh.length;
}
