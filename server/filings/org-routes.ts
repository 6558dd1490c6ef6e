import type { FastifyReply } from "fastify";
import { z } from "zod";
import { EVENT_CATALOG } from "../../shared/events/event-catalog.ts";
import { EXPORT_LIMIT } from "../../shared/protocol/filings/obligations.ts";
import { ORG_LINKS, OrgDetail, OrgPage, OrgQuery, type OrgLink, type OrgProfile, type OrgRow } from "../../shared/protocol/filings/orgs.ts";
import { FINDING_SEVERITIES } from "../../shared/rules/decision.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { localMoment, sendTable, type TableColumn } from "./export/send-table.ts";
import { countUnder, newestUnder } from "./fact-queries.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { listFindings } from "./finding-queries.ts";
import { allSeverities, findingView, oncePerThing } from "./finding-view.ts";
import { countObligations } from "./obligation-queries.ts";
import { allCounts } from "./obligation-view.ts";
import { batchesOfOrg, countJudged, countOrgs, listOrgs, oneOrg } from "./org-queries.ts";
import { pageOf, placeOf } from "./paging.ts";
import { linkOfRule } from "./rule-links.ts";
import { listSessions } from "./session-queries.ts";

const config = { capability: "filings.read" } as const;
const params = z.object({ id: z.string().min(1).max(64) });
const LATEST_PER_LINK = 10;
const FINDINGS_PER_LINK = 20;
/** Open findings of one evaluator that its page reads; more are counted, not shown. */
const FINDINGS_OF_PAGE = 1_000;
const NEWEST = 50;

const COLUMNS: readonly TableColumn<OrgRow>[] = [
  { title: "机构 Evaluator", value: ({ name, id }) => name ?? id },
  { title: "机构编号 Id", value: ({ id }) => id },
  { title: "备案号 Code", value: ({ orgCode }) => orgCode },
  { title: "类型 Type", value: ({ evaluatorType }) => evaluatorType },
  { title: "地区 Area", value: ({ areaCode }) => areaCode },
  { title: "状态 State", value: ({ state }) => state },
  { title: "有效期至 Valid to", value: ({ validTo }) => validTo },
  { title: "逾期 Overdue", value: ({ overdue }) => overdue },
  { title: "即将到期 Due soon", value: ({ dueSoon }) => dueSoon },
  { title: "红色发现 Red findings", value: ({ redFindings }) => redFindings },
  { title: "最近记录 Last entry", value: ({ lastFactAtMs }) => localMoment(lastFactAtMs) },
];

/** Evaluators: who they are, what they owe, what was found, link by link. */
export function orgRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/orgs", { config, schema: { querystring: OrgQuery } }, async ({ query }, reply) => {
    const askedAtMs = askedMs(parts);
    if (query.format !== "json") return sendFile(reply, parts, query, query.format);
    const [age, stored, total] = await Promise.all([
      readAge(db, askedAtMs),
      listOrgs(db, { query, askedAtMs, after: placeOf(query.cursor), limit: query.limit + 1 }),
      countOrgs(db, query, askedAtMs),
    ]);
    const { rows, next } = pageOf(stored, query.limit, ({ sortValue, id }) => [sortValue, id]);
    return OrgPage.parse({ age, rows, next, total });
  });

  app.get("/api/v1/orgs/:id", { config, schema: { params, response: { 200: OrgDetail } } }, async ({ params: { id } }) => {
    const askedAtMs = askedMs(parts);
    const org = await oneOrg(db, id, askedAtMs);
    if (org === undefined) throw new ApiError("not-found", `no evaluator ${id} in the ledger's facts`);
    return orgDetail(parts, org, askedAtMs);
  });
}

async function sendFile(reply: FastifyReply, parts: FilingsParts, query: OrgQuery, format: "csv" | "xlsx"): Promise<FastifyReply> {
  const askedAtMs = askedMs(parts);
  const rows = await listOrgs(parts.db, { query, askedAtMs, after: null, limit: EXPORT_LIMIT });
  return sendTable(reply, format, { name: "evaluators", columns: COLUMNS, rows, askedAtMs });
}

async function orgDetail({ db }: FilingsParts, org: OrgProfile, askedAtMs: number): Promise<OrgDetail> {
  const { id } = org;
  const heading = `org:${id}`;
  const [age, counts, judged, links, batches, sessions, sanctions, suspensions, filings] = await Promise.all([
    readAge(db, askedAtMs),
    countObligations(db, { orgId: id }, askedAtMs),
    countJudged(db, id),
    linksOf(db, id),
    batchesOfOrg(db, id, NEWEST),
    listSessions(db, { filter: { orgId: id }, askedAtMs, sort: "near", after: null, limit: NEWEST }),
    newestUnder(db, heading, ["org.sanction.decided", "org.delisted"], NEWEST),
    newestUnder(db, heading, ["org.suspended", "org.stopped", "org.resumed"], NEWEST),
    newestUnder(db, heading, ["org.filing.submitted"], 1),
  ]);
  const obligations = allCounts(counts);
  const findings = judged as OrgDetail["credit"]["findings"];
  const credit = { sanctions, suspensions, met: obligations.met, metLate: obligations.met_late, overdue: obligations.overdue, findings };
  const filingId = typeof filings[0]?.data["filingId"] === "string" ? filings[0].data["filingId"] : null;
  return { age, org, filingId, obligations, links, credit, batches, sessions: sessions.map(({ sessionId, day, startedMs, endedMs }) => ({ sessionId, day, startedAtMs: startedMs, endedAtMs: endedMs })) };
}

async function linksOf(db: FilingsParts["db"], orgId: string): Promise<OrgLink[]> {
  const heading = `org:${orgId}`;
  const [byType, open] = await Promise.all([
    countUnder(db, heading),
    listFindings(db, { filter: { orgId, open: true, mode: ["in-force"] }, sort: "-since", after: null, limit: FINDINGS_OF_PAGE }),
  ]);
  const findings = oncePerThing(open.map(findingView)).toSorted((a, b) => FINDING_SEVERITIES.indexOf(a.severity) - FINDING_SEVERITIES.indexOf(b.severity));
  return Promise.all(
    ORG_LINKS.map(async (link): Promise<OrgLink> => {
      const types = Object.entries(EVENT_CATALOG).filter(([, kind]) => kind.link === link);
      const known = byType.filter(({ type }) => types.some(([name]) => name === type));
      const own = findings.filter(({ rule }) => linkOfRule(rule.ruleId) === link);
      return {
        link,
        facts: known.reduce((sum, { count }) => sum + count, 0),
        byType: known.map((each) => ({ ...each, title: titleOf(types, each.type) })),
        latest: known.length === 0 ? [] : await newestUnder(db, heading, known.map(({ type }) => type), LATEST_PER_LINK),
        findings: own.slice(0, FINDINGS_PER_LINK),
        openBySeverity: allSeverities(new Map(FINDING_SEVERITIES.map((severity) => [severity, own.filter((each) => each.severity === severity).length]))),
      };
    }),
  );
}

function titleOf(types: readonly [string, { zh: string; en: string }][], type: string): { zh: string; en: string } {
  const kind = types.find(([name]) => name === type)?.[1];
  return { zh: kind?.zh ?? type, en: kind?.en ?? type };
}
