import { z } from "zod";
import type { Fact } from "../../../events/fact.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { ofSession } from "../../history/facts-by-session.ts";
import { ofTypes } from "../../history/facts-by-type.ts";
import { overMs, realSessionsOf } from "../../history/session-arrangement.ts";
import type { Session } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

const Faces = z.object({ faceThreshold: z.number() });

interface Doubt {
  what: { whatZh: string; whatEn: string } | null;
  score: number | null;
  threshold: number | null;
}

export const standIn: Check = {
  id: "PER-10",
  scope: "org",
  zh: "疑似替考",
  en: "Perhaps a stand-in",
  sentence: {
    zh: "场次 {sessionId} 考生 {personId}：{whatZh}（分值 {score}，阈值 {threshold}）。",
    en: "Session {sessionId}, candidate {personId}: {whatEn} (score {score}, threshold {threshold}).",
  },
  guard: {
    zh: "仅为存疑，必须由人核查，系统从不自动认定；重新核验一致即消除；低于阈值的检测不提示。",
    en: "A suspicion that a person judges, never automatic; a later check that matches clears it; a detection below its threshold raises nothing.",
  },
  run(context, row) {
    const { faceThreshold } = paramsOf(row, Faces);
    const looks = ofTypes(context.facts, ["candidate.checked_in", "candidate.swap_suspected"]);
    const groups = Map.groupBy(looks, ({ data }) => `${data.sessionId} ${data.personId}`);
    return [...groups.values()].flatMap((facts) => {
      const [first] = facts;
      const steps = facts.flatMap((fact): Step<Doubt>[] => stepOf(fact, faceThreshold));
      const episode = lastEpisode(steps, ({ what }) => what !== null);
      if (first === undefined || episode === null) return [];
      const { sessionId, personId } = first.data;
      const { what, score, threshold } = episode.state;
      return { subject: { kind: "person", id: personId }, part: sessionId, sinceMs: episode.sinceMs, clearedMs: episode.clearedMs, factIds: episode.factIds, values: { sessionId, personId, ...what, score, threshold } };
    });
  },
};

/** What one look says; nothing if it compared nothing. */
function stepOf(fact: Extract<Fact, { type: "candidate.checked_in" | "candidate.swap_suspected" }>, faceThreshold: number): Step<Doubt>[] {
  const step = (what: Doubt["what"], score: number | null, threshold: number | null): Step<Doubt>[] => [{ atMs: fact.atMs, factId: fact.id, state: { what, score, threshold } }];
  if (fact.type === "candidate.swap_suspected") {
    const { score, threshold, observation } = fact.data;
    return score < threshold ? [] : step({ whatZh: `考试中疑似换人（${observation}）`, whatEn: `perhaps another person during the exam (${observation})` }, score, threshold);
  }
  const { idMatch, faceScore = null, faceThreshold: threshold = faceThreshold } = fact.data;
  if (idMatch === false) return step({ whatZh: "证件不符", whatEn: "the id does not match" }, faceScore, threshold);
  if (faceScore !== null && faceScore < threshold) return step({ whatZh: "人脸比对不符", whatEn: "the face does not match" }, faceScore, threshold);
  return idMatch === undefined && faceScore === null ? [] : step(null, faceScore, threshold);
}

const Seats = z.object({ breakMinutes: z.number() });

interface HeadCount {
  heads: number;
  expected: number;
}

export const emptySeats: Check = {
  id: "PER-11",
  scope: "org",
  zh: "疑似空座",
  en: "Perhaps empty seats",
  sentence: {
    zh: "场次 {sessionId} 考场 {roomId} 自 {at} 起在场 {heads} 人，应在场 {expected} 人。",
    en: "Session {sessionId}, room {roomId}: {heads} heads since {at}, {expected} should be there.",
  },
  guard: {
    zh: "仅为存疑，由人核查；提前交卷、离场的不计；短时离座（如厕）不提示；把握不足的计数不用。",
    en: "A suspicion for a person; who handed in or left is not expected; absences shorter than a break are passed over; counts of low confidence are not used.",
  },
  run(context, row) {
    const { breakMinutes } = paramsOf(row, Seats);
    return realSessionsOf(context.facts).flatMap((session) => {
      const counts = ofSession(context.facts, "room.headcount", session.sessionId);
      return [...Map.groupBy(counts, ({ data }) => data.roomId).keys()].flatMap((roomId) => emptyIn(context, { session, roomId, breakMs: breakMinutes * 60_000 }));
    });
  },
};

interface Room {
  session: Session;
  roomId: string;
  breakMs: number;
}

function emptyIn(context: RuleContext, room: Room): CheckFiring[] {
  const { session, roomId, breakMs } = room;
  const endMs = overMs(session) ?? Number.POSITIVE_INFINITY;
  const steps = headCounts(context.facts, room, endMs);
  // The last stretch that was longer than a break; shorter ones before or after it are people at the door.
  const stretches = steps.flatMap((step, index) => (isShort(step) && !isShort(steps[index - 1]) ? [{ from: step, until: steps.slice(index).find((later) => !isShort(later)) }] : []));
  const long = stretches.findLast(({ from, until }) => Math.min(until?.atMs ?? Number.POSITIVE_INFINITY, endMs) - from.atMs >= breakMs && context.reached(from.atMs + breakMs));
  if (long === undefined) return [];
  const { from, until } = long;
  const values = { sessionId: session.sessionId, roomId, at: localTimeOf(from.atMs), ...from.state, missing: from.state.expected - from.state.heads };
  return [{ subject: { kind: "room", id: roomId }, part: session.sessionId, sinceMs: from.atMs, clearedMs: until?.atMs ?? null, factIds: [from.factId, ...(until === undefined ? [] : [until.factId])], values }];
}

function isShort(step: Step<HeadCount> | undefined): boolean {
  return step !== undefined && step.state.heads < step.state.expected;
}

function headCounts(facts: readonly Fact[], { session, roomId, breakMs }: Room, endMs: number): Step<HeadCount>[] {
  const fromMs = session.startedMs ?? session.startsMs ?? 0;
  const arrivals = ofSession(facts, "candidate.checked_in", session.sessionId).filter(({ data }) => data.roomId === roomId);
  const departures = ofSession(facts, "candidate.left", session.sessionId);
  return ofSession(facts, "room.headcount", session.sessionId).flatMap(({ id, atMs, data }): Step<HeadCount>[] => {
    const { heads, score, threshold } = data;
    if (data.roomId !== roomId || atMs < fromMs || atMs > endMs || (score !== undefined && threshold !== undefined && score < threshold)) return [];
    const here = new Set<string>();
    for (const arrival of arrivals) if (arrival.atMs <= atMs) here.add(arrival.data.personId);
    for (const { atMs: leftMs, data: left } of departures) {
      const back = arrivals.some((arrival) => arrival.data.personId === left.personId && arrival.atMs > leftMs && arrival.atMs <= atMs);
      const away = leftMs <= atMs && !back && (left.reason !== "break" || atMs < leftMs + breakMs);
      if (away) here.delete(left.personId);
    }
    return [{ atMs, factId: id, state: { heads, expected: here.size } }];
  });
}
