import { z } from "zod";
import { ApiError } from "../errors/error-catalogue.ts";

const Place = z.tuple([z.union([z.string(), z.number()]), z.string()]);

/** Where a page ended: the value it was sorted by, and the key that tells equal ones apart. */
export type Place = z.infer<typeof Place>;

export function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** @throws ApiError for anything that no page gave out */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new ApiError("bad-request", `cursor: expected the "next" of the page before, got ${JSON.stringify(cursor.slice(0, 40))}; leave it out for the first page`, { cause });
  }
}

/** One more row than the page holds says that there is another page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, placeOfRow: (row: Row) => Place): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? cursorOf(placeOfRow(last)) : null };
}
