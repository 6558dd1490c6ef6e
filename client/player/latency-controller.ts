/**
 * Decides how fast a tile plays so that it stays one fragment plus a small
 * margin behind the newest sample, without stalling and without drifting.
 *
 * The measure is the slack: media time still unplayed at the instant the next
 * fragment arrives. A slack of 0 is a stall; everything above the margin is
 * latency for nothing. The buffer target (fragment + margin) is what the slack
 * is just after the arrival. A target below one fragment stalls at every
 * fragment (measured), so the margin is never negative.
 */
export interface LatencySettings {
  /** Margin of a steady stream. */
  marginMs: number;
  /** The margin grows up to this when arrivals jitter. */
  maxMarginMs: number;
  /** Further behind than the target by this much: jump instead of chasing. */
  jumpBeyondMs: number;
}

export const DEFAULT_LATENCY: LatencySettings = { marginMs: 50, maxMarginMs: 600, jumpBeyondMs: 2000 };

export type LatencyDecision = { kind: "play"; rate: number } | { kind: "jump"; aheadMs: number };

export interface FragmentArrival {
  nowMs: number;
  durationMs: number;
  /** Unplayed media just before this fragment. */
  slackMs: number;
}

const FAST = 1.1;
const QUICK = 1.05;
const SLOW = 0.97;
const FAST_BEYOND_MS = 300;
const CHASE_BEYOND_MS = 45;
const STALLED_BELOW_MS = 5;
const MARGIN_STEP_MS = 40;
const CALM_BEFORE_SHRINKING_MS = 10_000;
const REMEMBERED = 8;
/** A join begins with up to a whole group of pictures: the first arrivals after it may jump to the present. */
const SETTLE_ARRIVALS = 5;
const SETTLE_BEYOND_MS = 150;

export class LatencyController {
  stalls = 0;
  jumps = 0;
  #settings: LatencySettings;
  #marginMs: number;
  #durationsMs: number[] = [];
  #slacksMs: number[] = [];
  #rate = 1;
  #changedMarginAtMs = 0;
  #settling = SETTLE_ARRIVALS;

  constructor(settings: LatencySettings = DEFAULT_LATENCY) {
    this.#settings = settings;
    this.#marginMs = settings.marginMs;
  }

  /** Unplayed media wanted just after a fragment arrived. */
  get bufferTargetMs(): number {
    return this.fragmentMs + this.#marginMs;
  }

  /** The longest of the last fragments: a key frame may end one early. */
  get fragmentMs(): number {
    return this.#durationsMs.length === 0 ? 200 : Math.max(...this.#durationsMs);
  }

  /** Age of the oldest sample on screen that this aims at: it waited a fragment to be cut, then the buffer. */
  get targetMs(): number {
    return this.fragmentMs + this.bufferTargetMs;
  }

  get rate(): number {
    return this.#rate;
  }

  /** A new start: what was measured before says nothing, and surplus is jumped over at once instead of chased. */
  restart(): void {
    this.#forget();
    this.#settling = SETTLE_ARRIVALS;
  }

  onFragment(arrival: FragmentArrival): LatencyDecision {
    this.#durationsMs = [...this.#durationsMs, arrival.durationMs].slice(-REMEMBERED);
    const surplusMs = arrival.slackMs + arrival.durationMs - this.bufferTargetMs;
    const settling = this.#settling > 0;
    this.#settling -= 1;
    if (surplusMs > (settling ? SETTLE_BEYOND_MS : this.#settings.jumpBeyondMs)) {
      if (!settling) this.jumps += 1;
      this.#forget();
      return { kind: "jump", aheadMs: this.bufferTargetMs };
    }
    this.#adaptMargin(arrival);
    this.#slacksMs = [...this.#slacksMs, arrival.slackMs].slice(-REMEMBERED);
    this.#rate = this.#nextRate(Math.min(...this.#slacksMs), arrival.slackMs);
    return { kind: "play", rate: this.#rate };
  }

  #forget(): void {
    this.#slacksMs = [];
    this.#rate = 1;
  }

  #adaptMargin({ slackMs, nowMs }: FragmentArrival): void {
    if (slackMs < STALLED_BELOW_MS && this.#slacksMs.length > 0) {
      this.stalls += 1;
      this.#marginMs = Math.min(this.#settings.maxMarginMs, this.#marginMs + MARGIN_STEP_MS);
      this.#changedMarginAtMs = nowMs;
      return;
    }
    if (nowMs - this.#changedMarginAtMs < CALM_BEFORE_SHRINKING_MS) return;
    this.#marginMs = Math.max(this.#settings.marginMs, Math.min(this.#marginMs - MARGIN_STEP_MS / 2, this.#marginMs * 0.9));
    this.#changedMarginAtMs = nowMs;
  }

  /** Chases on the least slack of the last fragments, so that jitter is not taken for lateness. */
  #nextRate(leastSlackMs: number, slackMs: number): number {
    const surplusMs = leastSlackMs - this.#marginMs;
    const chasing = this.#rate > 1;
    if (surplusMs > FAST_BEYOND_MS) return FAST;
    if (surplusMs > (chasing ? 10 : CHASE_BEYOND_MS)) return QUICK;
    // Being early is worse than late: slow down on a single short slack, until the margin is back.
    const slowing = this.#rate < 1;
    if (slackMs < this.#marginMs * (slowing ? 0.9 : 0.4)) return SLOW;
    return 1;
  }
}
