import type { LedgerFact } from "../ledger/ledger-entry.ts";
import { canonicalJson, type JsonValue } from "../segment/canonical-json.ts";
import type { CheckedEvent } from "./read-event.ts";

/** A ledger fact that came as an event: its producer never uses the id for another one. */
export interface EventFact extends LedgerFact {
  eventId: string;
}

/** The ledger entry of an event. What the schema trimmed is kept trimmed; a field that was left out stays out. */
export function eventFact(event: CheckedEvent): EventFact {
  const { id, source, sequence, type, time, subject, data } = event;
  const orgId = data["orgId"];
  const body = canonicalJson({ id, time, data: data as JsonValue, ...(subject === undefined ? {} : { subject }) });
  return { kind: type, subject: typeof orgId === "string" ? orgId : (subject ?? ""), producer: source, producerSeq: sequence, body, eventId: id };
}
