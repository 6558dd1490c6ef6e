import { z } from "zod";
import { addDays, localDateOfMs, startOfDayMs } from "../../../calendar/local-date.ts";
import { subtract } from "../../../timeline/intervals.ts";
import { allStagesMs, hadInternal, onSiteStays, stageMarksOf } from "../../history/internal-supervision.ts";
import { minutes } from "../../history/room-streams.ts";
import { overMs, realSessionsOf } from "../../history/session-arrangement.ts";
import { heldSinceMs } from "../../history/session-statements.ts";
import type { Session } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, type Words } from "../two-languages.ts";

const STAGE_WORDS: Readonly<Record<string, Words>> = {
  prep: { zh: "准备", en: "preparation" },
  process: { zh: "过程", en: "process" },
  result: { zh: "结果", en: "result" },
};

const Coverage = z.object({
  /** false: the text asks for somebody, and does not tell stages apart. */
  stages: z.boolean(),
});

export const internalSupervision: Check = {
  id: "EXM-07",
  scope: "org",
  zh: "内督未全覆盖",
  en: "Internal supervision incomplete",
  sentence: {
    zh: "场次 {sessionId}（{day}）由有效内督确认的环节 {marked}/3，缺：{missingZh}；开考时有效内督：{presentZh}。",
    en: "Session {sessionId} ({day}): {marked} of 3 stages marked by a valid internal supervisor, missing: {missingEn}; one at the start: {presentEn}.",
  },
  guard: {
    zh: "内督在场次当日有效才算，外督的确认不算；结果环节到当日 24:00 前都可确认；补齐后消除。",
    en: "A mark counts if its author was valid on the session's day, an external supervisor's does not; the day's end is early enough for the result; it clears when all three are marked.",
  },
  run(context, row) {
    const { stages } = paramsOf(row, Coverage);
    return realSessionsOf(context.facts).flatMap((session) => {
      const startMs = heldSinceMs(context, session);
      return startMs === null ? [] : stagesFiring(context, session, startMs, stages);
    });
  },
};

function stagesFiring(context: RuleContext, session: Session, startMs: number, stages: boolean): CheckFiring[] {
  const day = localDateOfMs(startMs);
  const marks = stageMarksOf(context.facts, session, day);
  const doneMs = allStagesMs(marks);
  const present = hadInternal(context.facts, session, day, startMs);
  const dueMs = startOfDayMs(addDays(localDateOfMs(overMs(session) ?? startMs), 1));
  const inTime = doneMs !== null && doneMs < dueMs;
  if (inTime || (present && (!stages || !context.reached(dueMs)))) return [];
  const missing = Object.keys(STAGE_WORDS).filter((stage) => !marks.some((mark) => mark.valid && mark.stage === stage));
  const words = joined(missing.flatMap((stage) => STAGE_WORDS[stage] ?? []));
  return [{
    subject: { kind: "session", id: session.sessionId },
    sinceMs: present ? dueMs : startMs,
    clearedMs: doneMs,
    factIds: [...session.factIds, ...marks.map(({ factId }) => factId)],
    values: { sessionId: session.sessionId, day, marked: 3 - missing.length, ...inBoth("missing", words), presentZh: present ? "有" : "无", presentEn: present ? "yes" : "none" },
  }];
}

const OnSite = z.object({ requiredSetting: z.string(), toleranceMinutes: z.number() });

export const noOneOnSite: Check = {
  id: "EXM-08",
  scope: "org",
  zh: "内督未全程现场督导",
  en: "No internal supervisor on site for the whole session",
  sentence: {
    zh: "场次 {sessionId} 历时 {lengthMinutes} 分钟，其中 {uncoveredMinutes} 分钟没有内督在现场。",
    en: "Session {sessionId} lasted {lengthMinutes} minutes, {uncoveredMinutes} of them without an internal supervisor on site.",
  },
  guard: {
    zh: "远程加入不算现场（A22）；几人接替覆盖全程即可；几分钟以内的交接不算；是否要求现场由设置给出。",
    en: "A remote join is not on site (A22); several may take turns; a hand-over of a few minutes is passed over; whether on site is asked is a setting.",
  },
  run(context, row) {
    const { requiredSetting, toleranceMinutes } = paramsOf(row, OnSite);
    if (context.setting(requiredSetting) !== true) return [];
    return realSessionsOf(context.facts).flatMap((session) => {
      const startMs = heldSinceMs(context, session);
      const endMs = overMs(session);
      return startMs === null || endMs === null || endMs <= startMs ? [] : onSiteFiring(context, { session, startMs, endMs, toleranceMs: toleranceMinutes * 60_000 });
    });
  },
};

interface Held {
  session: Session;
  startMs: number;
  endMs: number;
  toleranceMs: number;
}

function onSiteFiring(context: RuleContext, { session, startMs, endMs, toleranceMs }: Held): CheckFiring[] {
  const whole = { startUs: startMs * 1000, endUs: endMs * 1000 };
  const { stays, factIds } = onSiteStays(context.facts, session.sessionId, whole.endUs);
  const uncovered = subtract([whole], stays).filter(({ startUs, endUs }) => endUs - startUs > toleranceMs * 1000 && context.reached(startUs / 1000 + toleranceMs));
  const [first] = uncovered;
  if (first === undefined) return [];
  return [{
    subject: { kind: "session", id: session.sessionId },
    sinceMs: first.startUs / 1000,
    factIds: [...session.factIds, ...factIds],
    values: { sessionId: session.sessionId, lengthMinutes: minutes([whole]), uncoveredMinutes: context.reached(endMs) ? minutes(uncovered) : null },
  }];
}

const Rows = z.object({ deadlines: z.array(z.string()) });

export const internalFormMissing: Check = {
  id: "EXM-13",
  scope: "org",
  zh: "内部督导评分表未上传",
  en: "Internal score form not uploaded",
  sentence: {
    zh: "场次 {sessionId} 的内部督导评分表没有在 {dueDate} 前上传（内部时限，非法定）。",
    en: "The internal score form of session {sessionId} was not uploaded by {dueDate} (house limit, not statutory).",
  },
  guard: {
    zh: "条文只说“及时”，没有天数：内部时限，只作黄色（A10）；与期限 D25 同一计算。",
    en: "The text says “promptly” and gives no number: a house limit, amber at most (A10); the same count as D25.",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject }) => ({ sessionId: subject.id }));
  },
};

export const externalRecordOverdue: Check = {
  id: "EXM-12",
  scope: "org",
  zh: "外督情况记录表逾期",
  en: "External record form overdue",
  sentence: {
    zh: "委派 {dispatchId} 的督导情况记录表应于 {dueDate} 前提交（督导员应交，与评价机构无关）。",
    en: "The record form of dispatch {dispatchId} was due by {dueDate} (owed by the supervisor, not by the evaluator).",
  },
  guard: {
    zh: "由外督承担，不计入评价机构的逾期；最后一场结束起算（A37），提前提交可以（A9）；拒绝的委派不要求。",
    en: "Owed by the external supervisor and no overdue item of the evaluator; counted from the last session's end (A37), earlier is fine (A9); a refused dispatch owes none.",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject, owedBy }) => ({ dispatchId: subject.id, owedBy }));
  },
};
