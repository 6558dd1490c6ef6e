import { z } from "zod";
import { PARTS } from "../../../events/kinds/exam-events.ts";
import type { EventData } from "../../../events/event-catalog.ts";
import type { FactOf } from "../../../events/fact.ts";
import { attendanceOf } from "../../history/attendance.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { arrangementOf, namedSessions, overMs } from "../../history/session-arrangement.ts";
import type { Session } from "../../history/sessions.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, PART_WORDS } from "../two-languages.ts";

/** The sessions in which a scored part can have been sat: the one named, else those of the batch with this part, where the person was if that is known. */
function sessionsOfScore({ facts }: RuleContext, { sessionId, batchId, part, personId }: EventData<"score.entered">): Session[] {
  const sessions = namedSessions(facts, { sessionIds: sessionId === undefined ? [] : [sessionId], batchId });
  const ofPart = sessions.filter((session) => session.sessionId === sessionId || arrangementOf(session)?.part === part);
  const attended = ofPart.filter((session) => attendanceOf(facts, session.sessionId).present.has(personId));
  return attended.length > 0 ? attended : ofPart;
}

/** Inferred: who was not there can have no score. */
export const scoreOfAbsentee: Check = {
  id: "SCO-01",
  scope: "org",
  zh: "缺考有成绩（推断）",
  en: "Score for somebody absent (inferred)",
  sentence: {
    zh: "考生 {personId} 在场次 {sessionId} 标为缺考，却录入{partZh}成绩 {value}（{at}，{by}）。",
    en: "{personId} was marked absent from session {sessionId}, yet a {partEn} score of {value} was entered ({at}, by {by}).",
  },
  guard: {
    zh: "标缺考后又签到的、参加了同科目其他场次的、以其他途径替代的成绩不提示；录 0 分等同没有成绩。",
    en: "Passed over: checked in after being marked, present in another session of that part, a substituted score; a score of 0 stands for none.",
  },
  run(context) {
    const { facts } = context;
    return ofType(facts, "score.entered").flatMap((score) => {
      const { personId, batchId, part, value, by, substituted } = score.data;
      const sessions = sessionsOfScore(context, score.data);
      const absences = sessions.flatMap(({ sessionId }) => attendanceOf(facts, sessionId).absent.get(personId) ?? []);
      const [absence] = absences;
      const [session] = sessions;
      if (substituted === true || value === 0 || absence === undefined || session === undefined || absences.length < sessions.length) return [];
      const { sessionId } = session;
      return {
        subject: { kind: "person", id: personId },
        part: `${sessionId}/${part}`,
        sinceMs: Math.max(score.atMs, absence.atMs),
        clearedMs: takenBackMs(context, score),
        factIds: [absence.factId, score.id],
        values: { personId, batchId, sessionId, value, by, at: localTimeOf(score.atMs), ...inBoth("part", PART_WORDS[part]) },
      };
    });
  },
};

/** UTC ms at which the score was set to 0; null: it stands. */
function takenBackMs({ facts }: RuleContext, { atMs, data }: FactOf<"score.entered">): number | null {
  const zeroed = ofType(facts, "score.changed").find(
    (change) => change.atMs >= atMs && change.data.batchId === data.batchId && change.data.personId === data.personId && change.data.part === data.part && change.data.new === 0,
  );
  return zeroed?.atMs ?? null;
}

const Early = z.object({ scoredDuringParts: z.array(z.enum(PARTS)) });

/** Inferred: a score that is older than the work it judges was made up. */
export const scoreBeforeEnd: Check = {
  id: "SCO-02",
  scope: "org",
  zh: "考试未结束先录成绩（推断）",
  en: "Score entered before the part ended (inferred)",
  sentence: {
    zh: "考生 {personId} 的{partZh}成绩于 {at} 录入，早于场次 {sessionId} {limitZh} {limitAt}（{by}）。",
    en: "The {partEn} score of {personId} was entered at {at}, before the {limitEn} of session {sessionId} at {limitAt} (by {by}).",
  },
  guard: {
    zh: "技能操作在进行中评分：开始后录入的不提示；已交卷离场的考生可以先评；替代成绩不看场次。",
    en: "Practicals are scored during the work: from the start on it is in order; so is the score of somebody who had handed in; substituted scores have no session.",
  },
  run(context, row) {
    const { scoredDuringParts } = paramsOf(row, Early);
    return ofType(context.facts, "score.entered").flatMap(({ id, atMs, data }) => {
      const { personId, batchId, part, value, by, substituted } = data;
      const during = scoredDuringParts.includes(part);
      const limits = sessionsOfScore(context, data).flatMap((session) => {
        const limitMs = during ? (session.startedMs ?? session.startsMs) : overMs(session);
        const handedInMs = attendanceOf(context.facts, session.sessionId).handedIn.get(personId)?.atMs ?? null;
        return limitMs === null || session.test ? [] : [{ session, limitMs: Math.min(limitMs, handedInMs ?? limitMs) }];
      });
      // Where it is not said which session it was, the earliest that it can have been.
      const [earliest] = limits.toSorted((a, b) => a.limitMs - b.limitMs);
      if (substituted === true || earliest === undefined || atMs >= earliest.limitMs) return [];
      const { sessionId, factIds } = earliest.session;
      return {
        subject: { kind: "person", id: personId },
        part: `${sessionId}/${part}`,
        sinceMs: atMs,
        factIds: [...factIds, id],
        values: {
          personId,
          batchId,
          sessionId,
          value,
          by,
          at: localTimeOf(atMs),
          limitAt: localTimeOf(earliest.limitMs),
          ...inBoth("part", PART_WORDS[part]),
          ...inBoth("limit", during ? { zh: "开始", en: "start" } : { zh: "结束", en: "end" }),
        },
      };
    });
  },
};
