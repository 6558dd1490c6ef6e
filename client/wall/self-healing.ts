import type { Clock } from "../../shared/time/clock.ts";

export interface HealthFacts {
  /** Since the server was last heard; null = never. */
  silentMs: number | null;
  /** A server process other than the one this page came from has answered. */
  newBoot: boolean;
  usedHeapBytes: number | null;
}

const STUCK_AFTER_MS = 60_000;
const HEAP_BUDGET_BYTES = 700_000_000;

/** Why the page would like to be loaded again; null = it would not. */
export function reasonToReload(facts: HealthFacts): "stuck" | "new-build" | "memory" | null {
  if (facts.silentMs !== null && facts.silentMs > STUCK_AFTER_MS) return "stuck";
  if (facts.usedHeapBytes !== null && facts.usedHeapBytes > HEAP_BUDGET_BYTES) return "memory";
  return facts.newBoot ? "new-build" : null;
}

const CHECK_INTERVAL_MS = 20_000;
const LOOK_INTERVAL_MS = 2_000;
/** Somebody may just be reading it aloud. */
const ALARM_STAYS_MS = 30_000;
const LOADED_AT_LEAST_MS = 60_000;

/**
 * Loads the page again only when that can help: the server says it is ready,
 * and this page is stuck, too big, or older than the build being served. A
 * readable old page is never traded for an error page, and none is taken away
 * within 30 s of the first sight of a mark of the highest level.
 */
export function healBySelf(clock: Clock, facts: () => HealthFacts): () => void {
  const startedMs = clock.monotonicMs();
  let marks = 0;
  let alarmedMs = -Infinity;
  const stopLooking = clock.every(LOOK_INTERVAL_MS, () => {
    const now = document.querySelectorAll(".mark-1").length;
    if (now > marks) alarmedMs = clock.monotonicMs();
    marks = now;
  });
  const stopChecking = clock.every(CHECK_INTERVAL_MS, () => {
    const reason = reasonToReload(facts());
    if (reason === null || clock.monotonicMs() - startedMs < LOADED_AT_LEAST_MS) return;
    void canReload(reason).then((yes) => {
      if (yes && clock.monotonicMs() - alarmedMs >= ALARM_STAYS_MS) location.reload();
    });
  });
  return () => {
    stopLooking();
    stopChecking();
  };
}

async function canReload(reason: "stuck" | "new-build" | "memory"): Promise<boolean> {
  try {
    const ready = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!ready.ok) return false;
    return reason !== "new-build" || (await servesAnotherBuild());
  } catch {
    return false;
  }
}

/** The build is known by the hashed name of its entry script. */
async function servesAnotherBuild(): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute("src");
  const page = await (await fetch(location.pathname, { cache: "no-store" })).text();
  return entry !== null && entry !== undefined && page.includes("<script") && !page.includes(entry);
}

/** Chromium only; null elsewhere. */
export function usedHeapBytes(): number | null {
  const { memory } = performance as { memory?: { usedJSHeapSize: number } };
  return memory?.usedJSHeapSize ?? null;
}
