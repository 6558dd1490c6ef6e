import { eventFact, type EventFact } from "../../shared/events/event-entry.ts";
import { readEvent } from "../../shared/events/read-event.ts";
import type { AppendedFact } from "../../shared/node/database/ledger-queries.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { FOOTAGE_SOURCE, type LinkTold } from "./footage-fact-queries.ts";

export interface FootageFactParts {
  read(limit: number): Promise<LinkTold[]>;
  append(facts: readonly EventFact[]): Promise<AppendedFact[]>;
  log: Log;
}

const LINKS_PER_ROUND = 500;

/**
 * Tells the ledger when a camera's line came and went. Each coming and going is
 * one event with a number of its own, so that several nodes and any number of
 * restarts tell it once.
 * @returns whether more waits
 */
export async function tellFootageFacts({ read, append, log }: FootageFactParts): Promise<boolean> {
  const links = await read(LINKS_PER_ROUND);
  const facts = links.flatMap((link) => {
    const event = eventOf(link);
    const reading = readEvent(event, { id: FOOTAGE_SOURCE, orgId: null }, Number.MAX_SAFE_INTEGER);
    if (!reading.accepted) log.error({ refusal: reading.refusal, link }, "what ingest saw does not make an event");
    return reading.accepted ? [eventFact(reading.event)] : [];
  });
  if (facts.length > 0) await append(facts);
  return facts.length === LINKS_PER_ROUND;
}

function eventOf({ id, atUs, connected, reason, orgId, roomId, cameraId, sessionId }: LinkTold): object {
  return {
    specversion: "1.0",
    id: `link-${id}`,
    source: FOOTAGE_SOURCE,
    sequence: id,
    type: connected ? "stream.up" : "stream.down",
    time: new Date(atUs / 1000).toISOString(),
    data: { orgId, roomId, cameraId, ...(sessionId === null ? {} : { sessionId }), ...(connected ? {} : { cause: reason.slice(0, 60) }) },
  };
}
