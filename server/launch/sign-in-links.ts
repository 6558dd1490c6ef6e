import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { createSignInLink, listSignIns } from "../access/sign-in-queries.ts";

/** One-time links for those who are not yet signed in; null for those who are. */
export async function firstSignInLinks(db: Kysely<Database>, clock: Clock, baseUrl: string): Promise<{ administratorUrl: string | null; wallUrl: string | null }> {
  const kinds = new Set((await listSignIns(db, clock)).map((signIn) => signIn.principalKind));
  const linkFor = async (kind: "administrator" | "wall-device", label: string) => {
    if (kinds.has(kind)) return null;
    const { token } = await createSignInLink(db, clock, kind, label);
    return `${baseUrl}/sign-in?token=${token}`;
  };
  return {
    administratorUrl: await linkFor("administrator", "first administrator"),
    wallUrl: await linkFor("wall-device", "wall screen of the first start"),
  };
}
