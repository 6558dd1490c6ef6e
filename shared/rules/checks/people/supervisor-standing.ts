import { z } from "zod";
import { localDateOfMs, type LocalDate } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import { dispatchesOf } from "../../history/dispatches.ts";
import { ofType, ofTypes } from "../../history/facts-by-type.ts";
import { supervisorStateOn, type SupervisorState } from "../../history/supervisors.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth } from "../two-languages.ts";

const WORDS: Readonly<Record<Exclude<SupervisorState, "valid">, { zh: string; en: string }>> = {
  "no-appointment": { zh: "没有聘任和证卡", en: "no appointment or card" },
  "not-yet": { zh: "聘期尚未开始", en: "the term has not begun" },
  "term-ended": { zh: "聘期已满", en: "the term has ended" },
  suspended: { zh: "已暂停资格", en: "suspended" },
  barred: { zh: "已取消资格", en: "barred" },
};

/** A session to which a supervisor was sent or came. */
interface Service {
  sessionId: string;
  day: LocalDate;
  atMs: number;
  factId: string;
}

function servicesOf({ facts }: RuleContext): Service[] {
  const came = ofTypes(facts, ["supervisor.joined", "supervisor.onsite_checkin"]).map(({ id, atMs, data }): Service => ({ sessionId: data.sessionId, day: localDateOfMs(atMs), atMs, factId: id }));
  const sent = ofType(facts, "supervisor.dispatched").flatMap(({ id, atMs, data }) =>
    data.sessionIds.flatMap((sessionId): Service[] => {
      const day = data.sessionDays?.[sessionId];
      const refused = dispatchesOf(facts).get(data.dispatchId)?.refusedMs ?? null;
      return day === undefined || refused !== null ? [] : [{ sessionId, day, atMs, factId: id }];
    }),
  );
  const services = [...sent, ...came].toSorted((a, b) => a.atMs - b.atMs);
  return [...new Map(services.toReversed().map((service) => [service.sessionId, service])).values()];
}

export const supervisorNotValid: Check = {
  id: "PER-08",
  scope: "supervisor",
  zh: "督导员证卡无效",
  en: "Supervisor's card not valid",
  sentence: {
    zh: "督导员 {supervisorId} 在场次 {sessionId} 当日（{day}）{stateZh}。",
    en: "Supervisor {supervisorId}, session {sessionId} on {day}: {stateEn}.",
  },
  guard: {
    zh: "按场次当日判断，不按抽取或委派当日（AC-42）；聘期最后一日有效；期满自动解聘不影响重新聘任（A47）。",
    en: "The session's day decides, not that of the draw or dispatch (AC-42); the last day of the term is valid; a lapsed term bars nobody from a new one (A47).",
  },
  run(context) {
    const supervisorId = idOf(context.dossier);
    return servicesOf(context).flatMap(({ sessionId, day, atMs, factId }) => {
      const state = supervisorStateOn(context.facts, supervisorId, day);
      if (state === "valid") return [];
      const changes = ofTypes(context.facts, ["supervisor.appointed", "supervisor.term_end", "supervisor.suspended", "supervisor.barred"]);
      const wasValid = supervisorStateOn(context.facts.filter((fact) => fact.atMs <= atMs), supervisorId, day) === "valid";
      const sinceMs = wasValid ? (changes.at(-1)?.atMs ?? atMs) : atMs;
      return { subject: { kind: "session", id: sessionId }, sinceMs, factIds: [factId, ...changes.slice(-1).map(({ id }) => id)], values: { supervisorId, sessionId, day, ...inBoth("state", WORDS[state]) } };
    });
  },
};

/** An evaluator sets its own 内督 to a session with the roster, which is no dispatch of this platform (A36). */
const Join = z.object({ sides: z.array(z.enum(["internal", "external"])) });

export const joinedWithoutDispatch: Check = {
  id: "PER-09",
  scope: "supervisor",
  zh: "未经委派参加督导",
  en: "Joined as supervisor without a dispatch",
  sentence: {
    zh: "督导员 {supervisorId} 于 {at} 以督导员身份进入场次 {sessionId}，没有委派，不予进入并记录。",
    en: "Supervisor {supervisorId} joined session {sessionId} at {at} without a dispatch; refused and logged.",
  },
  guard: {
    zh: "监控中心人员以自己的身份观看，不算督导员进入；内督由评价机构自行安排，不在此列；已委派的场次不提示；之后补的委派不消除。",
    en: "Staff of the monitoring centre watch under their own role and join nothing; an evaluator sends its own internal supervisors; dispatched sessions are fine; a dispatch that came later clears nothing.",
  },
  run({ facts, dossier }, row) {
    const { sides } = paramsOf(row, Join);
    return ofType(facts, "supervisor.joined").flatMap(({ id, atMs, data }) => {
      const { sessionId, side } = data;
      const dispatched = [...dispatchesOf(facts).values()].some(({ sessionIds, dispatchedMs, refusedMs }) => sessionIds.includes(sessionId) && dispatchedMs <= atMs && (refusedMs === null || atMs < refusedMs));
      if (dispatched || !sides.includes(side)) return [];
      return { subject: { kind: "session", id: sessionId }, sinceMs: atMs, factIds: [id], values: { supervisorId: idOf(dossier), sessionId, at: localTimeOf(atMs) } };
    });
  },
};
