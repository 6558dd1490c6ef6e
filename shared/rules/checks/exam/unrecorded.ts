import { z } from "zod";
import { instantMs, localDateOfMs, type LocalDate } from "../../../calendar/local-date.ts";
import { PARTS } from "../../../events/kinds/exam-events.ts";
import type { Fact, FactOf } from "../../../events/fact.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import type { Dated } from "../../history/results.ts";
import { isTestCamera } from "../../history/room-streams.ts";
import { arrangementOf, realSessionsOf } from "../../history/session-arrangement.ts";
import { sessionStatementsOf } from "../../history/session-statements.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

/** Room and day → when a record of a session there was first made. */
const recordsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Dated> => {
  const found = new Map<string, Dated>();
  const note = (rooms: readonly string[], day: LocalDate, said: Dated) => {
    for (const roomId of rooms) {
      const known = found.get(`${roomId} ${day}`);
      if (known === undefined || said.atMs < known.atMs) found.set(`${roomId} ${day}`, said);
    }
  };
  for (const said of [...sessionStatementsOf(facts).values()].flat()) {
    const { rooms, startsAt, endsAt } = said.arrangement;
    for (const at of [startsAt, endsAt]) note(rooms, localDateOfMs(instantMs(at)), said);
  }
  for (const { id, atMs, data } of ofType(facts, "session.started")) note(data.rooms ?? [], localDateOfMs(atMs), { atMs, factId: id });
  return found;
});

/** 逢考必录. */
export const notEntered: Check = {
  id: "EXM-09",
  scope: "org",
  zh: "未录入考试",
  en: "Examination that was not entered",
  sentence: {
    zh: "{whatZh}，没有对应的考试记录（未录入考试）。",
    en: "{whatEn}, and no session was entered for it.",
  },
  guard: {
    zh: "登记为测试的直播不算；当日该考场有任何考试记录即可；补录后消除；合法免考途径和补打的证书不算。",
    en: "A stream registered as a test is none; any session entered for the room on that day is enough; a late entry clears it; lawful routes and re-prints are left out.",
  },
  run(context) {
    return [...strayStreams(context), ...strayCertificates(context)];
  },
};

function strayStreams({ facts }: RuleContext): CheckFiring[] {
  const ups = ofType(facts, "stream.up").filter(({ data }) => !isTestCamera(facts, data));
  const days = Map.groupBy(ups, ({ atMs, data }) => `${data.cameraId} ${data.roomId} ${localDateOfMs(atMs)}`);
  return [...days.values()].flatMap(([up]): CheckFiring[] => {
    if (up === undefined) return [];
    const { cameraId, roomId, sessionId } = up.data;
    const day = localDateOfMs(up.atMs);
    const record = recordsOf(facts).get(`${roomId} ${day}`);
    if ((sessionId !== undefined && sessionsOf(facts).has(sessionId)) || (record !== undefined && record.atMs <= up.atMs)) return [];
    const values = { cameraId, roomId, day, whatZh: `考场 ${roomId} 的镜头 ${cameraId} 于 ${localTimeOf(up.atMs)} 直播`, whatEn: `Camera ${cameraId} streamed from room ${roomId} at ${localTimeOf(up.atMs)}` };
    return [{ subject: { kind: "camera", id: cameraId }, part: `${roomId}/${day}`, sinceMs: up.atMs, clearedMs: record?.atMs ?? null, factIds: [up.id, ...(record === undefined ? [] : [record.factId])], values }];
  });
}

function strayCertificates({ facts }: RuleContext): CheckFiring[] {
  return ofType(facts, "cert.issued").flatMap((fact): CheckFiring[] => {
    const { number, sessionIds, evidenceRoute, reprint } = fact.data;
    if (reprint === true || evidenceRoute !== undefined) return [];
    const unknown = sessionIds.filter((sessionId) => !sessionsOf(facts).has(sessionId));
    if (sessionIds.length > 0 && unknown.length === 0) return [];
    const named = unknown.length === 0 ? "—" : unknown.join("、");
    return [{ subject: { kind: "certificate", id: number }, sinceMs: fact.atMs, factIds: [fact.id], values: { number, sessions: named, whatZh: `证书 ${number} 已发放（场次：${named}）`, whatEn: `Certificate ${number} was issued (sessions: ${named})` } }];
  });
}

const Pictures = z.object({ minSeconds: z.number(), staticParts: z.array(z.enum(PARTS)), staticMinSeconds: z.number() });

const PICTURE_WORDS = {
  frozen: { zh: "静止", en: "frozen" },
  looped: { zh: "循环播放", en: "looped" },
  black: { zh: "黑屏", en: "black" },
  "wrong-clock": { zh: "时钟错误", en: "of a wrong clock" },
} as const;

export const doubtfulPicture: Check = {
  id: "EXM-10",
  scope: "org",
  zh: "画面疑似异常（推断）",
  en: "Doubtful picture (inferred)",
  sentence: {
    zh: "考场 {roomId} 镜头 {cameraId} 于 {at} 画面{pictureZh} {seconds} 秒。",
    en: "Camera {cameraId} in room {roomId}: the picture was {pictureEn} for {seconds} seconds at {at}.",
  },
  guard: {
    zh: "仅为存疑，由人核查；理论考场画面本来静止，超过较长时间才提示；瞬间的静止不提示。",
    en: "A suspicion for a person; theory rooms are still by nature, so only a long freeze counts there, and a moment's freeze nowhere.",
  },
  run(context, row) {
    const { minSeconds, staticParts, staticMinSeconds } = paramsOf(row, Pictures);
    return ofType(context.facts, "stream.frozen").flatMap((fact) => {
      const { roomId, cameraId, what, seconds } = fact.data;
      const part = partOf(context.facts, fact);
      const still = part !== null && staticParts.includes(part);
      if (what === "frozen" && seconds < (still ? staticMinSeconds : minSeconds)) return [];
      const { zh: pictureZh, en: pictureEn } = PICTURE_WORDS[what];
      return { subject: { kind: "camera", id: cameraId }, part: fact.id, sinceMs: fact.atMs, factIds: [fact.id], values: { roomId, cameraId, what, pictureZh, pictureEn, seconds, part, at: localTimeOf(fact.atMs) } };
    });
  },
};

function partOf(facts: readonly Fact[], { atMs, data }: FactOf<"stream.frozen">): (typeof PARTS)[number] | null {
  if (data.part !== undefined) return data.part;
  const here = realSessionsOf(facts).find(({ rooms, startsMs, endsMs }) => rooms.includes(data.roomId) && startsMs !== null && endsMs !== null && startsMs <= atMs && atMs < endsMs);
  return here === undefined ? null : (arrangementOf(here)?.part ?? null);
}
