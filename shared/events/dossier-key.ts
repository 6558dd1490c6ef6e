/**
 * A dossier is what one rule evaluation reads: all facts about one thing. A
 * fact may lie in several (a check-in: the evaluator's and the person's).
 */
export const DOSSIER_SCOPES = ["org", "supervisor", "person", "occupation", "certificate", "draw", "case", "area", "object"] as const;
export type DossierScope = (typeof DOSSIER_SCOPES)[number];

/** "org:xm-port", "person:p-17", "occupation:350200:6-29-01-01". */
export type DossierKey = `${DossierScope}:${string}`;

export function dossierKey(scope: DossierScope, id: string): DossierKey {
  return `${scope}:${id}`;
}

export function scopeOf(key: DossierKey): DossierScope {
  return key.slice(0, key.indexOf(":")) as DossierScope;
}

/** What stands behind the scope: the id of the evaluator, the person … */
export function idOf(key: DossierKey): string {
  return key.slice(key.indexOf(":") + 1);
}

const FIELD_OF: Partial<Record<DossierScope, string>> = {
  org: "orgId",
  supervisor: "supervisorId",
  person: "personId",
  certificate: "number",
  draw: "drawId",
  case: "caseId",
  area: "areaCode",
  object: "objectKey",
};

/** The dossiers of a fact: its evaluator's, and those that its kind names. */
export function dossiersOf(data: Readonly<Record<string, unknown>>, scopes: readonly DossierScope[]): DossierKey[] {
  const keys = new Set<DossierKey>();
  for (const scope of new Set<DossierScope>(["org", ...scopes])) {
    if (scope === "occupation") for (const id of occupationsOf(data)) keys.add(dossierKey("occupation", id));
    // A draw that was repeated learns it: its own result is kept (P13).
    if (scope === "draw" && typeof data["replaces"] === "string") keys.add(dossierKey("draw", data["replaces"]));
    const field = FIELD_OF[scope];
    const value = field === undefined ? undefined : data[field];
    if (typeof value === "string") keys.add(dossierKey(scope, value));
  }
  return [...keys];
}

/** Occupations are compared within one area: "350200:焊工". */
function occupationsOf(data: Readonly<Record<string, unknown>>): string[] {
  const { areaCode, occupations, removed } = data;
  if (typeof areaCode !== "string") return [];
  const named: unknown[] = [occupations, removed].flatMap((list: unknown) => (Array.isArray(list) ? list : []));
  return named.flatMap((entry) =>
    typeof entry === "object" && entry !== null && "occupation" in entry && typeof entry.occupation === "string" ? [`${areaCode}:${entry.occupation}`] : [],
  );
}
