import { z } from "zod";
import { localDateOfMs, addDays } from "../../shared/calendar/local-date.ts";
import { ObligationFilter } from "../../shared/protocol/filings/obligations.ts";
import { FeedBody, FeedList, FeedMade } from "../../shared/protocol/filings/work-calendar.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { dueDatesIcs } from "./export/due-dates-ics.ts";
import { announcedEntries, feedOfKey, listFeeds, makeFeed, revokeFeed } from "./feed-queries.ts";
import { askedAt, type FilingsParts } from "./filings-parts.ts";
import { listObligations } from "./obligation-queries.ts";
import { obligationView } from "./obligation-view.ts";

const read = { capability: "filings.read" } as const;
const write = { capability: "filings.write" } as const;
/** What a calendar shows: open duties, from half a year back to a year ahead. */
const DAYS_BACK = 183;
const DAYS_AHEAD = 366;
const FEED_LIMIT = 5_000;

/** Due dates as a calendar to subscribe to. Calendar programs cannot sign in: the key in the address is the permission, and it can be ended. */
export function feedRoutes(app: HttpApp, parts: FilingsParts & { publicUrl: string | null }): void {
  const { db } = parts;
  app.post("/api/v1/calendar-feeds", { config: write, schema: { body: FeedBody, response: { 200: FeedMade } } }, async (request) => {
    const { id, key } = await makeFeed(db, { ...request.body, asked: wordsOf(filterOf(request.body.asked)) });
    return { id, url: `${parts.publicUrl ?? `${request.protocol}://${request.host}`}/api/v1/calendar-feed/${key}.ics` };
  });

  app.get("/api/v1/calendar-feeds", { config: read, schema: { response: { 200: FeedList } } }, async () =>
    (await listFeeds(db)).map(({ createdAt, ...feed }) => ({ ...feed, createdAt: createdAt.toISOString() })),
  );

  app.delete("/api/v1/calendar-feeds/:id", { config: write, schema: { params: z.object({ id: z.uuid() }), response: { 200: z.object({}) } } }, async ({ params: { id } }) => {
    if (!(await revokeFeed(db, id))) throw new ApiError("not-found", `no living calendar feed ${id}`);
    return {};
  });

  const params = z.object({ file: z.string().regex(/^[\w-]{43}\.ics$/, "expected the 43 characters of the feed's key and .ics") });
  const tight = { rateLimit: { max: 60, timeWindow: 60_000 } };
  app.get("/api/v1/calendar-feed/:file", { config: { capability: "public", ...tight }, schema: { params } }, async ({ params: { file } }, reply) => {
    const feed = await feedOfKey(db, file.slice(0, -".ics".length));
    if (feed === undefined) throw new ApiError("not-found", "no calendar feed has this key; it may have been ended");
    const asked = await askedAt(parts);
    const today = localDateOfMs(asked.askedAtMs);
    const kept = filterOf(feed.asked);
    const dueFrom = [addDays(today, -DAYS_BACK), kept.dueFrom ?? ""].toSorted().at(-1) ?? "";
    const dueTo = [addDays(today, DAYS_AHEAD), kept.dueTo ?? "9999"].toSorted()[0] ?? "";
    const filter = { ...kept, open: true, dueFrom, dueTo, ...(feed.orgId === null ? {} : { orgId: feed.orgId }) };
    const stored = await listObligations(db, { filter, askedAtMs: asked.askedAtMs, sort: "due", after: null, limit: FEED_LIMIT });
    const rows = stored.map((row) => obligationView(row, asked));
    const text = dueDatesIcs({ label: feed.label, rows, entries: await announcedEntries(db, rows.map(({ key }) => key)), askedAtMs: asked.askedAtMs });
    return reply.type("text/calendar; charset=utf-8").header("cache-control", "private, max-age=300").send(text);
  });
}

/** @throws ApiError for words that the obligations' query does not take */
function filterOf(asked: string): ObligationFilter {
  const parsed = ObligationFilter.safeParse(Object.fromEntries(new URLSearchParams(asked)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError("bad-request", `asked: expected words of the obligations' query, got ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}; leave it out for all`, { cause: parsed.error });
}

/** Only what narrows the question is kept; pages, sorts and words that nobody knows are not. */
function wordsOf(filter: ObligationFilter): string {
  const words = Object.entries(filter).flatMap(([name, value]) => (value === undefined || name === "open" ? [] : [[name, String(value)]]));
  return new URLSearchParams(words).toString();
}
