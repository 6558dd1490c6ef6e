import type { Kysely } from "kysely";
import type { EventFact } from "../../shared/events/event-entry.ts";
import type { AppendedFact } from "../../shared/node/database/ledger-queries.ts";
import { commonFacts } from "../../shared/node/database/fact-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { calendarOf, calendarPartsOf } from "../../shared/records/calendar-of-facts.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { AskedAt } from "./obligation-view.ts";

/** What the routes of filings need of the process. */
export interface FilingsParts {
  db: Kysely<Database>;
  clock: Clock;
  append(facts: readonly EventFact[]): Promise<AppendedFact[]>;
}

/** UTC ms for which is asked. @param asOf a moment with its offset, for tests */
export function askedMs({ clock }: Pick<FilingsParts, "clock">, asOf?: string): number {
  return asOf === undefined ? Math.floor(clock.nowUs() / 1000) : Date.parse(asOf);
}

export async function askedAt(parts: FilingsParts, asOf?: string): Promise<AskedAt> {
  return { askedAtMs: askedMs(parts, asOf), calendar: calendarOf(calendarPartsOf(await commonFacts(parts.db))) };
}
