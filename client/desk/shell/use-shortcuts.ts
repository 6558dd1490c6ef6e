import { useEffect } from "react";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { goTo } from "./address.ts";
import { DESK_PAGES } from "./desk-pages.ts";
import { keepScope } from "./query-words.ts";

const SECOND_KEY_WITHIN_MS = 1500;

export interface ShellKeys {
  palette(): void;
  help(): void;
}

/**
 * Keys by position (`code`), because a Chinese input method changes `key`;
 * none while one is composing, and single keys only outside inputs.
 */
export function useShortcuts(keys: ShellKeys): void {
  useEffect(() => {
    let goAtMs = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (isComposing(event)) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyK") {
        event.preventDefault();
        keys.palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.code === "Slash" && event.shiftKey) keys.help();
      if (event.code === "Slash" && !event.shiftKey) focusSearch(event);
      const nowMs = systemClock.monotonicMs();
      if (nowMs - goAtMs < SECOND_KEY_WITHIN_MS) goByLetter(event);
      goAtMs = event.code === "KeyG" && !event.shiftKey ? nowMs : -Infinity;
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [keys]);
}

/** Old browsers say 229 instead of `isComposing`. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select, [role='combobox'], dialog, [role='dialog']") !== null);
}

function goByLetter(event: KeyboardEvent): void {
  const page = DESK_PAGES.find(({ letter }) => letter !== null && event.code === `Key${letter}`);
  if (page === undefined) return;
  event.preventDefault();
  if (page.apart === true) location.assign(page.path);
  else goTo(keepScope(page.path, location.search));
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>("[data-page-search] input, input[data-page-search]");
  if (search === null) return;
  event.preventDefault();
  search.focus();
}
