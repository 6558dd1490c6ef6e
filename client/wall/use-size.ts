import { useEffect, useState, type RefObject } from "react";

export interface BoxSize {
  width: number;
  height: number;
  /** The type size that the box inherits: charts set their ticks in it. */
  fontPx: number;
}

/** A chart is told its size; the library's own container draws nothing under hidden parents. */
export function useSize(box: RefObject<HTMLDivElement | null>): BoxSize | null {
  const [size, setSize] = useState<BoxSize | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight, fontPx: Number.parseFloat(getComputedStyle(element).fontSize) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}
