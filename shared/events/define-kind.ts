import type { z } from "zod";
import type { DossierScope } from "./dossier-key.ts";

/** The seven links of requirements 4 and what goes across them. */
export const LINKS = ["organisation", "people", "exam", "bank", "paper", "score", "certificate", "supervision", "platform"] as const;
export type Link = (typeof LINKS)[number];

/**
 * One kind of event: its words, the schema of its data, and the dossiers that
 * its facts go into besides the evaluator's own (every field `orgId` does).
 */
export interface EventKind<Data extends z.ZodObject = z.ZodObject> {
  link: Link;
  zh: string;
  en: string;
  data: Data;
  dossiers: readonly DossierScope[];
}

export function kindsOf(link: Link) {
  return <Data extends z.ZodObject>(zh: string, en: string, data: Data, dossiers: readonly DossierScope[] = []): EventKind<Data> => ({ link, zh, en, data, dossiers });
}
