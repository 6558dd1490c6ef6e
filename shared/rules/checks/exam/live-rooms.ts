import { z } from "zod";
import { overMs, realSessionsOf } from "../../history/session-arrangement.ts";
import { heldSinceMs } from "../../history/session-statements.ts";
import type { Session } from "../../history/sessions.ts";
import { coverageOf, isOutage, minutes, spansInRoom, type RoomCoverage } from "../../history/room-streams.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

const MINUTE_MS = 60_000;

export const roomNotLive: Check = {
  id: "EXM-05",
  scope: "org",
  zh: "开考时考场没有直播",
  en: "Room without a live stream at the start",
  sentence: {
    zh: "场次 {sessionId} 于 {at} 开始时考场 {roomId} 没有直播，迟到 {lateMinutes} 分钟（直播考场 {liveRooms}/{rooms}，原因：{causeZh}）。",
    en: "Room {roomId} was not live when session {sessionId} began at {at}, {lateMinutes} minutes late (rooms live: {liveRooms} of {rooms}; cause: {causeEn}).",
  },
  guard: {
    zh: "平台自身中断期间标为“平台”，不作违规；批次取消的不提示；测试镜头不算直播。",
    en: "While the platform itself was out it is marked “platform”, no breach; called-off sessions raise nothing; a test camera is no live stream.",
  },
  run(context, row) {
    return realSessionsOf(context.facts).flatMap((session) => {
      const startMs = heldSinceMs(context, session);
      if (startMs === null) return [];
      const endMs = Math.max(overMs(session) ?? startMs, startMs + 1);
      const rooms = session.rooms.map((roomId) => ({ roomId, spans: spansInRoom(context.facts, roomId, startMs, endMs) }));
      const isLive = ({ spans }: (typeof rooms)[number]) => spans.some(({ fromMs }) => fromMs <= startMs);
      const liveRooms = rooms.filter(({ spans }) => spans.length > 0).length;
      const byPlatform = isOutage(context.facts, startMs);
      return rooms.filter((room) => !isLive(room)).map(({ roomId, spans }): CheckFiring => {
        const first = spans[0];
        const cause = byPlatform ? { causeZh: "平台", causeEn: "platform" } : { causeZh: "考场", causeEn: "room" };
        return {
          subject: { kind: "room", id: roomId },
          part: session.sessionId,
          sinceMs: startMs,
          clearedMs: first?.fromMs ?? null,
          severity: byPlatform ? "info" : row.severity,
          factIds: [...session.factIds, ...(first?.factIds.slice(0, 1) ?? [])],
          values: { sessionId: session.sessionId, roomId, at: localTimeOf(startMs), lateMinutes: first === undefined ? null : (first.fromMs - startMs) / MINUTE_MS, liveRooms, rooms: rooms.length, ...cause },
        };
      });
    });
  },
};

const Recording = z.object({ limitSetting: z.string(), settleMinutes: z.number() });

export const recordingGap: Check = {
  id: "EXM-06",
  scope: "org",
  zh: "录像中断",
  en: "Gap in the recording",
  sentence: {
    zh: "场次 {sessionId} 考场 {roomId} 应录 {expectedMinutes} 分钟，已录 {recordedMinutes} 分钟：开考迟录 {lateStartMinutes} 分钟，中断 {gapMinutes} 分钟，最长 {longestSeconds} 秒（全场 {sessionPercent} %）。",
    en: "Session {sessionId}, room {roomId}: {recordedMinutes} of {expectedMinutes} minutes recorded; {lateStartMinutes} minutes late at the start, {gapMinutes} minutes of gaps, the longest {longestSeconds} seconds (whole session: {sessionPercent} %).",
  },
  guard: {
    zh: "只看计划时段之内；短于限值（设置，默认 60 秒）的为黄色；平台自身中断的时间不算考场的中断。",
    en: "Inside the appointed time only; shorter than the limit (a setting, 60 s) is amber; what was lost while the platform was out is not the room's gap.",
  },
  run(context, row) {
    const { limitSetting, settleMinutes } = paramsOf(row, Recording);
    const limitMs = Number(context.setting(limitSetting)) * 1000;
    return realSessionsOf(context.facts).flatMap((session) => {
      if (heldSinceMs(context, session) === null) return [];
      const rooms = session.rooms.flatMap((roomId) => coverageOf(context.facts, session, roomId) ?? []);
      return rooms.flatMap((room) => gapFiring(context, { session, room, rooms, limitMs, settleMs: settleMinutes * MINUTE_MS, severity: row.severity }));
    });
  },
};

interface Judged {
  session: Session;
  room: RoomCoverage;
  rooms: readonly RoomCoverage[];
  limitMs: number;
  settleMs: number;
  severity: CheckFiring["severity"] & string;
}

function gapFiring(context: RuleContext, { session, room, rooms, limitMs, settleMs, severity }: Judged): CheckFiring[] {
  const { windowUs, gaps, roomId } = room;
  // What reaches the end of the window may still be recorded: it counts once it is as long as the limit.
  const known = gaps.filter(({ startUs, endUs }) => endUs < windowUs.endUs || context.reached(Math.min(startUs / 1000 + limitMs, endUs / 1000) + (room.bySegments ? settleMs : 0)));
  const [first] = known;
  if (first === undefined) return [];
  const long = known.find(({ startUs, endUs }) => endUs - startUs >= limitMs * 1000);
  const over = context.reached(windowUs.endUs / 1000);
  const late = first.startUs === windowUs.startUs && room.recordedMinutes > 0 ? [first] : [];
  const sum = (read: (each: RoomCoverage) => number) => Math.round(rooms.reduce((all, each) => all + read(each), 0) * 10) / 10;
  const [recorded, expected] = [sum(({ recordedMinutes }) => recordedMinutes), sum(({ expectedMinutes }) => expectedMinutes)];
  return [{
    subject: { kind: "room", id: roomId },
    part: session.sessionId,
    sinceMs: (long ?? first).startUs / 1000,
    severity: long === undefined ? "amber" : severity,
    factIds: [...session.factIds, ...room.factIds],
    values: {
      sessionId: session.sessionId,
      roomId,
      expectedMinutes: room.expectedMinutes,
      recordedMinutes: over ? room.recordedMinutes : null,
      lateStartMinutes: minutes(late),
      gapMinutes: over ? minutes(known.filter((gap) => !late.includes(gap))) : null,
      longestSeconds: over ? Math.max(...known.map(({ startUs, endUs }) => (endUs - startUs) / 1_000_000)) : null,
      platformMinutes: room.platformMinutes,
      sessionRecordedMinutes: over ? recorded : null,
      sessionExpectedMinutes: expected,
      sessionPercent: over && expected > 0 ? Math.round((recorded / expected) * 1000) / 10 : null,
    },
  }];
}
