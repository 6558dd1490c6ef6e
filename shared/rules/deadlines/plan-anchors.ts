import { localDateOfMs, startOfDayMs } from "../../calendar/local-date.ts";
import { approvalAt, batchesOf, type Batch } from "../history/batches.ts";
import { profileOn } from "../history/evaluator-profile.ts";
import { ofType } from "../history/facts-by-type.ts";
import { filedAtMs, type AmendmentRule } from "../history/plan-filing.ts";
import { sessionsOf, type Session } from "../history/sessions.ts";
import type { Anchor, Occasion, RuleContext } from "../rule-context.ts";

/** 提前 N 个工作日报计划: from the batch's earliest session (A4) back, met when the plan that stands was filed. */
export const planFiled: Anchor = {
  scope: "org",
  nature: "deadline",
  find(context) {
    const rule = amendmentRule(context);
    return [...batchesOf(context.facts).values()]
      .filter(({ startDate }) => startDate !== null)
      .map((batch) => ({ ...batchOccasion(batch), date: batch.startDate, metAtMs: filedAtMs(batch, rule) }));
  },
};

function amendmentRule({ setting }: RuleContext): AmendmentRule {
  return {
    earlierStart: setting("amend.earlierStart") === true,
    occupation: setting("amend.occupation") === true,
    level: setting("amend.level") === true,
    site: setting("amend.site") === true,
  };
}

function batchOccasion(batch: Batch): Pick<Occasion, "subject" | "voidedAtMs" | "factIds"> {
  return { subject: { kind: "batch", id: batch.batchId }, voidedAtMs: batch.cancelledMs, factIds: batch.factIds };
}

/** 开考申请, without a number of days. */
export const examApplication: Anchor = {
  scope: "org",
  nature: "record",
  find: ({ facts }) =>
    [...batchesOf(facts).values()]
      .filter(({ startDate }) => startDate !== null)
      .map((batch) => ({ ...batchOccasion(batch), date: batch.startDate, metAtMs: batch.appliedMs })),
};

/** 经批准后方可实施: the approval must stand before each session starts; one that comes later is kept, and is late. */
export const planApproved: Anchor = {
  scope: "org",
  nature: "gate",
  find(context) {
    if (context.setting("gate.approval") !== true) return [];
    const batches = batchesOf(context.facts);
    return gates(context).map(({ session, gateMs }) => {
      const batch = session.batchId === null ? undefined : batches.get(session.batchId);
      const late = batch?.answers.find(({ kind, atMs }) => kind === "approved" && gateMs !== null && atMs >= gateMs);
      const approval = batch === undefined ? undefined : (approvalAt(batch, gateMs ?? Number.POSITIVE_INFINITY) ?? late);
      const factIds = approval === undefined ? session.factIds : [...session.factIds, approval.factId];
      return { ...gateOccasion(context, session, gateMs), metAtMs: approval?.atMs ?? null, factIds };
    });
  },
};

/** The bureau's technical assessment of the place, for bodies filed with the province and branches of a sector only. */
export const siteAssessed: Anchor = {
  scope: "org",
  nature: "gate",
  find(context) {
    const assessed = ofType(context.facts, "site.assessed");
    return gates(context).flatMap(({ session, gateMs }) => {
      const profile = profileOn(context.facts, localDateOfMs(gateMs ?? context.asOfMs));
      if (profile?.needsSiteAssessment !== true || session.siteId === null) return [];
      const passed = assessed.filter(({ data }) => data.siteId === session.siteId).toSorted((a, b) => (a.data.passedOn < b.data.passedOn ? -1 : 1))[0];
      const factIds = passed === undefined ? session.factIds : [...session.factIds, passed.id];
      return [{ ...gateOccasion(context, session, gateMs), metAtMs: passed === undefined ? null : startOfDayMs(passed.data.passedOn), factIds }];
    });
  },
};

interface Gate {
  session: Session;
  /** The start, or the planned one while it is to come; null: planned, and did not take place then. */
  gateMs: number | null;
}

function gates(context: RuleContext): Gate[] {
  const sessions = [...sessionsOf(context.facts).values()].filter(({ test, startedMs, startsMs }) => !test && (startedMs !== null || startsMs !== null));
  return sessions.map((session) => {
    const { startedMs, startsMs } = session;
    if (startedMs !== null) return { session, gateMs: startedMs };
    return { session, gateMs: startsMs === null || context.reached(startsMs) ? null : startsMs };
  });
}

function gateOccasion(context: RuleContext, session: Session, gateMs: number | null): Pick<Occasion, "subject" | "date" | "gateMs" | "voidedAtMs"> {
  const cancelledMs = session.batchId === null ? null : (batchesOf(context.facts).get(session.batchId)?.cancelledMs ?? null);
  return {
    subject: { kind: "session", id: session.sessionId },
    date: gateMs === null ? null : localDateOfMs(gateMs),
    gateMs,
    voidedAtMs: session.startedMs === null ? cancelledMs : null,
  };
}
