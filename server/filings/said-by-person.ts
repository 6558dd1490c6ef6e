import { randomUUID } from "node:crypto";
import type { EventData, EventType } from "../../shared/events/event-catalog.ts";
import { EVENT_CATALOG } from "../../shared/events/event-catalog.ts";
import { eventFact } from "../../shared/events/event-entry.ts";
import type { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import type { Principal } from "../access/principal.ts";
import type { FilingsParts } from "./filings-parts.ts";

/** No token can be given to a name with a stroke, so only people who are signed in here speak under it. */
export const SAID_BY_PEOPLE = "server/people";

/**
 * What a person decided here, as an event of the ledger: the rules read it as
 * they read any other, and the entry is its trace (P8). Nothing is kept elsewhere.
 * @throws DatabaseUnavailable
 */
export async function sayAsPerson<T extends EventType>({ append, clock }: Pick<FilingsParts, "append" | "clock">, type: T, data: EventData<T>): Promise<LedgerReceipt> {
  const checked = EVENT_CATALOG[type].data.parse(data) as Readonly<Record<string, unknown>>;
  const id = randomUUID();
  const time = new Date(Math.floor(clock.nowUs() / 1000)).toISOString();
  // People do not count what they say: the id alone tells it apart.
  const fact = { ...eventFact({ id, source: SAID_BY_PEOPLE, sequence: 0, type, time, subject: undefined, data: checked }), producerSeq: null };
  const [appended] = await append([fact]);
  return { entry: appended?.seq ?? 0, factId: `${SAID_BY_PEOPLE}/${id}` };
}

/** Who says it, as the ledger keeps it. */
export function nameOf(principal: Principal | null): string {
  return principal === null ? "nobody" : `${principal.kind}: ${principal.label}`;
}
