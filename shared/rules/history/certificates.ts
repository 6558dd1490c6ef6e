import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";
import type { Dated } from "./results.ts";

/** One certificate number and what became of it. */
export interface Certificate {
  number: string;
  /** First issue; re-prints carry the same number (CRT-03). */
  issued: (Dated & { data: EventData<"cert.issued"> }) | null;
  /** All issues, oldest first: two holders of one number are a duplicate (CRT-05). */
  issues: readonly (Dated & { data: EventData<"cert.issued"> })[];
  uploaded: readonly (Dated & { target: string })[];
  receipts: readonly (Dated & { target: string })[];
  verified: readonly (Dated & { source: string; found: boolean })[];
  withdrawn: readonly (Dated & { target: string })[];
  voided: Dated | null;
}

export const certificatesOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Certificate> => {
  const found = new Map<string, Certificate>();
  const change = (number: string, step: (known: Certificate) => Partial<Certificate>) => {
    const known = found.get(number) ?? { number, issued: null, issues: [], uploaded: [], receipts: [], verified: [], withdrawn: [], voided: null };
    found.set(number, { ...known, ...step(known) });
  };
  for (const { id: factId, atMs, data } of ofType(facts, "cert.issued")) {
    const issue = { atMs, factId, data };
    change(data.number, (known) => ({ issued: known.issued ?? issue, issues: [...known.issues, issue] }));
  }
  for (const { id: factId, atMs, data } of ofType(facts, "cert.uploaded")) change(data.number, ({ uploaded }) => ({ uploaded: [...uploaded, { atMs, factId, target: data.target }] }));
  for (const { id: factId, atMs, data } of ofType(facts, "cert.receipt")) change(data.number, ({ receipts }) => ({ receipts: [...receipts, { atMs, factId, target: data.target }] }));
  for (const { id: factId, atMs, data } of ofType(facts, "cert.verified")) change(data.number, ({ verified }) => ({ verified: [...verified, { atMs, factId, source: data.source, found: data.found }] }));
  for (const { id: factId, atMs, data } of ofType(facts, "cert.withdrawn")) change(data.number, ({ withdrawn }) => ({ withdrawn: [...withdrawn, { atMs, factId, target: data.target }] }));
  for (const { id: factId, atMs, data } of ofType(facts, "cert.voided")) change(data.number, ({ voided }) => ({ voided: voided ?? { atMs, factId } }));
  return found;
});
