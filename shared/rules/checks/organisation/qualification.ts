import { z } from "zod";
import { addDays, localDateOfMs } from "../../../calendar/local-date.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { filingStandingAt } from "../../history/filing-standing.ts";
import { validityYears } from "../../history/listed-years.ts";
import { realSessionsOf } from "../../history/session-arrangement.ts";
import { heldSinceMs } from "../../history/session-statements.ts";
import { sessionsOf, type Session } from "../../history/sessions.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { obligationsOfRows } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth } from "../two-languages.ts";

function heldSessions(context: RuleContext): { session: Session; atMs: number }[] {
  return realSessionsOf(context.facts).flatMap((session) => {
    const atMs = heldSinceMs(context, session);
    return atMs === null ? [] : [{ session, atMs }];
  });
}

export const qualificationLapsed: Check = {
  id: "ORG-04",
  scope: "org",
  zh: "资质不在有效期内",
  en: "Qualification not valid on the day",
  sentence: {
    zh: "场次 {session} 于 {day} 举行，资质有效期为 {from} 至 {lastDay}。",
    en: "Session {session} was held on {day}; the qualification is valid from {from} to {lastDay}.",
  },
  guard: {
    zh: "目录载明的截止日优先于按三年推算的日期（A38）；最后一日当天有效；续期的以新有效期为准。",
    en: "An end that the listing states wins over the computed three years (A38); the last day itself is valid; a renewal counts.",
  },
  run(context) {
    return heldSessions(context).flatMap(({ session, atMs }) => {
      const standing = filingStandingAt(context.facts, atMs, validityYears(context));
      if (standing.state !== "expired" && standing.state !== "not-yet") return [];
      const { period, lastDay } = standing;
      return {
        subject: { kind: "session", id: session.sessionId },
        sinceMs: atMs,
        factIds: [...period.factIds, ...session.factIds],
        values: { session: session.sessionId, day: localDateOfMs(atMs), from: period.from, lastDay },
      };
    });
  },
};

export const notListed: Check = {
  id: "ORG-05",
  scope: "org",
  zh: "未列入机构目录",
  en: "Not in the published directory",
  sentence: {
    zh: "场次 {session} 于 {day} 举行时，机构无编码或不在公布的目录中（{stateZh}）。",
    en: "Session {session} was held on {day} by an evaluator without a code or not in the published directory ({stateEn}).",
  },
  guard: {
    zh: "评估通过后等待列入目录的宽限天数由设置给出，默认没有宽限。",
    en: "Days of grace while a listing is pending are a setting; by default there are none.",
  },
  run(context) {
    return heldSessions(context).flatMap(({ session, atMs }) => {
      const standing = filingStandingAt(context.facts, atMs, null);
      if ((standing.state !== "never" && standing.state !== "delisted") || hasGrace(context, atMs)) return [];
      return {
        subject: { kind: "session", id: session.sessionId },
        sinceMs: atMs,
        factIds: [...("period" in standing ? standing.period.factIds : []), ...session.factIds],
        values: { session: session.sessionId, day: localDateOfMs(atMs), ...inBoth("state", WORDS[standing.state]) },
      };
    });
  },
};

const WORDS = { never: { zh: "从未列入", en: "never listed" }, delisted: { zh: "已移出", en: "delisted" } };

/** Passed its assessment and waits for the list, not longer than the authority grants. */
function hasGrace({ facts, setting }: RuleContext, atMs: number): boolean {
  const passed = ofType(facts, "org.assessed").findLast((fact) => fact.data.passed && fact.atMs <= atMs);
  if (passed === undefined) return false;
  const graceDays = Number(setting("listing.graceDays"));
  return graceDays > 0 && localDateOfMs(atMs) <= addDays(localDateOfMs(passed.atMs), graceDays);
}

const Rows = z.object({ deadlines: z.array(z.string()) });

/** The gate of the same deadline row, so that both say the same. */
export const siteNotAssessed: Check = {
  id: "ORG-13",
  scope: "org",
  zh: "场所未经技术评估",
  en: "Site not assessed before the session",
  sentence: {
    zh: "场次 {session} 于 {day} 在 {site} 开始，此前该场所没有通过技术评估（通过时间：{passedAt}）。",
    en: "Session {session} started on {day} at {site}, which had not passed a technical assessment before (passed at: {passedAt}).",
  },
  guard: {
    zh: "只针对在省里备案的外地机构和行业分支机构；场次当日或之前通过即可。",
    en: "Only for bodies filed with the province and branches of sectors; passed on or before the session's day is enough.",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return obligationsOfRows(context, deadlines).flatMap(({ subject, gateMs, metAtMs, factIds }) => {
      const session = sessionsOf(context.facts).get(subject.id);
      if (session === undefined || session.startedMs === null || gateMs === null || (metAtMs !== null && metAtMs <= gateMs)) return [];
      const passedAt = metAtMs === null ? null : localTimeOf(metAtMs);
      return { subject, sinceMs: gateMs, factIds, values: { session: subject.id, day: localDateOfMs(gateMs), site: session.siteId, passedAt } };
    });
  },
};
