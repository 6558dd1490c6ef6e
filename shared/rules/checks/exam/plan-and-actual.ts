import { z } from "zod";
import { instantMs } from "../../../calendar/local-date.ts";
import type { Fact } from "../../../events/fact.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { batchesOf, type PlannedSession, type PlanVersion } from "../../history/batches.ts";
import { ofSession } from "../../history/facts-by-session.ts";
import { realSessionsOf } from "../../history/session-arrangement.ts";
import type { Session } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth } from "../two-languages.ts";

const ASPECTS = {
  site: { zh: "场所", en: "site" },
  occupation: { zh: "职业等级", en: "occupation and level" },
  rooms: { zh: "考场", en: "rooms" },
  time: { zh: "开始时间", en: "starting time" },
  examiners: { zh: "考评人员", en: "examiners" },
  candidates: { zh: "考生人数", en: "number of candidates" },
} as const;
type Aspect = keyof typeof ASPECTS;
const ASPECT_NAMES = Object.keys(ASPECTS) as [Aspect, ...Aspect[]];

const Params = z.object({ severities: z.record(z.enum(ASPECT_NAMES), z.enum(FINDING_SEVERITIES)), toleranceMinutes: z.number() });

/** What one fact says about how a session was really held, and how a plan should have put it. */
interface Observation {
  aspect: Aspect;
  atMs: number;
  factId: string;
  actual: string;
  /** How the plan has it; null: it says nothing, so nothing differs. */
  planned(plan: PlannedSession, version: PlanVersion): string | null;
  agrees(plan: PlannedSession, version: PlanVersion): boolean;
}

export const notAsPlanned: Check = {
  id: "EXM-04",
  scope: "org",
  zh: "实施与计划不符",
  en: "Held otherwise than planned",
  sentence: {
    zh: "场次 {sessionId} 的{aspectZh}为 {actual}，计划为 {planned}。",
    en: "Session {sessionId}: the {aspectEn} was {actual}, the plan says {planned}.",
  },
  guard: {
    zh: "已记录的计划变更即消除；缺考使人数减少不算；开始时间相差不大不算；计划没写的不比。",
    en: "A logged amendment clears it; absent candidates are no difference, nor is a start within the tolerance; what the plan does not say is not compared.",
  },
  run(context, row) {
    const { severities, toleranceMinutes } = paramsOf(row, Params);
    return realSessionsOf(context.facts).flatMap((session) =>
      observationsOf(context.facts, session, toleranceMinutes * 60_000).flatMap((seen) => differs(context, session, seen).map((firing) => ({ ...firing, severity: severities[seen.aspect] ?? row.severity }))),
    );
  },
};

function differs({ facts }: RuleContext, session: Session, seen: Observation): CheckFiring[] {
  const versions = batchesOf(facts).get(session.batchId ?? "")?.versions ?? [];
  const filed = versions.flatMap((version) => {
    const plan = version.plan.sessions.find(({ sessionId }) => sessionId === session.sessionId);
    return plan === undefined ? [] : [{ version, plan }];
  });
  const then = filed.findLast(({ version }) => version.atMs <= seen.atMs);
  const planned = then === undefined ? null : seen.planned(then.plan, then.version);
  if (then === undefined || planned === null || seen.agrees(then.plan, then.version)) return [];
  const amended = filed.find(({ version, plan }) => version.atMs > seen.atMs && seen.agrees(plan, version));
  const { sessionId } = session;
  return [{
    subject: { kind: "session", id: sessionId },
    part: seen.aspect,
    sinceMs: seen.atMs,
    clearedMs: amended?.version.atMs ?? null,
    factIds: [then.version.factId, seen.factId, ...(amended === undefined ? [] : [amended.version.factId])],
    values: { sessionId, aspect: seen.aspect, ...inBoth("aspect", ASPECTS[seen.aspect]), actual: seen.actual, planned },
  }];
}

function observationsOf(facts: readonly Fact[], session: Session, toleranceMs: number): Observation[] {
  const { sessionId } = session;
  const seen = [
    ...ofSession(facts, "session.started", sessionId).slice(0, 1).flatMap((fact) => fromStart(fact, toleranceMs)),
    ...ofSession(facts, "session.ended", sessionId).slice(-1).flatMap(fromEnd),
    ...ofSession(facts, "session.scheduled", sessionId).slice(-1).map((fact) => ofOccupation(fact.id, fact.atMs, fact.data)),
    ...ofSession(facts, "candidate.attempted", sessionId).slice(0, 1).map((fact) => ofOccupation(fact.id, fact.atMs, fact.data)),
  ];
  return seen.filter((one, index) => seen.findIndex(({ aspect, actual }) => aspect === one.aspect && actual === one.actual) === index);
}

function fromStart({ id, atMs, data }: Extract<Fact, { type: "session.started" }>, toleranceMs: number): Observation[] {
  const { siteId, rooms } = data;
  const common = { atMs, factId: id };
  const site: Observation[] = siteId === undefined ? [] : [{ ...common, aspect: "site", actual: siteId, planned: (plan) => plan.siteId ?? null, agrees: (plan) => plan.siteId === siteId }];
  const room: Observation[] = rooms === undefined ? [] : [{ ...common, aspect: "rooms", actual: list(rooms), planned: (plan) => list(plan.rooms), agrees: (plan) => list(plan.rooms) === list(rooms) }];
  const late = (plan: PlannedSession) => Math.abs(atMs - instantMs(plan.startsAt));
  return [...site, ...room, { ...common, aspect: "time", actual: localTimeOf(atMs), planned: (plan) => localTimeOf(instantMs(plan.startsAt)), agrees: (plan) => late(plan) <= toleranceMs }];
}

function fromEnd({ id, atMs, data }: Extract<Fact, { type: "session.ended" }>): Observation[] {
  const { examiners, candidatesPresent } = data;
  const common = { atMs, factId: id };
  const examined: Observation[] = examiners === undefined ? [] : [{ ...common, aspect: "examiners", actual: list(examiners), planned: (_, { plan }) => (plan.examiners === undefined ? null : list(plan.examiners)), agrees: (_, { plan }) => examiners.every((each) => plan.examiners?.includes(each) === true) }];
  const candidates = (session: PlannedSession, { plan }: PlanVersion) => session.candidates ?? (plan.sessions.length === 1 ? (plan.candidateIds?.length ?? plan.candidateCount) : undefined);
  const present: Observation[] = candidatesPresent === undefined ? [] : [{ ...common, aspect: "candidates", actual: String(candidatesPresent), planned: (plan, version) => candidates(plan, version)?.toString() ?? null, agrees: (plan, version) => candidatesPresent <= (candidates(plan, version) ?? 0) }];
  return [...examined, ...present];
}

function ofOccupation(factId: string, atMs: number, { occupation, level }: Pick<PlannedSession, "occupation" | "level">): Observation {
  return { aspect: "occupation", atMs, factId, actual: `${occupation}/${level}`, planned: (plan) => `${plan.occupation}/${plan.level}`, agrees: (plan) => plan.occupation === occupation && plan.level === level };
}

function list(names: readonly string[]): string {
  return names.toSorted().join("、");
}
