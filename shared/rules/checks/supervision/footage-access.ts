import { lastEpisode } from "../../history/episodes.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";

export const hashMismatch: Check = {
  id: "ARC-04",
  scope: "org",
  zh: "取回内容与存证不符",
  en: "Hash mismatch on pull",
  sentence: {
    zh: "对象 {objectKey} 于 {at} 取回时摘要为 {got}，存证为 {expected}。",
    en: "Object {objectKey}, pulled at {at}, has the digest {got}; the one on record is {expected}.",
  },
  guard: { zh: "之后取回相符的（传输出错）即消除，两次都留下记录。", en: "Pulled again and matching (a fault of the transfer), it clears; both pulls stay on record." },
  run({ facts }) {
    const pulls = Map.groupBy(ofType(facts, "object.pulled"), ({ data }) => data.objectKey);
    return [...pulls].flatMap(([objectKey, found]) => {
      const steps = found.map(({ id: factId, atMs, data }) => ({ factId, atMs, state: { ...data, atMs } }));
      const episode = lastEpisode(steps, ({ expectedSha256, gotSha256 }) => expectedSha256 !== gotSha256);
      if (episode === null) return [];
      const { sinceMs, clearedMs, factIds, state } = episode;
      const values = { objectKey, at: localTimeOf(state.atMs), got: state.gotSha256, expected: state.expectedSha256 };
      return { subject: { kind: "object", id: objectKey }, sinceMs, clearedMs, factIds, values };
    });
  },
};

export const viewedWithoutReason: Check = {
  id: "ARC-05",
  scope: "org",
  zh: "无案卷或委派调阅录像",
  en: "Footage viewed without a case or a dispatch",
  sentence: {
    zh: "{by} 于 {at} 调阅 {what}，没有案卷号，也没有委派号。",
    en: "{by} viewed {what} at {at} with neither a case nor a dispatch.",
  },
  guard: { zh: "监测中心实时观看留痕但不禁止；有案卷号或委派号的不提示。", en: "Live view in the monitoring centre is logged, not barred; with a case or a dispatch it is in order." },
  run({ facts }) {
    return ofType(facts, "footage.viewed").flatMap(({ id, atMs, data }) => {
      const { by, objectKey, sessionId, caseId, dispatchId, liveInCentre } = data;
      const what = objectKey ?? sessionId ?? data.orgId;
      if (caseId !== undefined || dispatchId !== undefined || liveInCentre === true) return [];
      const subject = sessionId === undefined ? ({ kind: "object", id: what } as const) : ({ kind: "session", id: sessionId } as const);
      return { subject, part: id, sinceMs: atMs, factIds: [id], values: { by, what, sessionId: sessionId ?? null, objectKey: objectKey ?? null, at: localTimeOf(atMs) } };
    });
  },
};
