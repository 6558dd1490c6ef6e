import type { EventType } from "./event-catalog.ts";

/**
 * What only the authority and its systems say: an evaluator's own system must
 * not list itself, approve its own plan, recognise its own batch or change the
 * calendar. A producer that is bound to one evaluator is refused these.
 */
const OF_THE_AUTHORITY: ReadonlySet<EventType> = new Set<EventType>([
  "org.filing.accepted", "org.filing.refused", "org.assessed", "org.publicity.posted", "org.publicity.closed", "org.listed", "org.scope.changed",
  "site.assessed", "org.suspended", "org.resumed", "org.stopped", "org.delisted", "org.sanction.decided", "org.rule_published", "org.advert.reported",
  "plan.approved", "plan.returned", "batch.recognised", "batch.refused", "cert.number_assigned", "cert.receipt", "platform.outage",
  "draw.made", "draw.redrawn", "supervisor.drawn", "supervisor.dispatched", "supervisor.suspended", "supervisor.barred",
  "supervision.result.published", "opinion.issued", "complaint.opened", "complaint.closed", "violation.found",
  "hold.set", "hold.released", "footage.requested", "footage.viewed", "footage.exported",
  "object.locked", "object.delete_refused", "object.destroyed", "object.pulled",
  "finding.judged", "calendar.corrected", "calendar.year_loaded", "rule.setting_changed", "outbound.sent",
]);

export function isOfAuthority(type: EventType): boolean {
  return OF_THE_AUTHORITY.has(type);
}
