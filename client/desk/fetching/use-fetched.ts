import { useCallback, useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { fetchJson, type FetchResult } from "../../server-api/fetch-json.ts";
import { useServerContact } from "./contact.ts";

export type Failure = Exclude<FetchResult<unknown>, { kind: "success" }>;

export interface Fetched<T> {
  /** The last good answer to this very question; kept, with its age, while a newer one fails. */
  value: T | null;
  /** Why the last try gave nothing; null = it did, or is under way. */
  failure: Failure | null;
  /** Page clock (monotonic ms) of `value`. */
  atMs: number | null;
  /** Page clock since which an answer is awaited; null = none is. */
  sinceMs: number | null;
  reload: () => void;
}

const REFRESH_MS = 30_000;

interface State<T> extends Omit<Fetched<T>, "reload"> {
  path: string | null;
}

/**
 * Fetches when the path changes and every 30 s, so that a day that ends and
 * what others do is seen in an open tab. An answer to an older question is dropped.
 */
export function useFetched<T>(path: string | null, schema: z.ZodType<T>): Fetched<T> {
  const contact = useServerContact();
  const [state, setState] = useState<State<T>>(() => waiting(path));
  const asked = useRef(0);
  const load = useCallback(async (): Promise<void> => {
    if (path === null) return;
    const turn = ++asked.current;
    setState((before) => (before.path === path ? { ...before, sinceMs: systemClock.monotonicMs() } : waiting(path)));
    const result = await fetchJson(path, schema);
    contact.note(result.kind !== "unreachable");
    if (turn !== asked.current) return;
    setState((before) => {
      if (result.kind === "success") return { path, value: result.value, failure: null, atMs: systemClock.monotonicMs(), sinceMs: null };
      return { ...(before.path === path ? before : waiting<T>(path)), failure: result, sinceMs: null };
    });
  }, [contact, path, schema]);
  useEffect(() => {
    queueMicrotask(() => void load());
    const stop = systemClock.every(REFRESH_MS, () => {
      if (document.visibilityState === "visible") void load();
    });
    return () => {
      asked.current += 1;
      stop();
    };
  }, [load]);
  const shown = state.path === path ? state : waiting<T>(path);
  return { ...shown, reload: () => void load() };
}

function waiting<T>(path: string | null): State<T> {
  return { path, value: null, failure: null, atMs: null, sinceMs: systemClock.monotonicMs() };
}
