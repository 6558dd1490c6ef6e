import { useSyncExternalStore } from "react";
import { withQuery } from "./query-words.ts";

/** Path = object, query = view: what a page shows can be pasted into another tab. */
export interface Address {
  path: string;
  query: string;
}

const MOVED = "mingjian:moved";
let current: Address = read();

function read(): Address {
  return { path: location.pathname.replace(/(.)\/$/, "$1"), query: location.search };
}

function subscribe(listener: () => void): () => void {
  const moved = (): void => {
    current = read();
    listener();
  };
  window.addEventListener("popstate", moved);
  window.addEventListener(MOVED, moved);
  return () => {
    window.removeEventListener("popstate", moved);
    window.removeEventListener(MOVED, moved);
  };
}

/** The address bar as state. */
export function useAddress(): Address {
  return useSyncExternalStore(subscribe, () => current);
}

/** Another object is a step back in the history; another view of the same one replaces it. */
export function goTo(url: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  current = read();
  window.dispatchEvent(new Event(MOVED));
}

/** Words of the address's query, and how to change some of them without leaving the page. */
export function useQuery(): [URLSearchParams, (changes: Readonly<Record<string, string | null>>) => void] {
  const { path, query } = useAddress();
  return [new URLSearchParams(query), (changes) => goTo(`${path}${withQuery(query, changes)}`, "replace")];
}
