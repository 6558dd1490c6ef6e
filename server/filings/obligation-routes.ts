import type { FastifyReply } from "fastify";
import { z } from "zod";
import { EXPORT_LIMIT, ObligationDetail, ObligationPage, ObligationQuery, type ObligationRow } from "../../shared/protocol/filings/obligations.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { OBLIGATION_COLUMNS } from "./export/obligation-columns.ts";
import { overduePdf } from "./export/overdue-pdf.ts";
import { sendTable } from "./export/send-table.ts";
import { factsById } from "./fact-queries.ts";
import { askedAt, type FilingsParts } from "./filings-parts.ts";
import { countObligations, listObligations, oneObligation } from "./obligation-queries.ts";
import { allCounts, arithmeticOf, obligationOf, obligationView } from "./obligation-view.ts";
import { pageOf, placeOf } from "./paging.ts";
import { readingsOf, sourcesOf } from "./rule-words.ts";

const config = { capability: "filings.read" } as const;
/** Laying out a page of Chinese takes this process 15 ms. */
const PDF_LIMIT = 1_000;
const params = z.object({ key: z.string().min(1).max(400) });

/** Who owes what, by when, and why. */
export function obligationRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/obligations", { config, schema: { querystring: ObligationQuery } }, async ({ query }, reply) => {
    if (query.format !== "json") return sendFile(reply, parts, query);
    const asked = await askedAt(parts, query.asOf);
    const { askedAtMs } = asked;
    const [age, stored, counts] = await Promise.all([
      readAge(db, askedAtMs),
      listObligations(db, { filter: query, askedAtMs, sort: query.sort, after: placeOf(query.cursor), limit: query.limit + 1 }),
      countObligations(db, query, askedAtMs),
    ]);
    const { rows, next } = pageOf(stored, query.limit, ({ sortValue, key }) => [sortValue, key]);
    return ObligationPage.parse({ age, rows: rows.map((row) => obligationView(row, asked)), next, counts: allCounts(counts) });
  });

  const detailQuery = ObligationQuery.pick({ asOf: true });
  app.get("/api/v1/obligations/:key", { config, schema: { params, querystring: detailQuery, response: { 200: ObligationDetail } } }, async ({ params: { key }, query }) => {
    const asked = await askedAt(parts, query.asOf);
    const stored = await oneObligation(db, key, asked.askedAtMs);
    if (stored === undefined) throw new ApiError("not-found", `no obligation ${key}`);
    const obligation = obligationOf(stored);
    const { countedDays, factIds, rule } = obligation;
    return {
      age: await readAge(db, asked.askedAtMs),
      obligation: { ...obligationView(stored, asked), countedDays, factIds },
      arithmetic: arithmeticOf(obligation),
      sources: sourcesOf(rule.sources),
      readings: readingsOf(rule.readings),
      facts: await factsById(db, factIds),
    };
  });
}

/** All rows of the filter, up to the limit: whoever asks for a file wants all of it. */
async function sendFile(reply: FastifyReply, parts: FilingsParts, query: z.infer<typeof ObligationQuery>): Promise<FastifyReply> {
  const asked = await askedAt(parts, query.asOf);
  const limit = query.format === "pdf" ? PDF_LIMIT : EXPORT_LIMIT;
  const stored = await listObligations(parts.db, { filter: query, askedAtMs: asked.askedAtMs, sort: query.sort, after: null, limit: limit + 1 });
  if (stored.length > limit) throw new ApiError("too-large", `expected at most ${limit} rows in a ${query.format} file, got more: narrow the filter`);
  const rows: ObligationRow[] = stored.map((row) => obligationView(row, asked));
  if (query.format === "csv" || query.format === "xlsx") return sendTable(reply, query.format, { name: "obligations", columns: OBLIGATION_COLUMNS, rows, askedAtMs: asked.askedAtMs });
  const overdue = query.state?.length === 1 && query.state[0] === "overdue";
  const pdf = await overduePdf(rows, await readAge(parts.db, asked.askedAtMs), overdue ? "逾期事项清单 Overdue" : "期限事项清单 Obligations");
  return reply.type("application/pdf").header("content-disposition", 'attachment; filename="obligations.pdf"').header("cache-control", "private, no-store").send(pdf);
}
