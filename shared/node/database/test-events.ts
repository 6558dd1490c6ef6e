import type { Kysely } from "kysely";
import { eventFact } from "../../events/event-entry.ts";
import { iso, type FactLine } from "../../rules/test-facts.ts";
import { appendFacts, type AppendedFact } from "./ledger-queries.ts";
import type { Database } from "./tables.ts";

/** Appends lines of `test-facts.ts` to the ledger as events of one producer, as the intake would; for tests. Ids count from `first`: "test/1". */
export function appendEvents(db: Kysely<Database>, lines: readonly FactLine[], { source = "test", first = 1 } = {}): Promise<AppendedFact[]> {
  const events = lines.map(([when, type, data], index) =>
    eventFact({ id: String(first + index), source, sequence: first + index, type, time: iso(when), subject: undefined, data: data as Readonly<Record<string, unknown>> }),
  );
  return appendFacts(db, events, 1_800_000_000_000_000);
}
