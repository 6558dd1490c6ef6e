/** A bench: figures of ours and of a reference, measured in the same run. */
export interface Bench {
  /** In words, for the table's head: what is measured and beside what. */
  title: string;
  /** Bounds of the figures that decide: "<= 0.35", ">= 16". */
  goals: Readonly<Record<string, Goal>>;
  /** Takes minutes; says on the way what it does. A figure that could not be measured is null. */
  measure(say: (line: string) => void): Promise<Readonly<Record<string, number | null>>>;
}

export type Goal = `${"<=" | ">=" | "<" | ">"} ${number}`;

export interface Judged {
  figure: string;
  value: number | null;
  goal: Goal | null;
  /** null: there is no goal for it. */
  held: boolean | null;
}

/** Every figure beside its goal. A figure with a goal that was not measured is not held. */
export function judge(figures: Readonly<Record<string, number | null>>, goals: Readonly<Record<string, Goal>>): Judged[] {
  const names = new Set([...Object.keys(goals), ...Object.keys(figures)]);
  return [...names].map((figure) => {
    const value = figures[figure] ?? null;
    const goal = goals[figure] ?? null;
    return { figure, value, goal, held: goal === null ? null : value !== null && meets(value, goal) };
  });
}

function meets(value: number, goal: Goal): boolean {
  const [sign, bound = ""] = goal.split(" ");
  const limit = Number(bound);
  switch (sign) {
    case "<=":
      return value <= limit;
    case ">=":
      return value >= limit;
    case "<":
      return value < limit;
    default:
      return value > limit;
  }
}
