import type { Clock } from "../../shared/time/clock.ts";
import type { Principal } from "../access/principal.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";

/** Enters who watches which camera live (P8). */
export interface ViewingLog {
  /** Resolves before a byte may be sent; the function it gives is called when the watching ends. null = refuse: too much waits for the ledger. */
  begin(who: Principal | null, cameraId: string): Promise<(() => void) | null>;
}

export interface ViewingLogParts {
  record: AuditTrail["record"];
  clock: Clock;
  /** Entries that wait for the ledger. */
  countWaiting(waiting: number): void;
}

interface Entry {
  kind: "footage.watched-live" | "footage.live-ended";
  who: Principal | null;
  cameraId: string;
  details: { [key: string]: string | number };
  atMs: number;
}

/** One sign-in and one camera, for at most an hour. */
interface Viewing {
  who: Principal | null;
  cameraId: string;
  fromUs: number;
  watchers: number;
  /** When the first of the watchers now began. */
  sinceUs: number;
  watchedUs: number;
  lastUs: number;
  entered: Promise<void>;
}

const LONGEST_US = 3_600_000_000;
/** A wall turns its pages: a camera that is back within this time was not left. */
const LEFT_AFTER_US = 600_000_000;
const CHECK_MS = 30_000;
/** A ledger slower than this is waited for behind the picture, not before it. */
const PATIENCE_MS = 2_000;
const MAX_WAITING = 5_000;
const MOST_AT_ONCE = 500;

/**
 * One entry when a sign-in begins to watch a camera and one when it has left it, or after an hour and then
 * again: a wall that turns its pages all day makes two entries a camera and hour, not two a turn.
 *
 * The entry is committed before the first fragment goes out. Only while the ledger does not answer does the
 * picture come first: a monitoring wall must not go dark with a restart of the database. Such entries wait here,
 * are counted, keep `/readyz` from saying ready, and above a limit nobody new may watch.
 */
export class LiveViewings implements ViewingLog {
  readonly #parts: ViewingLogParts;
  readonly #stopChecks: () => void;
  #viewings = new Map<string, Viewing>();
  #waiting: Entry[] = [];
  /** Given to the ledger, which has not answered yet. */
  #asked: readonly Entry[] = [];
  #writing: Promise<void> | null = null;
  #refused = false;

  constructor(parts: ViewingLogParts) {
    this.#parts = parts;
    this.#stopChecks = parts.clock.every(CHECK_MS, () => this.#check());
  }

  /** Entries that the ledger has not taken in the time it should need. */
  get overdue(): number {
    const nowMs = this.#parts.clock.monotonicMs();
    return [...this.#asked, ...this.#waiting].filter(({ atMs }) => nowMs - atMs >= PATIENCE_MS).length;
  }

  /** Known to refuse or to hang: then no picture waits for it, and only the regular check asks it again. */
  get #fails(): boolean {
    return this.#refused || this.overdue > 0;
  }

  async begin(who: Principal | null, cameraId: string): Promise<(() => void) | null> {
    const key = `${who?.signInId ?? ""}/${cameraId}`;
    let viewing = this.#viewings.get(key);
    if (viewing === undefined) {
      if (this.#waiting.length + this.#asked.length >= MAX_WAITING) return null;
      viewing = this.#open(key, who, cameraId);
    }
    if (viewing.watchers === 0) viewing.sinceUs = this.#parts.clock.nowUs();
    viewing.watchers += 1;
    const began = viewing;
    let ended = false;
    await began.entered;
    return () => {
      if (!ended) this.#leave(this.#viewings.get(key) ?? began);
      ended = true;
    };
  }

  /** Ends every viewing and waits, for a moment, for the ledger. */
  async stop(): Promise<void> {
    this.#stopChecks();
    for (const key of this.#viewings.keys()) this.#close(key);
    await this.#patiently(this.#write());
  }

  #open(key: string, who: Principal | null, cameraId: string): Viewing {
    const nowUs = this.#parts.clock.nowUs();
    this.#enter("footage.watched-live", who, cameraId, { from: timeOf(nowUs) });
    const viewing: Viewing = { who, cameraId, fromUs: nowUs, watchers: 0, sinceUs: nowUs, watchedUs: 0, lastUs: nowUs, entered: this.#fails ? Promise.resolve() : this.#patiently(this.#write()) };
    this.#viewings.set(key, viewing);
    return viewing;
  }

  #leave(viewing: Viewing): void {
    viewing.watchers -= 1;
    viewing.lastUs = this.#parts.clock.nowUs();
    if (viewing.watchers === 0) viewing.watchedUs += viewing.lastUs - viewing.sinceUs;
  }

  #check(): void {
    const nowUs = this.#parts.clock.nowUs();
    for (const [key, viewing] of this.#viewings) {
      const left = viewing.watchers === 0 && nowUs - viewing.lastUs >= LEFT_AFTER_US;
      if (!left && nowUs - viewing.fromUs < LONGEST_US) continue;
      this.#close(key);
      if (viewing.watchers > 0) this.#open(key, viewing.who, viewing.cameraId).watchers = viewing.watchers;
    }
    void this.#write();
  }

  #close(key: string): void {
    const viewing = this.#viewings.get(key);
    if (viewing === undefined) return;
    this.#viewings.delete(key);
    const toUs = viewing.watchers > 0 ? this.#parts.clock.nowUs() : viewing.lastUs;
    const watchedUs = viewing.watchedUs + (viewing.watchers > 0 ? toUs - viewing.sinceUs : 0);
    const details = { from: timeOf(viewing.fromUs), to: timeOf(toUs), watchedSeconds: Math.round(watchedUs / 1e6) };
    this.#enter("footage.live-ended", viewing.who, viewing.cameraId, details);
  }

  #enter(kind: Entry["kind"], who: Principal | null, cameraId: string, details: Entry["details"]): void {
    this.#waiting.push({ kind, who, cameraId, details, atMs: this.#parts.clock.monotonicMs() });
  }

  /** Resolves when what waited is in the ledger, or the ledger refused; never rejects. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll();
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    // A turn later, so that all tiles of a page share a statement.
    await Promise.resolve();
    this.#refused = false;
    while (!this.#refused && this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, MOST_AT_ONCE);
      this.#asked = taken;
      const results = await Promise.allSettled(taken.map(({ kind, who, cameraId, details }) => this.#parts.record(kind, who, cameraId, details)));
      this.#asked = [];
      const refused = taken.filter((_, index) => results[index]?.status === "rejected");
      this.#waiting.unshift(...refused);
      this.#refused = refused.length > 0;
    }
    this.#writing = null;
    this.#parts.countWaiting(this.#waiting.length);
  }

  async #patiently(written: Promise<void>): Promise<void> {
    const done = new AbortController();
    await Promise.race([written, this.#parts.clock.sleep(PATIENCE_MS, done.signal).catch(() => undefined)]);
    done.abort();
  }
}

function timeOf(us: number): string {
  return new Date(us / 1000).toISOString();
}
