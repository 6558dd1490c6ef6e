import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { Subject } from "../decision.ts";
import { evaluationEnds } from "../history/evaluation-end.ts";
import { ofType, viewOf } from "../history/facts-by-type.ts";
import { resultsOf, type BatchResults } from "../history/results.ts";
import { sessionsOf } from "../history/sessions.ts";
import type { Anchor, RuleContext } from "../rule-context.ts";
import { dueDateOf } from "./due-date.ts";

const batch = (id: string): Subject => ({ kind: "batch", id });

/** 及时公示: from the end of the evaluation, without a number. */
export const resultsPosted: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) =>
    evaluationEnds(context).flatMap(({ subject, batchId, atMs, factIds }) => {
      if (batchId === null) return [];
      const posted = resultsOf(context.facts).get(batchId)?.postings[0] ?? null;
      return [{ subject, date: localDateOfMs(atMs), metAtMs: posted?.atMs ?? null, factIds: posted === null ? factIds : [...factIds, posted.factId] }];
    }),
};

/** 公示不少于 N 个工作日: a shortest duration; whether it was kept is SCO-04's. */
export const resultsPublicity: Anchor = {
  scope: "org",
  nature: "minimum-duration",
  find: (context) =>
    [...resultsOf(context.facts).values()].flatMap((results) => {
      const posted = publicityOf(context, results)?.posted;
      if (posted === undefined) return [];
      const { batchId, closed } = results;
      return [{ subject: batch(batchId), date: localDateOfMs(posted.atMs), metAtMs: closed?.atMs ?? null, factIds: [posted, closed].flatMap((each) => each?.factId ?? []) }];
    }),
};

/** 公示无异议后: from the end of the publicity, or from the day on which its last objection was resolved (A7). */
export const resultsReported: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) =>
    [...resultsOf(context.facts).values()].flatMap((results) => {
      const { batchId, reported, objections } = results;
      const posted = publicityOf(context, results)?.posted;
      if (posted === undefined) return [];
      const said = objections.flatMap(({ raised, resolved }) => [raised, resolved]);
      return [{
        subject: batch(batchId),
        date: withoutObjectionFrom(context, results),
        metAtMs: reported?.atMs ?? null,
        factIds: [posted, results.closed, ...said, reported].flatMap((each) => each?.factId ?? []),
      }];
    }),
};

interface Publicity {
  posted: BatchResults["postings"][number];
  /** Its shortest length's last day. */
  lastDay: LocalDate;
}

/** The publicity that counts: posted again while it runs, it starts anew; posted again after its last day, it does not, or posting would put off the filing. */
export function publicityOf(context: RuleContext, { postings }: BatchResults): Publicity | null {
  const row = context.rulebook.deadlines.find(({ anchor }) => anchor === "results-publicity");
  if (row === undefined) return null;
  let publicity: Publicity | null = null;
  for (const posted of postings) {
    const date = localDateOfMs(posted.atMs);
    if (publicity !== null && date > publicity.lastDay) break;
    const { dueDate } = dueDateOf(context, row, { subject: { kind: "batch", id: "" }, date, metAtMs: null, factIds: [] });
    publicity = { posted, lastDay: dueDate ?? date };
  }
  return publicity;
}

/** The last day of a batch's publicity: a longer one counts, a shorter one does not. */
function publicityEnd(context: RuleContext, results: BatchResults): LocalDate | null {
  const lastDay = publicityOf(context, results)?.lastDay ?? null;
  const closedOn = results.closed === null ? null : localDateOfMs(results.closed.atMs);
  return closedOn !== null && lastDay !== null && closedOn > lastDay ? closedOn : lastDay;
}

/** null while an objection that was raised within the publicity is open. */
function withoutObjectionFrom(context: RuleContext, results: BatchResults): LocalDate | null {
  const end = publicityEnd(context, results);
  if (end === null) return null;
  const within = results.objections.filter(({ raised }) => raised !== null && localDateOfMs(raised.atMs) <= end);
  if (within.some(({ resolved }) => resolved === null)) return null;
  return [end, ...within.flatMap(({ resolved }) => (resolved === null ? [] : [localDateOfMs(resolved.atMs)]))].toSorted().at(-1) ?? end;
}

const PLATFORMS = 2;

const sentThings = viewOf((facts) => Map.groupBy(ofType(facts, "outbound.sent").filter(({ data }) => data.state !== "withdrawn"), ({ data }) => data.thing));

/** 逢考必录 on two platforms; the limit is in texts that are not here (LN-052). */
export const resultsUploaded: Anchor = {
  scope: "org",
  nature: "deadline",
  find: ({ facts }) =>
    [...sessionsOf(facts).values()].flatMap(({ sessionId, batchId, test, endedMs, factIds }) => {
      if (test || endedMs === null) return [];
      const sent = [sessionId, batchId ?? ""].flatMap((thing) => sentThings(facts).get(thing) ?? []).toSorted((a, b) => a.atMs - b.atMs);
      const systems = new Set<string>();
      const complete = sent.find(({ data }) => systems.add(data.system).size === PLATFORMS);
      return [{ subject: { kind: "session", id: sessionId }, date: localDateOfMs(endedMs), metAtMs: complete?.atMs ?? null, factIds: [...factIds.slice(-1), ...sent.map(({ id }) => id)] }];
    }),
};
