import { useEffect, useRef, useState } from "react";
import type { Age } from "../../../shared/protocol/filings/age.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import type { Fetched } from "./use-fetched.ts";

const AGAIN_MS = 1000;

/**
 * After something was entered: asks again every second until the answer is
 * computed up to that entry, so that the page shows it as soon as the rules
 * have read it.
 */
export function useUntilEntry(fetched: Fetched<{ age: Age }>): { entry: number | null; seen: boolean; waitFor: (entry: number) => void } {
  const [entry, setEntry] = useState<number | null>(null);
  const seen = entry === null || (fetched.value?.age.entry ?? 0) >= entry;
  const reload = useRef(fetched.reload);
  useEffect(() => {
    reload.current = fetched.reload;
  });
  useEffect(() => (seen ? undefined : systemClock.every(AGAIN_MS, () => reload.current())), [seen]);
  return { entry, seen, waitFor: setEntry };
}
