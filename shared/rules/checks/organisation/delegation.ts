import { z } from "zod";
import { idOf } from "../../../events/dossier-key.ts";
import { ofSession } from "../../history/facts-by-session.ts";
import { rosterOfSession } from "../../history/rosters.ts";
import { realSessionsOf } from "../../history/session-arrangement.ts";
import { firstSaying } from "../../history/session-statements.ts";
import type { Session } from "../../history/sessions.ts";
import { sitesOf } from "../../history/sites.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ staffSharePercent: z.number() });

/** A sign that another body examines in this one's name; whether it does, a person finds out. */
export const delegation: Check = {
  id: "ORG-06",
  scope: "org",
  zh: "疑似委托、授权其他机构",
  en: "Perhaps run by another body",
  sentence: {
    zh: "场次 {session} 的{whatZh}属于其他单位 {other}（{count}/{of}）。",
    en: "Session {session}: the {whatEn} belongs to another body, {other} ({count} of {of}).",
  },
  guard: {
    zh: "仅为存疑，由人核查；已登记租赁的场所不提示；个别外聘人员不提示，过半才提示。",
    en: "A suspicion for a person; a venue with a recorded lease and a few hired staff are passed over, more than half of the staff are not.",
  },
  run(context, row) {
    const { staffSharePercent } = paramsOf(row, Params);
    return realSessionsOf(context.facts).flatMap((session) => [...foreignOperator(context, session), ...foreignSite(context, session), ...foreignStaff(context, session, staffSharePercent)]);
  },
};

function foreignOperator({ facts, dossier }: RuleContext, { sessionId }: Session): CheckFiring[] {
  const started = ofSession(facts, "session.started", sessionId)[0];
  const other = started?.data.operatorId;
  if (started === undefined || other === undefined || other === idOf(dossier)) return [];
  return [firing(sessionId, "operator", { sinceMs: started.atMs, factIds: [started.id], values: { whatZh: "操作账号", whatEn: "operator's account", other, count: 1, of: 1 } })];
}

function foreignSite({ facts, dossier }: RuleContext, session: Session): CheckFiring[] {
  const site = session.siteId === null ? undefined : sitesOf(facts).get(session.siteId);
  if (site?.ownerId === undefined || site.ownerId === idOf(dossier) || site.rented === true) return [];
  const said = firstSaying(facts, session.sessionId, ({ siteId }) => siteId === site.siteId);
  const sinceMs = said?.atMs ?? session.startedMs;
  if (sinceMs === null) return [];
  return [firing(session.sessionId, "site", { sinceMs, factIds: said === null ? session.factIds : [said.factId], values: { whatZh: "场所", whatEn: "site", other: site.ownerId, count: 1, of: 1 } })];
}

function foreignStaff({ facts, dossier }: RuleContext, session: Session, sharePercent: number): CheckFiring[] {
  const known = rosterOfSession(facts, session).filter(({ employerId }) => employerId !== undefined);
  const foreign = known.filter(({ employerId }) => employerId !== idOf(dossier));
  const last = foreign.at(-1);
  if (last === undefined || foreign.length * 100 <= known.length * sharePercent) return [];
  const others = [...new Set(foreign.map(({ employerId }) => employerId ?? ""))].join("、");
  return [firing(session.sessionId, "staff", { sinceMs: last.atMs, factIds: foreign.map(({ factId }) => factId), values: { whatZh: "考务人员", whatEn: "staff", other: others, count: foreign.length, of: known.length } })];
}

function firing(session: string, part: string, found: Pick<CheckFiring, "sinceMs" | "factIds" | "values">): CheckFiring {
  return { subject: { kind: "session", id: session }, part, ...found, values: { session, ...found.values } };
}
