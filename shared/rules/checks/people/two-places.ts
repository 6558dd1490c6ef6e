import { z } from "zod";
import { idOf } from "../../../events/dossier-key.ts";
import type { Fact } from "../../../events/fact.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check, CheckFiring } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ skewSeconds: z.number(), assumedMinutes: z.number() });

/** A stay in a room: to the departure that was recorded, else for as long as is safe to assume. */
interface Presence {
  orgId: string;
  sessionId: string;
  place: string;
  fromMs: number;
  toMs: number;
  recordedEnd: boolean;
  factIds: readonly string[];
}

/** Inferred; across evaluators, so in the person's own dossier. */
export const twoPlaces: Check = {
  id: "PER-12",
  scope: "person",
  zh: "同一人同时在两处考场",
  en: "One person in two rooms at once",
  sentence: {
    zh: "{personId} 同时在 {first} 与 {second}（{from} 起重叠 {minutes} 分钟）。",
    en: "{personId} is in {first} and in {second} at once ({minutes} minutes from {from} on).",
  },
  guard: {
    zh: "两地时钟误差以内的重叠不计；同一场次换座不提示；没有离场记录的只按签到后很短的时间推定。",
    en: "An overlap within the difference of two sites' clocks is passed over, as is a change of seat in one session; without a departure only a short stay is assumed.",
  },
  run({ facts, dossier }, row) {
    const { skewSeconds, assumedMinutes } = paramsOf(row, Params);
    const stays = presences(facts, assumedMinutes * 60_000);
    return stays.flatMap((first, index) => stays.slice(index + 1).flatMap((second) => overlap(idOf(dossier), first, second, skewSeconds * 1000)));
  },
};

function overlap(personId: string, first: Presence, second: Presence, skewMs: number): CheckFiring[] {
  const sinceMs = Math.max(first.fromMs, second.fromMs);
  const lengthMs = Math.min(first.toMs, second.toMs) - sinceMs;
  const moved = first.sessionId === second.sessionId && !(first.recordedEnd && second.recordedEnd);
  if (first.place === second.place || moved || lengthMs <= skewMs) return [];
  return [{
    subject: { kind: "person", id: personId },
    part: `${first.place}+${second.place}`,
    sinceMs,
    factIds: [...first.factIds, ...second.factIds],
    values: { personId, first: first.place, second: second.place, evaluators: [...new Set([first.orgId, second.orgId])].join("、"), from: localTimeOf(sinceMs), minutes: Math.round(lengthMs / 60_000) },
  }];
}

/** In the order of arrival; signing in again at the same place is the same stay. */
function presences(facts: readonly Fact[], assumedMs: number): Presence[] {
  const departures = ofType(facts, "candidate.left");
  const stays: Presence[] = [];
  for (const { id, atMs, data } of ofType(facts, "candidate.checked_in")) {
    const { orgId, sessionId } = data;
    const place = [data.siteId ?? orgId, data.roomId, sessionId].join("/");
    if (stays.some((stay) => stay.place === place && atMs <= stay.toMs)) continue;
    const left = departures.find((fact) => fact.data.sessionId === sessionId && fact.atMs >= atMs && (fact.data.roomId === undefined || fact.data.roomId === data.roomId));
    stays.push({ orgId, sessionId, place, fromMs: atMs, toMs: left?.atMs ?? atMs + assumedMs, recordedEnd: left !== undefined, factIds: left === undefined ? [id] : [id, left.id] });
  }
  return stays;
}
