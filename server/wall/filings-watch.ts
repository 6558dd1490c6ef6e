import type { Kysely } from "kysely";
import { addDays, localDateOfMs, startOfDayMs } from "../../shared/calendar/local-date.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { WallFilings, WallFilingsAge } from "../../shared/protocol/wall.ts";
import { buildFilings, TREND_DAYS, type FilingsRows } from "./filings-figures.ts";
import { countDue, coverageByDay, mostOverdue, overdueSpans, plannedOn, runningSessions } from "./filings-queries.ts";

const SHOWN_WORST = 8;
/** Past days change only when something is entered late. */
const PAST_VALID_MS = 30_000;

type Past = Pick<FilingsRows, "past" | "overdueSpans"> & { today: string; readAtMs: number };

/** The wall's figures from the ledger. What is now is read every time, the days before today twice a minute. */
export class FilingsWatch {
  readonly #db: Kysely<Database>;
  #past: Past | null = null;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** @throws DatabaseUnavailable */
  async read(nowMs: number): Promise<{ filings: WallFilings; filingsAge: WallFilingsAge }> {
    const db = this.#db;
    const today = localDateOfMs(nowMs);
    const { past, overdueSpans: spans } = await this.#readPast(today, nowMs);
    const [{ entry, ledgerEntry, computedAtMs }, running, plannedToday, due, worst, [todays]] = await Promise.all([
      readAge(db, nowMs),
      runningSessions(db, nowMs),
      plannedOn(db, today),
      countDue(db, nowMs, today),
      mostOverdue(db, nowMs, SHOWN_WORST),
      coverageByDay(db, today, today),
    ]);
    return { filings: buildFilings({ nowMs, today, running, plannedToday, due, worst, todays, past, overdueSpans: spans }), filingsAge: { entry, ledgerEntry, computedAtMs } };
  }

  async #readPast(today: string, nowMs: number): Promise<Past> {
    const known = this.#past;
    if (known !== null && known.today === today && Math.abs(nowMs - known.readAtMs) < PAST_VALID_MS) return known;
    const firstDay = addDays(today, 1 - TREND_DAYS);
    const [past, spans] = await Promise.all([coverageByDay(this.#db, firstDay, addDays(today, -1)), overdueSpans(this.#db, startOfDayMs(firstDay), nowMs)]);
    const read = { today, readAtMs: nowMs, past, overdueSpans: spans };
    this.#past = read;
    return read;
  }
}
