import { z } from "zod";
import { OrgPage } from "../../../shared/protocol/filings/orgs.ts";
import { useFetched } from "./use-fetched.ts";

const Named = z.object({ rows: OrgPage.shape.rows });

/** Every evaluator's name by its id, for pickers; the id where no event gave a name. At most 500. */
export function useOrgNames(): ReadonlyMap<string, string> {
  return new Map(useOrgs().map((org) => [org.id, org.name ?? org.id]));
}

export function useOrgs(): z.infer<typeof Named>["rows"] {
  return useFetched("/api/v1/orgs?limit=500", Named).value?.rows ?? NONE;
}

const NONE: z.infer<typeof Named>["rows"] = [];
