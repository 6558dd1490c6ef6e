/** Beyond this a number is older, not newer (RFC 3550 A.1; the server drops packets even on TCP). */
const MAX_GAP = 0x8000;
/** Older by more than this is no straggler: the camera may have started anew. */
const MAX_STRAGGLE = 100;
/** So many in a row prove it. */
const RESTART_RUN = 3;

/** Follows 16-bit sequence numbers: tells losses from duplicates and from a camera that started anew. */
export class SequenceTracker {
  #expected: number | null;
  #olderNext = -1;
  #olderRun = 0;
  #hasStarted = false;
  /** Number of wraps × 65536 + highest number, for receiver reports. */
  extendedHighest = 0;

  /** `initialSeq`: of RTP-Info; null to start from the first packet, which is safest. */
  constructor(initialSeq: number | null) {
    this.#expected = initialSeq;
  }

  /** Packets missing before this one; −1: duplicate or older, drop it. */
  accept(seq: number): number {
    const loss = this.#lossBefore(seq);
    if (loss < 0) return loss;
    this.extendedHighest = this.#hasStarted ? this.extendedHighest + loss + 1 : seq;
    this.#hasStarted = true;
    this.#expected = (seq + 1) & 0xffff;
    this.#olderRun = 0;
    return loss;
  }

  #lossBefore(seq: number): number {
    if (this.#expected === null) return 0;
    const ahead = (seq - this.#expected) & 0xffff;
    if (ahead <= MAX_GAP) return ahead;
    // A wrong number in RTP-Info must not cost the first packets.
    if (!this.#hasStarted) return 0;
    if (0x1_0000 - ahead <= MAX_STRAGGLE) return -1;
    this.#olderRun = seq === this.#olderNext ? this.#olderRun + 1 : 1;
    this.#olderNext = (seq + 1) & 0xffff;
    // How many were lost when numbers start anew nobody knows: at least those dropped here.
    return this.#olderRun >= RESTART_RUN ? this.#olderRun - 1 : -1;
  }
}
