import { z } from "zod";
import { localDateOfMs, type LocalDate } from "../../../calendar/local-date.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { filedScopeOn, type FiledScope } from "../../history/filed-scope.ts";
import { arrangementOf, realSessionsOf } from "../../history/session-arrangement.ts";
import { firstSaying, isCalledOff } from "../../history/session-statements.ts";
import type { Session } from "../../history/sessions.ts";
import { sitesOf } from "../../history/sites.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { appliesIn } from "../../rulebook.ts";
import { paramsOf } from "../row-params.ts";

interface Filed {
  session: Session;
  /** UTC ms of its start, appointed or real. */
  atMs: number;
  day: LocalDate;
  scope: FiledScope;
}

/** Sessions with the filing in force on their day; where nothing was in force, ORG-04 and ORG-05 speak. */
function filedSessions({ facts }: RuleContext): Filed[] {
  return realSessionsOf(facts).flatMap((session) => {
    const atMs = session.startedMs ?? session.startsMs;
    if (atMs === null || isCalledOff(facts, session)) return [];
    const day = localDateOfMs(atMs);
    const scope = filedScopeOn(facts, day);
    return scope === null || scope.levels.size === 0 ? [] : [{ session, atMs, day, scope }];
  });
}

/** Wrong from the moment the plan says so (XM-017: at plan intake, not only at the start). */
export const outsideScope: Check = {
  id: "ORG-01",
  scope: "org",
  zh: "超范围认定",
  en: "Outside the filed scope",
  sentence: {
    zh: "场次 {session}（{day}）认定 {occupation} {level}级，当日备案范围为：{filed}。",
    en: "Session {session} ({day}) examines {occupation}, level {level}; the filing of that day covers: {filed}.",
  },
  guard: {
    zh: "按场次当日有效的备案版本判断，不按今天的版本；计划变更后符合的不提示。",
    en: "The filing version of the session's day decides, not today's; a plan that was put right raises nothing.",
  },
  run(context) {
    return filedSessions(context).flatMap(({ session, atMs, day, scope }) => {
      const arrangement = arrangementOf(session);
      if (arrangement === null) return [];
      const { sessionId, occupation, level } = arrangement;
      const levels = scope.levels.get(occupation) ?? [];
      if (levels.includes(level)) return [];
      const said = firstSaying(context.facts, sessionId, (each) => each.occupation === occupation && each.level === level);
      return {
        subject: { kind: "session", id: sessionId },
        sinceMs: said?.atMs ?? atMs,
        factIds: [scope.factId, ...(said === null ? [] : [said.factId])],
        values: { session: sessionId, day, occupation, level, filed: levels.length === 0 ? [...scope.levels.keys()].join("、") : `${occupation} ${levels.join("、")}` },
      };
    });
  },
};

const SiteParams = z.object({ severityByType: z.record(EvaluatorType, z.enum(FINDING_SEVERITIES)) });

export const unfiledSite: Check = {
  id: "ORG-02",
  scope: "org",
  zh: "场所未备案",
  en: "Site not filed",
  sentence: {
    zh: "场次 {session}（{day}）安排在 {site}，当日备案场所为：{filed}。",
    en: "Session {session} ({day}) is at {site}; the sites filed for that day are: {filed}.",
  },
  guard: {
    zh: "企业、院校在工作岗位上进行的技能考核可以不在备案场所；未列明场所的备案不判断。",
    en: "Practicals of enterprises and schools at the work post may be elsewhere; a filing that names no site is not judged.",
  },
  run(context, row) {
    const { severityByType } = paramsOf(row, SiteParams);
    return filedSessions(context).flatMap(({ session, atMs, day, scope }) => {
      const type = profileOn(context.facts, day)?.evaluatorType;
      const filed = scope.sites ?? [...sitesOf(context.facts).keys()];
      const { sessionId, siteId } = session;
      if (type === undefined || siteId === null || filed.length === 0 || filed.includes(siteId)) return [];
      const arrangement = arrangementOf(session);
      if (type !== "T" && arrangement?.workplace === true && arrangement.part === "practical") return [];
      const said = firstSaying(context.facts, sessionId, (each) => each.siteId === siteId);
      return {
        subject: { kind: "session", id: sessionId },
        sinceMs: said?.atMs ?? atMs,
        severity: severityByType[type],
        factIds: [scope.factId, ...(said === null ? session.factIds : [said.factId])],
        values: { session: sessionId, day, site: siteId, filed: filed.join("、") },
      };
    });
  },
};

export const outsideTerritory: Check = {
  id: "ORG-03",
  scope: "org",
  zh: "跨区域开展评价",
  en: "Outside the territory",
  sentence: {
    zh: "场次 {session}（{day}）的场所 {site} 位于 {siteArea}，评价机构属地为 {territory}。",
    en: "The site {site} of session {session} ({day}) lies in {siteArea}; the evaluator's territory is {territory}.",
  },
  guard: {
    zh: "按遴选机关所在地（A33）；分支机构有自己的属地；所在地未知的场所不判断。",
    en: "The area of the selecting authority counts (A33); branches have a territory of their own; a site of unknown area is not judged.",
  },
  run(context) {
    return filedSessions(context).flatMap(({ session, atMs, day, scope }) => {
      const { sessionId, siteId } = session;
      const own = profileOn(context.facts, day)?.areaCode;
      const siteArea = siteId === null ? undefined : sitesOf(context.facts).get(siteId)?.areaCode;
      const territory = scope.territory ?? (own === undefined ? [] : [own]);
      if (siteArea === undefined || territory.some((areaCode) => appliesIn({ areaCode }, siteArea))) return [];
      const said = firstSaying(context.facts, sessionId, (each) => each.siteId === siteId);
      return {
        subject: { kind: "session", id: sessionId },
        sinceMs: said?.atMs ?? atMs,
        factIds: [scope.factId, ...(said === null ? session.factIds : [said.factId])],
        values: { session: sessionId, day, site: siteId, siteArea, territory: territory.join("、") },
      };
    });
  },
};
