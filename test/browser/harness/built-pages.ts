import { buildClientIfNeeded } from "../../../server/launch/client-build.ts";

/** Browser tests look at the built pages, never at the development server. */
export async function ensureBuiltPages(): Promise<void> {
  await buildClientIfNeeded(() => undefined);
}
