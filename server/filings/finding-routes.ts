import type { FastifyReply } from "fastify";
import { z } from "zod";
import { FindingDetail, FindingPage, FindingQuery, LedgerReceipt, VerdictBody, type FindingRow } from "../../shared/protocol/filings/findings.ts";
import { EXPORT_LIMIT } from "../../shared/protocol/filings/obligations.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { localMoment, sendTable, type TableColumn } from "./export/send-table.ts";
import { factsById } from "./fact-queries.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { countFindings, listFindings, oneFinding, verdictsOf } from "./finding-queries.ts";
import { allSeverities, findingOf, findingView, verdictOf } from "./finding-view.ts";
import { pageOf, placeOf } from "./paging.ts";
import { guardOf, readingsOf, sourcesOf } from "./rule-words.ts";
import { nameOf, sayAsPerson } from "./said-by-person.ts";

const config = { capability: "filings.read" } as const;
const params = z.object({ key: z.string().min(1).max(400) });

const COLUMNS: readonly TableColumn<FindingRow>[] = [
  { title: "级别 Severity", value: ({ severity }) => severity },
  { title: "规则 Rule", value: ({ rule }) => rule.ruleId },
  { title: "事项 Check", value: ({ title }) => title.zh },
  { title: "说明 What was found", value: ({ sentence }) => sentence.zh },
  { title: "机构 Evaluator", value: ({ orgName, orgId }) => orgName ?? orgId },
  { title: "对象 Subject", value: ({ subject }) => `${subject.kind} ${subject.id}` },
  { title: "自 Since", value: ({ sinceMs }) => localMoment(sinceMs) },
  { title: "解除 Cleared", value: ({ clearedMs }) => localMoment(clearedMs) },
  { title: "结论 Verdict", value: ({ verdict }) => verdict?.verdict ?? null },
  { title: "依据 Sources", value: ({ rule }) => rule.sources.join(" ") },
];

/** What the checks found, and what people say of it. */
export function findingRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/findings", { config, schema: { querystring: FindingQuery } }, async ({ query }, reply) => {
    if (query.format !== "json") return sendFile(reply, parts, query, query.format);
    const [age, stored, counts] = await Promise.all([
      readAge(db, askedMs(parts)),
      listFindings(db, { filter: query, sort: query.sort, after: placeOf(query.cursor), limit: query.limit + 1 }),
      countFindings(db, query),
    ]);
    const { rows, next } = pageOf(stored, query.limit, ({ sortValue, key }) => [sortValue, key]);
    return FindingPage.parse({ age, rows: rows.map(findingView), next, counts: allSeverities(counts) });
  });

  app.get("/api/v1/findings/:key", { config, schema: { params, response: { 200: FindingDetail } } }, async ({ params: { key } }) => {
    const stored = await oneFinding(db, key);
    if (stored === undefined) throw new ApiError("not-found", `no finding ${key}`);
    const { factIds, rule } = findingOf(stored);
    const [age, facts, said] = await Promise.all([readAge(db, askedMs(parts)), factsById(db, factIds), verdictsOf(db, key)]);
    const verdicts = said.map(({ atMs, ...each }) => verdictOf({ ...each, verdictAtMs: atMs })).filter((each) => each !== null);
    return { age, finding: { ...findingView(stored), factIds }, guard: guardOf(rule.ruleId), sources: sourcesOf(rule.sources), readings: readingsOf(rule.readings), facts, verdicts };
  });

  const write = { capability: "filings.write" } as const;
  app.post("/api/v1/findings/:key/verdict", { config: write, schema: { params, body: VerdictBody, response: { 200: LedgerReceipt } } }, async (request) => {
    const { key } = request.params;
    const stored = await oneFinding(db, key);
    if (stored === undefined) throw new ApiError("not-found", `no finding ${key}; it may have gone since the page was read`);
    const { orgId } = findingOf(stored);
    return sayAsPerson(parts, "finding.judged", { findingKey: key, ...(orgId === null ? {} : { orgId }), ...request.body, by: nameOf(request.principal) });
  });
}

async function sendFile(reply: FastifyReply, { db, clock }: FilingsParts, query: FindingQuery, format: "csv" | "xlsx"): Promise<FastifyReply> {
  const stored = await listFindings(db, { filter: query, sort: query.sort, after: null, limit: EXPORT_LIMIT + 1 });
  if (stored.length > EXPORT_LIMIT) throw new ApiError("too-large", `expected at most ${EXPORT_LIMIT} rows in a file, got more: narrow the filter`);
  return sendTable(reply, format, { name: "findings", columns: COLUMNS, rows: stored.map(findingView), askedAtMs: askedMs({ clock }) });
}
