import { useEffect } from "react";
import { isComposing, isTyping } from "../shell/use-shortcuts.ts";

/** J and K go through the rows of a list, Escape leaves the chosen one; outside inputs, by position of the key. */
export function useRowKeys(keys: readonly string[], selected: string | null, choose: (key: string | null) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.code === "KeyJ" ? 1 : event.code === "KeyK" ? -1 : 0;
      const at = selected === null ? -1 : keys.indexOf(selected);
      const next = keys[Math.max(0, Math.min(keys.length - 1, at + step))];
      if (step !== 0 && next !== undefined) choose(next);
      if (event.code === "Escape" && selected !== null) choose(null);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [keys, selected, choose]);
}
