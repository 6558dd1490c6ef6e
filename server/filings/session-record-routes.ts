import type { FastifyReply } from "fastify";
import { z } from "zod";
import { inOrder, type Fact } from "../../shared/events/fact.ts";
import { EXPORT_LIMIT } from "../../shared/protocol/filings/obligations.ts";
import { SessionPage, SessionQuery, SessionRecord, type SessionRow } from "../../shared/protocol/filings/session-records.ts";
import { liveMinutesOf } from "../../shared/records/room-minutes.ts";
import { presentNow, sessionFactsOf, type SessionFacts } from "../../shared/records/session-facts.ts";
import { batchKey, sessionKey } from "../../shared/records/page-keys.ts";
import { ofTypes } from "../../shared/rules/history/facts-by-type.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { localMoment, sendTable, type TableColumn } from "./export/send-table.ts";
import { asFact, factsUnder, factView } from "./fact-queries.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { listFindings } from "./finding-queries.ts";
import { findingView, oncePerThing } from "./finding-view.ts";
import { oneOrg } from "./org-queries.ts";
import { pageOf, placeOf } from "./paging.ts";
import { listSessions, registeredRooms, sessionView } from "./session-queries.ts";

const config = { capability: "filings.read" } as const;
const params = z.object({ id: z.string().min(1).max(64) });
/** More than a session of a thousand candidates says of itself. */
const FACTS_OF_PAGE = 10_000;
const TIMELINE_OF_PAGE = 2_000;

const COLUMNS: readonly TableColumn<SessionRow>[] = [
  { title: "场次 Session", value: ({ sessionId }) => sessionId },
  { title: "日期 Day", value: ({ day }) => day },
  { title: "机构 Evaluator", value: ({ orgName, orgId }) => orgName ?? orgId },
  { title: "批次 Batch", value: ({ batchId }) => batchId },
  { title: "开始 Started", value: ({ startedAtMs }) => localMoment(startedAtMs) },
  { title: "结束 Ended", value: ({ endedAtMs }) => localMoment(endedAtMs) },
  { title: "应到 Expected", value: ({ expected }) => expected },
  { title: "签到 Checked in", value: ({ checkedIn }) => checkedIn },
  { title: "现场内督 On-site internal", value: ({ coverage }) => ({ whole: "全程", part: "部分", none: "无" })[coverage.onSiteInternal] },
  { title: "远程内督 Remote internal", value: ({ coverage }) => yes(coverage.remoteInternal) },
  { title: "现场外督 On-site external", value: ({ coverage }) => yes(coverage.onSiteExternal) },
  { title: "远程外督 Remote external", value: ({ coverage }) => yes(coverage.remoteExternal) },
];

const yes = (is: boolean): string => (is ? "是" : "否");

/** Sessions as the ledger tells them. */
export function sessionRecordRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/session-records", { config, schema: { querystring: SessionQuery } }, async ({ query }, reply) => {
    const askedAtMs = askedMs(parts);
    if (query.format !== "json") return sendFile(reply, parts, query, query.format);
    const [age, stored] = await Promise.all([readAge(db, askedAtMs), listSessions(db, { filter: query, askedAtMs, sort: query.sort, after: placeOf(query.cursor), limit: query.limit + 1 })]);
    const { rows, next } = pageOf(stored, query.limit, ({ sortValue, sessionId }) => [sortValue, sessionId]);
    return SessionPage.parse({ age, rows: rows.map(sessionView), next });
  });

  app.get("/api/v1/session-records/:id", { config, schema: { params, response: { 200: SessionRecord } } }, async ({ params: { id } }) => {
    const stored = await factsUnder(db, sessionKey(id), FACTS_OF_PAGE);
    const own = stored.map(asFact);
    const batchIds = [...new Set(own.flatMap(({ data }) => ("batchId" in data && typeof data.batchId === "string" ? [data.batchId] : [])))];
    const plans = (await Promise.all(batchIds.map((batchId) => factsUnder(db, batchKey(batchId), FACTS_OF_PAGE)))).flat().map(asFact).filter(isPlan);
    const facts = inOrder([...own, ...plans]);
    const told = sessionFactsOf(id, facts);
    if (told.session === null && stored.length === 0) throw new ApiError("not-found", `no session ${id} in the ledger's facts`);
    return recordOf(parts, told, facts, stored.slice(0, TIMELINE_OF_PAGE).map(factView));
  });
}

