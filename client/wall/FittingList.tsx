import { useLayoutEffect, useRef, useState, type ReactNode } from "react";

export interface FittingRow {
  key: string;
  content: ReactNode;
}

interface FittingListProps {
  rows: readonly FittingRow[];
  more: (count: number) => string;
}

/** Shows as many whole rows as fit and says how many do not: a wall has no scrollbar and clips nothing. */
export function FittingList({ rows, more }: FittingListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState(1);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const rowPx = element.firstElementChild?.getBoundingClientRect().height ?? 0;
      if (rowPx > 0) setRoom(Math.max(1, Math.floor(element.clientHeight / rowPx + 0.02)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = rows.length > room ? rows.slice(0, Math.max(1, room - 1)) : rows;
  return (
    <ul className="rows" ref={list}>
      {shown.map(({ key, content }) => (
        <li className="row" key={key}>
          {content}
        </li>
      ))}
      {shown.length < rows.length && <li className="row-more">{more(rows.length - shown.length)}</li>}
    </ul>
  );
}
