import { z } from "zod";
import { attendanceOf } from "../../history/attendance.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import { issuedCertificatesOf, type IssuedCertificate } from "../../history/issued-certificates.ts";
import { arrangementOf } from "../../history/session-arrangement.ts";
import { sessionsByBatch } from "../../history/sessions.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { LawfulRoute, lawfulRoute, relationOf, relationWords, routeWords } from "../evidence-routes.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth } from "../two-languages.ts";

const Routes = z.object({ routes: z.array(LawfulRoute) });

export const certificateWithoutExam: Check = {
  id: "CRT-01",
  scope: "org",
  zh: "不考试就发证",
  en: "Certificate without an examination",
  sentence: {
    zh: "证书 {number}（{personId}，{occupation} {level}级）{issuedAt} 发放，没有其到场参加的场次，也没有合法的取证途径（所称途径：{routeZh}；考生来源：{relationZh}）。",
    en: "Certificate {number} ({personId}, {occupation}, level {level}) was issued at {issuedAt} without a session that its holder sat and without a lawful route (route claimed: {routeEn}; candidate source: {relationEn}).",
  },
  guard: {
    zh: "合法途径按地区、评价机构类型和考生来源逐条对照（A29）；没有签到记录的场次以其成绩为到场依据；补打证书不算；作废后消除。",
    en: "Lawful routes are looked up by jurisdiction, evaluator and candidate source (A29); where a session reported nobody's attendance a score stands for it; re-prints are left out; it clears when the certificate is voided.",
  },
  run(context, row) {
    const { routes } = paramsOf(row, Routes);
    return issuedCertificatesOf(context.facts).flatMap((certificate) => {
      const { number, issued, voided, batchId } = certificate;
      const { personId, occupation, level, evidenceRoute } = issued.data;
      const claim = evidenceRoute === undefined ? null : lawfulRoute(context, routes, { route: evidenceRoute, personId, batchId: batchId ?? undefined, atMs: issued.atMs });
      if (claim !== null || hasSat(context, certificate)) return [];
      return {
        subject: { kind: "certificate", id: number },
        sinceMs: issued.atMs,
        clearedMs: voided?.atMs ?? null,
        factIds: [issued.factId, ...(voided === null ? [] : [voided.factId])],
        values: {
          number,
          personId,
          occupation,
          level,
          issuedAt: localTimeOf(issued.atMs),
          ...inBoth("route", routeWords(evidenceRoute)),
          ...inBoth("relation", relationWords(relationOf(context, personId, batchId ?? undefined))),
        },
      };
    });
  },
};

/** Seen in a session that the certificate names or in another of its batch, before it was issued. */
function hasSat({ facts }: RuleContext, { issued, batchId, sessions }: IssuedCertificate): boolean {
  const { personId, sessionIds } = issued.data;
  const ofBatch = batchId === null ? [] : (sessionsByBatch(facts).get(batchId) ?? []);
  const ids = new Set([...sessionIds, ...sessions.map(({ sessionId }) => sessionId), ...ofBatch.map(({ sessionId }) => sessionId)]);
  return [...ids].some((sessionId) => {
    const { present, absent } = attendanceOf(facts, sessionId);
    const seen = present.get(personId);
    if (seen !== undefined) return seen.atMs <= issued.atMs;
    return present.size === 0 && absent.size === 0 && hasScore(facts, { personId, sessionId, batchId, atMs: issued.atMs });
  });
}

const scoresByPerson = viewOf((facts) => Map.groupBy(ofType(facts, "score.entered"), ({ data }) => data.personId));

function hasScore(facts: RuleContext["facts"], { personId, sessionId, batchId, atMs }: { personId: string; sessionId: string; batchId: string | null; atMs: number }): boolean {
  return (scoresByPerson(facts).get(personId) ?? []).some(
    ({ data, atMs: enteredMs }) => enteredMs <= atMs && data.substituted !== true && (data.sessionId === sessionId || (data.sessionId === undefined && data.batchId === batchId)),
  );
}

export const certificateMismatch: Check = {
  id: "CRT-02",
  scope: "org",
  zh: "证书与场次职业等级不符",
  en: "Certificate does not match its session",
  sentence: {
    zh: "证书 {number} 为 {occupation} {level}级，其场次 {sessionId} 为 {sessionOccupation} {sessionLevel}级。",
    en: "Certificate {number} says {occupation}, level {level}; its session {sessionId} was for {sessionOccupation}, level {sessionLevel}.",
  },
  guard: { zh: "证书没有列明场次的，批次中有一场相符即可；场次内容未知的不判断。", en: "Where no session is named, one of the batch that matches is enough; sessions of unknown content are not judged." },
  run({ facts }) {
    return issuedCertificatesOf(facts).flatMap(({ number, issued, voided, sessions }) => {
      const { occupation, level, sessionIds } = issued.data;
      const known = sessions.flatMap((session) => arrangementOf(session) ?? []);
      const wrong = known.filter((each) => each.occupation !== occupation || each.level !== level);
      const [first] = wrong;
      if (first === undefined || (sessionIds.length === 0 && wrong.length < known.length)) return [];
      return {
        subject: { kind: "certificate", id: number },
        sinceMs: issued.atMs,
        clearedMs: voided?.atMs ?? null,
        factIds: [issued.factId, ...(voided === null ? [] : [voided.factId])],
        values: { number, occupation, level, sessionId: first.sessionId, sessionOccupation: first.occupation, sessionLevel: first.level },
      };
    });
  },
};

export const foreignIssuer: Check = {
  id: "CRT-06",
  scope: "org",
  zh: "发证机构不是评价机构",
  en: "Issued by another body than evaluated",
  sentence: {
    zh: "证书 {number} 由 {issuedBy} 发放，评价机构为 {orgId}（谁评价、谁负责、谁发证）。",
    en: "Certificate {number} was issued by {issuedBy}; the evaluating body is {orgId} (who evaluates is responsible and issues).",
  },
  guard: { zh: "编号机关分配号码不等于发证；补打证书不算；作废后消除。", en: "The authority that assigns numbers does not issue; re-prints are left out; it clears when the certificate is voided." },
  run({ facts }) {
    return issuedCertificatesOf(facts).flatMap(({ number, issued, voided }) => {
      const { orgId, issuedBy } = issued.data;
      if (issuedBy === orgId) return [];
      const factIds = [issued.factId, ...(voided === null ? [] : [voided.factId])];
      return { subject: { kind: "certificate", id: number }, sinceMs: issued.atMs, clearedMs: voided?.atMs ?? null, factIds, values: { number, orgId, issuedBy } };
    });
  },
};