function isPlan({ type }: Fact): boolean {
  return type.startsWith("plan.") || type.startsWith("batch.") || type === "fact.retracted";
}

async function sendFile(reply: FastifyReply, parts: FilingsParts, query: SessionQuery, format: "csv" | "xlsx"): Promise<FastifyReply> {
  const askedAtMs = askedMs(parts);
  const stored = await listSessions(parts.db, { filter: query, askedAtMs, sort: query.sort, after: null, limit: EXPORT_LIMIT });
  return sendTable(reply, format, { name: "sessions", columns: COLUMNS, rows: stored.map(sessionView), askedAtMs });
}

async function recordOf(parts: FilingsParts, told: SessionFacts, facts: readonly Fact[], timeline: SessionRecord["timeline"]): Promise<SessionRecord> {
  const { db } = parts;
  const { session, sessionId, checkIns, stays, coverage } = told;
  const askedAtMs = askedMs(parts);
  const orgId = told.orgId ?? "";
  const [age, org, rooms, findings] = await Promise.all([
    readAge(db, askedAtMs),
    oneOrg(db, orgId, askedAtMs),
    roomsOf(parts, told, facts),
    listFindings(db, { filter: { orgId, subjectKind: "session", subjectId: sessionId }, sort: "-since", after: null, limit: 200 }),
  ]);
  const left = checkIns.filter(({ leftAtMs }) => leftAtMs !== null).length;
  const running = session?.startedMs !== null && session?.endedMs === null;
  return {
    age,
    sessionId,
    orgId,
    orgName: org?.name ?? null,
    batchId: session?.batchId ?? null,
    planned: plannedOf(session),
    startedAtMs: session?.startedMs ?? null,
    endedAtMs: session?.endedMs ?? null,
    test: session?.test ?? false,
    rooms,
    roster: ofTypes(facts, ["roster.set"]).filter(({ data }) => data.sessionId === sessionId).map(({ data }) => ({ personId: data.personId, role: data.role })),
    candidates: { expected: told.expected, checkedIn: checkIns.length, left, absent: told.absent.size, presentNow: running ? presentNow(told) : null },
    checkIns: [...checkIns],
    supervision: {
      stays: [...stays],
      coverage,
      stages: ofTypes(facts, ["supervisor.stage_marked"]).filter(({ data }) => data.sessionId === sessionId).map(({ atMs, data }) => ({ supervisorId: data.supervisorId, stage: data.stage, atMs })),
    },
    findings: oncePerThing(findings.map(findingView)),
    timeline,
  };
}

function plannedOf(session: SessionFacts["session"]): SessionRecord["planned"] {
  const planned = session?.scheduled ?? session?.planned;
  if (typeof session?.startsMs !== "number" || session.endsMs === null || !planned) return null;
  return { startMs: session.startsMs, endMs: session.endsMs, rooms: planned.rooms, occupation: planned.occupation, level: planned.level, part: planned.part ?? null };
}

async function roomsOf(parts: FilingsParts, { session, checkIns }: SessionFacts, facts: readonly Fact[]): Promise<SessionRecord["rooms"]> {
  const ids = [...new Set([...(session?.rooms ?? []), ...checkIns.map(({ roomId }) => roomId)])];
  const known = new Map((await registeredRooms(parts.db, ids)).map((room) => [room.id, room]));
  const startedMs = session?.startedMs ?? null;
  const span = startedMs === null ? null : { startUs: startedMs * 1000, endUs: (session?.endedMs ?? askedMs(parts)) * 1000 };
  return ids.map((roomId) => ({
    roomId,
    name: known.get(roomId)?.nameZh ?? null,
    liveMinutes: span === null ? null : liveMinutesOf(facts, roomId, span),
    sessionMinutes: span === null ? null : (span.endUs - span.startUs) / 60_000_000,
  }));
}
