/**
 * Type by distance: `--u` is the size of one minute of arc in CSS pixels for
 * the farthest viewer. NUREG-0700 asks for 16′ at least; a Hanzi face fills
 * 0.92 em, so a tier of n′ is calc(var(--u) * n / .92).
 */
export interface Screen {
  /** Diagonal in inches, 16:9. */
  diagonalInch: number;
  distanceM: number;
  /** Type steps by the + and − keys, each 8 %. */
  steps: number;
}

export const DEFAULT_SCREEN: Screen = { diagonalInch: 75, distanceM: 4, steps: 0 };

const MM_PER_INCH = 25.4;
const WIDTH_PER_DIAGONAL = 16 / Math.hypot(16, 9);
const HALF_ARC_MINUTE = Math.PI / 180 / 120;

/** @param widthPx width of the 16:9 picture that fits the window */
export function arcMinutePx(screen: Screen, widthPx: number): number {
  const widthMm = screen.diagonalInch * MM_PER_INCH * WIDTH_PER_DIAGONAL;
  const arcMinuteMm = 2 * screen.distanceM * 1000 * Math.tan(HALF_ARC_MINUTE);
  return ((arcMinuteMm * widthPx) / widthMm) * 1.08 ** screen.steps;
}

/** `?diag=55&dist=4&step=1`; what is missing or absurd keeps its default. */
export function screenFrom(search: string): Screen {
  const query = new URLSearchParams(search);
  const read = (name: string, least: number, most: number, otherwise: number): number => {
    const value = Number(query.get(name) ?? Number.NaN);
    return value >= least && value <= most ? value : otherwise;
  };
  return {
    diagonalInch: read("diag", 20, 300, DEFAULT_SCREEN.diagonalInch),
    distanceM: read("dist", 0.5, 30, DEFAULT_SCREEN.distanceM),
    steps: read("step", -6, 6, DEFAULT_SCREEN.steps),
  };
}

/** Keeps `--u` of the element right for the window's size; returns how to stop. */
export function keepScaled(element: HTMLElement, screen: Screen): () => void {
  const scale = (): void => {
    const widthPx = Math.min(window.innerWidth, (window.innerHeight * 16) / 9);
    element.style.setProperty("--u", `${arcMinutePx(screen, widthPx).toFixed(4)}px`);
  };
  scale();
  window.addEventListener("resize", scale);
  return () => window.removeEventListener("resize", scale);
}
