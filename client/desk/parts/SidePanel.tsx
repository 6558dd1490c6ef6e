import type { ReactNode } from "react";
import { useDeskWords } from "../words/desk-words.ts";

/** What belongs to the chosen row, beside the list and never over it. */
export function SidePanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const w = useDeskWords();
  return (
    <aside className="side-panel" aria-label={title}>
      <button className="plain-button side-close" type="button" onClick={onClose}>
        {w.data.close} <kbd>Esc</kbd>
      </button>
      {children}
    </aside>
  );
}
