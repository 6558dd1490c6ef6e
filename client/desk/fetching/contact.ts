import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Clock } from "../../../shared/time/clock.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";

export interface ContactView {
  /** false: the last thing asked was not answered. */
  reached: boolean;
  /** Page clock (monotonic ms) when the server last answered; null = never. */
  heardAtMs: number | null;
  /** Server time minus the page's own, ms, to within a second; null = unknown. */
  offsetMs: number | null;
}

const ASK_INTERVAL_MS = 15_000;

/** Whether the server answers, and what time it is there: asked every 15 s, and at every fetch that a page makes. */
export class ServerContact {
  #clock: Clock;
  #view: ContactView = { reached: true, heardAtMs: null, offsetMs: null };
  #listeners = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.every(ASK_INTERVAL_MS, () => void this.ask());
    void this.ask();
  }

  get view(): ContactView {
    return this.#view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks the lightest route; its `Date` header is the server's clock. */
  async ask(): Promise<void> {
    try {
      const answer = await fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(8000) });
      const date = Date.parse(answer.headers.get("date") ?? "");
      // The header has whole seconds: on average half of one has passed.
      const offsetMs = Number.isNaN(date) ? null : date + 500 - this.#clock.nowUs() / 1000;
      this.#set({ reached: true, heardAtMs: this.#clock.monotonicMs(), offsetMs });
    } catch {
      this.note(false);
    }
  }

  /** What a page's own fetch found. */
  note(reached: boolean): void {
    this.#set(reached ? { ...this.#view, reached, heardAtMs: this.#clock.monotonicMs() } : { ...this.#view, reached });
  }

  /** UTC ms at the server; the page's own clock until it is known. */
  nowMs(): number {
    return this.#clock.nowUs() / 1000 + (this.#view.offsetMs ?? 0);
  }

  #set(view: ContactView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

export const ContactContext = createContext<ServerContact | null>(null);

/** The desk's one contact; a page outside the desk has none. */
export function useServerContact(): ServerContact {
  const contact = useContext(ContactContext);
  if (contact === null) throw new Error("expected a ContactContext around this page, found none: open it within DeskApp");
  return contact;
}

export function useContactView(): ContactView {
  const contact = useServerContact();
  return useSyncExternalStore(contact.subscribe, () => contact.view);
}

/** Server time, UTC ms, drawn again each second. */
export function useServerNowMs(): number {
  const contact = useServerContact();
  const [nowMs, setNowMs] = useState(() => contact.nowMs());
  useEffect(() => systemClock.every(1000, () => setNowMs(contact.nowMs())), [contact]);
  return nowMs;
}

export function openContact(): ServerContact {
  return new ServerContact(systemClock);
}
