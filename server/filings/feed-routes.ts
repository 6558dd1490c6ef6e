import { z } from "zod";
import { localDateOfMs, addDays } from "../../shared/calendar/local-date.ts";
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
    const { id, key } = await makeFeed(db, request.body.label, request.body.orgId);
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
    const filter = { open: true, dueFrom: addDays(today, -DAYS_BACK), dueTo: addDays(today, DAYS_AHEAD), ...(feed.orgId === null ? {} : { orgId: feed.orgId }) };
    const stored = await listObligations(db, { filter, askedAtMs: asked.askedAtMs, sort: "due", after: null, limit: FEED_LIMIT });
    const rows = stored.map((row) => obligationView(row, asked));
    const text = dueDatesIcs({ label: feed.label, rows, entries: await announcedEntries(db, rows.map(({ key }) => key)), askedAtMs: asked.askedAtMs });
    return reply.type("text/calendar; charset=utf-8").header("cache-control", "private, max-age=300").send(text);
  });
}
