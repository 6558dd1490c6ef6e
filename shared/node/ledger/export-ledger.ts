import { headingLine, entryLine } from "../../ledger/ledger-export.ts";
import { LEDGER_GENESIS } from "../../ledger/ledger-entry.ts";
import type { Kysely } from "kysely";
import { readEntries } from "../database/ledger-queries.ts";
import type { Database } from "../database/tables.ts";

const PAGE_ENTRIES = 2_000;

/** The whole ledger as it stands now, line by line with line ends; memory stays at one page. */
export async function* exportLedger(db: Kysely<Database>): AsyncGenerator<string> {
  yield `${headingLine({ format: "mingjian-ledger-export/1", firstSeq: 1, previousHash: LEDGER_GENESIS })}\n`;
  let lastSeq = 0;
  for (;;) {
    const entries = await readEntries(db, lastSeq, PAGE_ENTRIES);
    if (entries.length === 0) return;
    for (const entry of entries) yield `${entryLine(entry)}\n`;
    lastSeq = entries.at(-1)?.seq ?? lastSeq;
  }
}
