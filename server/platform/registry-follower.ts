import type { Kysely } from "kysely";
import { EVENT_CATALOG, type EventData } from "../../shared/events/event-catalog.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { addEvaluator, dropBatch, dropSittings, followEntries, knownRooms, saveSittings, whileFollowing, type FollowedEntry } from "./registry-follower-queries.ts";

const ENTRIES_PER_ROUND = 2_000;
const FOLLOWED = ["org.listed", "session.scheduled", "batch.cancelled"] as const;

const LEVEL_WORDS = [
  { zh: "高级技师（一级）", en: "level 1" },
  { zh: "技师（二级）", en: "level 2" },
  { zh: "高级工（三级）", en: "level 3" },
  { zh: "中级工（四级）", en: "level 4" },
  { zh: "初级工（五级）", en: "level 5" },
];

/**
 * What the registry learns from the ledger: an evaluator that was listed is
 * known, a session that was scheduled in known rooms is expected there, and
 * one of a batch that was cancelled no longer.
 * What people put into the registry is never overwritten, apart from the times
 * of a session. Entries are read in order, once, by one process at a time.
 * @returns whether more waits
 */
export async function followIntoRegistry(db: Kysely<Database>, now: Date, log: Log): Promise<boolean> {
  let read = 0;
  await whileFollowing(db, async (trx, afterSeq) => {
    const entries = await followEntries(trx, afterSeq, FOLLOWED, ENTRIES_PER_ROUND);
    read = entries.length;
    for (const entry of entries) await learn(trx, entry, now, log);
    return entries.at(-1)?.seq ?? afterSeq;
  });
  return read === ENTRIES_PER_ROUND;
}

/** An entry of another hand with such a kind and another body is passed over, not stumbled upon. */
async function learn(db: Kysely<Database>, { seq, kind, body }: FollowedEntry, now: Date, log: Log): Promise<void> {
  if (!(FOLLOWED as readonly string[]).includes(kind)) return;
  const { data } = JSON.parse(body) as { data?: unknown };
  const listed = EVENT_CATALOG["org.listed"].data.safeParse(data);
  const scheduled = EVENT_CATALOG["session.scheduled"].data.safeParse(data);
  if (kind === "org.listed" && listed.success) return addEvaluator(db, listed.data.orgId);
  if (kind === "session.scheduled" && scheduled.success) return scheduleSession(db, scheduled.data, now);
  const cancelled = EVENT_CATALOG["batch.cancelled"].data.safeParse(data);
  if (kind === "batch.cancelled" && cancelled.success) return dropBatch(db, cancelled.data.orgId, cancelled.data.batchId);
  log.warn({ seq, kind }, "an entry of the ledger is not of the form of its kind");
}

async function scheduleSession(db: Kysely<Database>, session: EventData<"session.scheduled">, now: Date): Promise<void> {
  const { orgId, batchId, sessionId, occupation, level, startsAt, endsAt } = session;
  const [starts, ends] = [new Date(startsAt), new Date(endsAt)];
  if (session.test === true || ends <= starts) return;
  const rooms = await knownRooms(db, orgId, session.rooms);
  const words = LEVEL_WORDS[level - 1];
  const sittings = rooms.map((roomId) => ({
    id: session.rooms.length === 1 ? sessionId : `${sessionId}.${roomId}`,
    roomId,
    titleZh: `${occupation} ${words?.zh ?? ""}`,
    titleEn: `${occupation}, ${words?.en ?? ""}`,
    startsAt: starts,
    endsAt: ends,
    sessionRef: sessionId,
    batchRef: batchId,
  }));
  await saveSittings(db, sittings);
  await dropSittings(db, orgId, sessionId, sittings.map(({ id }) => id), now);
}
