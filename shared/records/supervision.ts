import { instantMs } from "../calendar/local-date.ts";
import type { Fact } from "../events/fact.ts";
import type { SessionCoverage, SupervisorStay } from "../protocol/filings/session-records.ts";
import { ofTypes } from "../rules/history/facts-by-type.ts";

/** A hand-over, a late start or an early leave of so long is passed over, as the check EXM-08 passes it over in Xiamen. */
const WHOLE_TOLERANCE_MS = 5 * 60_000;

/** Who was there, as which side, in which way, from when to when. Facts of one session, in order. */
export function staysOf(facts: readonly Fact[], endedMs: number | null): SupervisorStay[] {
  const stays: SupervisorStay[] = [];
  const openStay = (supervisorId: string, mode: SupervisorStay["mode"]) => stays.findLast((stay) => stay.supervisorId === supervisorId && stay.mode === mode && stay.toMs === null);
  for (const fact of ofTypes(facts, ["supervisor.onsite_checkin", "supervisor.joined", "supervisor.left"])) {
    const { supervisorId } = fact.data;
    if (fact.type === "supervisor.left") {
      const stay = openStay(supervisorId, fact.data.mode);
      if (stay !== undefined) stay.toMs = fact.data.leftAt === undefined ? fact.atMs : instantMs(fact.data.leftAt);
      continue;
    }
    const { side, mode } = fact.type === "supervisor.joined" ? fact.data : ({ side: "internal", mode: "on-site" } as const);
    if (openStay(supervisorId, mode) === undefined) stays.push({ supervisorId, side, mode, fromMs: fact.atMs, toMs: null });
  }
  // Nobody stays longer than the session.
  return stays.map((stay) => ({ ...stay, toMs: stay.toMs ?? endedMs }));
}

/** Kinds are told apart and never added up (C16): a remote look does not replace somebody on site. */
export function coverageOf(stays: readonly SupervisorStay[], startedMs: number | null, endedMs: number | null): SessionCoverage {
  const has = (side: SupervisorStay["side"], mode: SupervisorStay["mode"]) => stays.some((stay) => stay.side === side && stay.mode === mode);
  const onSite = stays.filter(({ side, mode }) => side === "internal" && mode === "on-site");
  return {
    onSiteInternal: onSite.length === 0 ? "none" : coversWhole(onSite, startedMs, endedMs) ? "whole" : "part",
    remoteInternal: has("internal", "remote"),
    onSiteExternal: has("external", "on-site"),
    remoteExternal: has("external", "remote"),
  };
}

/** Several may take turns; what counts is that somebody was always there. While it runs: so far. */
function coversWhole(stays: readonly SupervisorStay[], startedMs: number | null, endedMs: number | null): boolean {
  if (startedMs === null) return false;
  let coveredMs = startedMs;
  for (const { fromMs, toMs } of stays.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs > coveredMs + WHOLE_TOLERANCE_MS) return false;
    coveredMs = Math.max(coveredMs, toMs ?? Infinity);
  }
  return coveredMs === Infinity || (endedMs !== null && coveredMs >= endedMs - WHOLE_TOLERANCE_MS);
}
