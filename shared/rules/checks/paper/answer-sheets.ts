import { instantMs } from "../../../calendar/local-date.ts";
import type { FactOf } from "../../../events/fact.ts";
import { isListedStaff } from "../../history/listed-staff.ts";
import { ofType, ofTypes } from "../../history/facts-by-type.ts";
import { arrangementOf } from "../../history/session-arrangement.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { inBoth } from "../two-languages.ts";

export const answerSheets: Check = {
  id: "PAP-05",
  scope: "org",
  zh: "答卷可疑：考后日期或雷同",
  en: "Answer sheets dated after the end, or identical",
  sentence: {
    zh: "场次 {sessionId} 考生 {personId} 的答卷：{whatZh}（{detail}）。",
    en: "Session {sessionId}, answer sheet of {personId}: {whatEn} ({detail}).",
  },
  guard: { zh: "只看答卷自身时间，不看扫描时间；同一人重扫不算雷同；由人核查。", en: "The sheet's own time, never that of the scan; one person scanned twice is no copy; a person decides." },
  run(context) {
    const scans = ofType(context.facts, "answer.scanned");
    return [...scans.flatMap((scan) => datedLate(context, scan)), ...identical(scans)];
  },
};

type Scan = FactOf<"answer.scanned">;

function datedLate({ facts }: RuleContext, { id, atMs, data }: Scan): CheckFiring[] {
  const session = sessionsOf(facts).get(data.sessionId);
  if (data.sheetAt === undefined || session === undefined || session.test) return [];
  // A session that went on longer than planned ends when it ended; one that ended early still had its planned time.
  const overMs = Math.max(session.endedMs ?? 0, session.endsMs ?? 0);
  const sheetMs = instantMs(data.sheetAt);
  if (overMs === 0 || sheetMs <= overMs) return [];
  const { sessionId, personId } = data;
  const values = { sessionId, personId, ...inBoth("what", { zh: "日期在考试结束之后", en: "dated after the end" }), detail: `${localTimeOf(sheetMs)} > ${localTimeOf(overMs)}` };
  return [{ subject: { kind: "person", id: personId }, part: `${sessionId}/late/${id}`, sinceMs: atMs, factIds: [id], values }];
}

function identical(scans: readonly Scan[]): CheckFiring[] {
  const bySheet = Map.groupBy(scans, ({ data }) => data.sha256);
  return [...bySheet].flatMap(([sha256, copies]) => {
    const people = [...new Set(copies.map(({ data }) => data.personId))];
    const second = copies.find(({ data }) => data.personId === people[1]);
    if (second === undefined) return [];
    const { sessionId, personId } = second.data;
    return { subject: { kind: "session", id: sessionId }, part: sha256, sinceMs: second.atMs, factIds: copies.map(({ id }) => id), values: { sessionId, personId, ...inBoth("what", { zh: "与他人答卷完全相同", en: "identical with another person's" }), detail: people.join(", ") } };
  });
}

export const markedByStranger: Check = {
  id: "PAP-07",
  scope: "org",
  zh: "阅卷人不在考评人员名单",
  en: "Marked by somebody who is no listed examiner",
  sentence: {
    zh: "场次 {sessionId} 由 {by} 阅卷（{at}），其时不在考评人员名单上，也没有有效证卡。",
    en: "Session {sessionId} was marked by {by} ({at}), who stood on no list of examiners then and held no valid card.",
  },
  guard: { zh: "机构名单、本批次名单或有效考评员证卡任一即可；限定职业的只认该职业；以阅卷时为准。", en: "The evaluator's list, the batch's or a valid card will do; where an occupation is named it must fit; as of the marking." },
  run({ facts }) {
    const groups = Map.groupBy(ofTypes(facts, ["marking.started", "marking.finished"]), ({ data }) => `${data.sessionId}/${data.by}`);
    return [...groups.values()].flatMap((markings): CheckFiring[] => {
      const [first] = markings;
      if (first === undefined) return [];
      const { sessionId, by } = first.data;
      const session = sessionsOf(facts).get(sessionId);
      const occupation = session === undefined ? null : (arrangementOf(session)?.occupation ?? null);
      if (isListedStaff(facts, { role: "examiner", personId: by, occupation, atMs: first.atMs })) return [];
      return [{ subject: { kind: "person", id: by }, part: sessionId, sinceMs: first.atMs, factIds: markings.map(({ id }) => id), values: { sessionId, by, at: localTimeOf(first.atMs) } }];
    });
  },
};
