import type { Kysely } from "kysely";
import type { Database } from "../../../shared/node/database/tables.ts";
import { COMMON_TYPES } from "../../../shared/records/calendar-of-facts.ts";
import { batchesNamed } from "../../../shared/records/page-keys.ts";
import {
  entriesAfter,
  insertFacts,
  insertHeadings,
  knownFacts,
  markAllDirty,
  markDirty,
  markOrgsDirty,
  markSessionsOfBatches,
  moveMark,
  readMark,
  retractionsOf,
  saveVerdicts,
  type Heading,
} from "../database/project-queries.ts";
import { readFact, type ProjectedEntry, type ReadFact } from "./read-fact.ts";

/** Thrown when an entry's number does not follow the one before: reading on would skip for ever. */
export class LedgerHoleError extends Error {
  override name = "LedgerHoleError";
}

const COMMON: ReadonlySet<string> = new Set(COMMON_TYPES);
const PLANS: ReadonlySet<string> = new Set(["batch.announced", "plan.received", "plan.amended", "batch.cancelled"]);

/**
 * Reads the next entries after the mark into facts and says which dossiers
 * must be computed again; all of it and the mark in one transaction.
 * @returns how many entries were read; fewer than `limit`: the ledger's end was reached
 * @throws LedgerHoleError
 */
export function projectEntries(db: Kysely<Database>, limit: number): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { seq: mark } = await readMark(transaction);
    const entries = await entriesAfter(transaction, mark, limit);
    assertWithoutHoles(entries, mark);
    const last = entries.at(-1);
    if (last === undefined) return 0;
    const facts = entries.map(readFact).filter((fact) => fact !== null);
    if (facts.length > 0) await takeFacts(transaction, facts);
    await moveMark(transaction, last.seq);
    return entries.length;
  });
}

function assertWithoutHoles(entries: readonly ProjectedEntry[], mark: number): void {
  for (const [index, { seq }] of entries.entries()) {
    if (seq !== mark + index + 1) throw new LedgerHoleError(`expected ledger entry ${mark + index + 1}, got ${seq}: an entry is missing; check the ledger with npm run ledger before reading on`);
  }
}

async function takeFacts(db: Kysely<Database>, read: readonly ReadFact[]): Promise<void> {
  const fresh = await insertFacts(db, read);
  const facts = read.filter(({ seq }) => fresh.has(seq));
  if (facts.length === 0) return;
  const own = facts.flatMap(({ headings, seq }) => headings.map((heading): Heading => ({ heading, seq })));
  const moved = await retracted(db, facts, own);
  const headings = [...own, ...moved.headings];
  await insertHeadings(db, headings);
  await markDirty(db, headings.filter(({ heading }) => !heading.startsWith("batch:")));
  const first = facts[0]?.seq ?? 0;
  if (facts.some(({ type }) => COMMON.has(type)) || moved.types.some((type) => COMMON.has(type))) await markAllDirty(db, first);
  if (facts.some(isSharedOutage) || moved.types.includes("platform.outage")) await markOrgsDirty(db, first);
  const batches = facts.filter(({ type }) => PLANS.has(type)).flatMap(({ data }) => batchesNamed(data));
  const movedBatches = moved.headings.filter(({ heading }) => heading.startsWith("batch:")).map(({ heading }) => heading.slice("batch:".length));
  if (batches.length + movedBatches.length > 0) await markSessionsOfBatches(db, [...batches, ...movedBatches], first);
  const judged = facts.filter(({ type }) => type === "finding.judged").map(({ data }) => String(data["findingKey"]));
  if (judged.length + moved.findingKeys.length > 0) await saveVerdicts(db, [...judged, ...moved.findingKeys]);
}

function isSharedOutage({ type, data }: ReadFact): boolean {
  return type === "platform.outage" && !("orgId" in data);
}

interface Retracted {
  headings: Heading[];
  /** Kinds of the facts that were taken back. */
  types: string[];
  findingKeys: string[];
}

/** A retraction lies under every heading of the fact that it names, whichever of the two came first. */
async function retracted(db: Kysely<Database>, facts: readonly ReadFact[], own: readonly Heading[]): Promise<Retracted> {
  const retractions = await retractionsOf(db, facts.map(({ id }) => id));
  const named = facts.map(({ retracts }) => retracts).filter((id) => id !== null);
  if (retractions.length + named.length === 0) return { headings: [], types: [], findingKeys: [] };
  // Facts of this very batch have no headings in the table yet.
  const ownHeadings = Map.groupBy(own, ({ seq }) => seq);
  const inBatch = new Map(facts.map((fact) => [fact.id, (ownHeadings.get(fact.seq) ?? []).map(({ heading }) => heading)]));
  const known = await knownFacts(db, named);
  const stored = new Map(known.map(({ id, headings }) => [id, headings]));
  const headingsOf = (id: string) => [...(inBatch.get(id) ?? []), ...(stored.get(id) ?? [])];
  const pairs = [...retractions.map(({ seq, retracts }) => ({ seq, id: retracts })), ...facts.flatMap(({ seq, retracts }) => (retracts === null ? [] : [{ seq, id: retracts }]))];
  return {
    headings: pairs.flatMap(({ seq, id }) => headingsOf(id).map((heading) => ({ heading, seq }))),
    types: known.map(({ type }) => type),
    findingKeys: known.map(({ findingKey }) => findingKey).filter((key) => key !== null),
  };
}
