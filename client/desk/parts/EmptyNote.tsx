import type { ReactNode } from "react";

/** Why there is nothing, and what to do about it. */
export function EmptyNote({ kind, title, children }: { kind: string; title: string; children?: ReactNode }) {
  return (
    <div className="empty" data-empty={kind}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
