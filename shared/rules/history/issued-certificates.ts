import type { Fact } from "../../events/fact.ts";
import { certificatesOf, type Certificate } from "./certificates.ts";
import { viewOf } from "./facts-by-type.ts";
import { namedSessions } from "./session-arrangement.ts";
import type { Session } from "./sessions.ts";

/** A certificate as it was first issued; a number that is only known from re-prints was issued before there was a record. */
export interface IssuedCertificate extends Certificate {
  issued: NonNullable<Certificate["issued"]>;
  /** The batch that it names, else that of its sessions; null: of none. */
  batchId: string | null;
  /** The sessions that it names, else all of its batch. */
  sessions: readonly Session[];
}

export const issuedCertificatesOf = viewOf((facts: readonly Fact[]): readonly IssuedCertificate[] =>
  [...certificatesOf(facts).values()].flatMap((certificate) => {
    const { issued } = certificate;
    if (issued === null || issued.data.reprint === true) return [];
    const sessions = namedSessions(facts, issued.data);
    const batchId = issued.data.batchId ?? sessions.find((session) => session.batchId !== null)?.batchId ?? null;
    return [{ ...certificate, issued, batchId, sessions }];
  }),
);

/** Batch by batch; what belongs to none stands alone under its number. */
export const certificatesByBatch = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly IssuedCertificate[]> =>
  Map.groupBy(issuedCertificatesOf(facts), ({ batchId, number }) => (batchId === null ? `certificate ${number}` : `batch ${batchId}`)),
);
