import type { MouseEvent, ReactNode } from "react";
import { goTo } from "./address.ts";

interface LinkProps {
  to: string;
  children: ReactNode;
  className?: string;
  /** The page that is open. */
  current?: boolean;
}

/** A true link: it opens in a new tab when asked to, and moves within the desk otherwise. */
export function Link({ to, children, className, current = false }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={to} onClick={follow} className={className} aria-current={current ? "page" : undefined}>
      {children}
    </a>
  );
}
