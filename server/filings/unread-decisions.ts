import type { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import { ApiError } from "../errors/error-catalogue.ts";

/**
 * Decisions that are being entered or that the rules have not read yet, by
 * thing: until they have, its state is that of before, and a second one (a
 * double press, a colleague) would be tried against it.
 */
export class UnreadDecisions {
  readonly #entries = new Map<string, number>();

  /**
   * @param readTo the ledger entry up to which the rules have read
   * @throws ApiError conflict: an earlier decision about the thing is not read yet
   */
  async hold(thing: string, readTo: number, decide: () => Promise<LedgerReceipt>): Promise<LedgerReceipt> {
    for (const [each, entry] of this.#entries) if (entry <= readTo) this.#entries.delete(each);
    if (this.#entries.has(thing)) throw new ApiError("conflict", "expected that the decision before about the same thing is read by the rules, got one that is not: try again in a few seconds");
    this.#entries.set(thing, Infinity);
    try {
      const receipt = await decide();
      this.#entries.set(thing, receipt.entry);
      return receipt;
    } catch (error) {
      this.#entries.delete(thing);
      throw error;
    }
  }
}
