import { createHash } from "node:crypto";
import type { EventType } from "../../../shared/events/event-catalog.ts";
import { sheetEvents, type SheetReading } from "../../../shared/events/sheet/sheet-events.ts";
import { readTable, TableFileError } from "../../../shared/node/event-files/read-table.ts";
import { ApiError } from "../../errors/error-catalogue.ts";

export interface ReadImport {
  sha256: string;
  source: string;
  reading: SheetReading;
}

const SOURCE_DIGITS = 24;

/**
 * Reads a file of events of one type. Its source is named after the file and
 * the type, and each event is numbered by its row, so that the same file
 * entered twice counts once (P9).
 * @throws ApiError where the file as a whole cannot be read
 */
export async function readImport(bytes: Buffer, type: EventType, nowMs: number): Promise<ReadImport> {
  const source = `import-${createHash("sha256").update(`${type}\n`).update(bytes).digest("hex").slice(0, SOURCE_DIGITS)}`;
  const rows = await readTable(bytes).catch((error: unknown) => {
    throw error instanceof TableFileError ? new ApiError("bad-request", error.message, { cause: error }) : error;
  });
  const reading = sheetEvents(rows, { type, producer: { id: source, orgId: null }, nowMs, numberOf: (row) => ({ sequence: row, id: `row-${row}` }) });
  return { sha256: createHash("sha256").update(bytes).digest("hex"), source, reading };
}
