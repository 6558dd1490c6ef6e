/** Runs of days of which nothing is known, as first and last date, for a hatch behind the line. */
export function dayGaps(points: readonly { date: string; main: number | null }[]): { from: string; to: string }[] {
  const gaps: { from: string; to: string }[] = [];
  let open: { from: string; to: string } | null = null;
  for (const { date, main } of points) {
    if (main !== null) {
      open = null;
      continue;
    }
    if (open === null) {
      open = { from: date, to: date };
      gaps.push(open);
    } else open.to = date;
  }
  return gaps;
}
