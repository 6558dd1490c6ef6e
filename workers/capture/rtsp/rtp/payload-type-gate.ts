/** So many packets of one unannounced type and none announced: the SDP was wrong. */
const ADOPT_AFTER_PACKETS = 32;

/**
 * Lets the announced payload types through. Others are dropped before sequence
 * numbers are looked at: Geovision's type 50 repeats the number of the packet before.
 */
export class PayloadTypeGate {
  #accepted: readonly number[] | null;
  #hasStarted = false;
  #foreignRun = 0;
  #foreign = -1;

  /** null: not known, the first packet decides. */
  constructor(payloadTypes: readonly number[] | null) {
    this.#accepted = payloadTypes;
  }

  accept(payloadType: number): boolean {
    this.#accepted ??= [payloadType];
    if (this.#accepted.includes(payloadType)) {
      this.#hasStarted = true;
      return true;
    }
    if (this.#hasStarted) return false;
    this.#foreignRun = payloadType === this.#foreign ? this.#foreignRun + 1 : 1;
    this.#foreign = payloadType;
    if (this.#foreignRun < ADOPT_AFTER_PACKETS) return false;
    this.#accepted = [payloadType];
    this.#hasStarted = true;
    return true;
  }
}
