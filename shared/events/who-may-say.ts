import type { EventType } from "./event-catalog.ts";

/**
 * What only the authority and its systems say: an evaluator's own system must
 * not list itself, approve its own plan, recognise its own batch or change the
 * calendar; and what the platform sees with its own eyes nobody else reports. A
 * producer that is bound to one evaluator is refused these.
 */
const OF_THE_AUTHORITY: ReadonlySet<EventType> = new Set<EventType>([
  "org.filing.accepted", "org.filing.refused", "org.assessed", "org.publicity.posted", "org.publicity.closed", "org.listed", "org.scope.changed",
  "site.assessed", "org.suspended", "org.resumed", "org.stopped", "org.delisted", "org.sanction.decided", "org.rule_published", "org.advert.reported",
  "plan.approved", "plan.returned", "batch.recognised", "batch.refused", "cert.number_assigned", "cert.receipt", "platform.outage",
  "draw.made", "draw.redrawn", "supervisor.drawn", "supervisor.dispatched", "supervisor.suspended", "supervisor.barred",
  "supervision.result.published", "opinion.issued", "complaint.opened", "complaint.closed", "violation.found",
  "hold.set", "hold.released", "footage.requested", "footage.viewed", "footage.exported",
  "object.locked", "object.delete_refused", "object.destroyed", "object.pulled",
  "stream.up", "stream.down", "stream.frozen", "recording.segment", "room.headcount", "candidate.swap_suspected", "cert.verified",
  "finding.judged", "calendar.corrected", "calendar.year_loaded", "rule.setting_changed", "outbound.sent",
]);

/** Why only the authority says it, or null. External supervisors are the authority's own (外督). */
export function reservedToAuthority(type: EventType, data: Readonly<Record<string, unknown>>): string | null {
  if (OF_THE_AUTHORITY.has(type)) return `${type}, which only the authority says`;
  return data["side"] === "external" ? `${type} of an external supervisor, which only the authority says` : null;
}
