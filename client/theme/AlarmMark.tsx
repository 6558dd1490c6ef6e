export type AlarmLevel = 1 | 2 | 3;

const SHAPES: Readonly<Record<AlarmLevel, string>> = { 1: "◆", 2: "▲", 3: "●" };

/** Shape, then colour: never colour alone. The word stands beside it. */
export function AlarmMark({ level }: { level: AlarmLevel }) {
  return (
    <span className={`mark mark-${level}`} aria-hidden="true">
      {SHAPES[level]}
    </span>
  );
}
