import { z } from "zod";
import type { CheckRow, DeadlineRow, Rulebook } from "./rulebook.ts";

/** One setting: which values make sense, and which rules read it. */
interface Setting {
  value: z.ZodType<string | number | boolean>;
  deadline?: (row: DeadlineRow) => boolean;
  check?: (row: CheckRow) => boolean;
}

const oneOf = (...choices: [string, ...string[]]) => z.enum(choices, { error: `expected one of ${choices.map((choice) => `"${choice}"`).join(", ")}` });
const whole = (least: number, most: number, unit: string) => {
  const error = `expected ${least} to ${most} ${unit}, as a whole number`;
  return z.number({ error }).int(error).min(least, error).max(most, error);
};
const yesNo = z.boolean({ error: "expected true or false" });
const named = (...ids: string[]) => ({ check: ({ id }: CheckRow) => ids.includes(id) });
const limitOf = (name: string) => ({ deadline: ({ houseLimitSetting }: DeadlineRow) => houseLimitSetting === name });
const amendment = { value: yesNo, deadline: ({ anchor, direction }: DeadlineRow) => direction === "before" && anchor.startsWith("plan") };
const sla = (name: string) => ({ value: whole(0, 250, "working days"), ...limitOf(name) });

const pattern = z.string({ error: "expected a regular expression as text; empty: no form is checked" }).max(100).refine(isPattern, { error: "expected a valid regular expression for the whole number, for example Y\\d{21}; empty: no form is checked" });

function isPattern(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`, "u").unicode;
  } catch {
    return false;
  }
}

/** Every setting of every rulebook; a test holds the names against the books. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  "retention.start": { value: oneOf("evaluation-end", "archive"), deadline: ({ direction }) => direction === "retention" },
  "D02/D03": { value: oneOf("10/15", "10", "15"), deadline: ({ readings }) => readings.includes("A2") },
  "lead.mode": { value: oneOf("nth-day", "full-days"), deadline: ({ unit, direction }) => unit === "workday" && direction === "before" },
  cutoff: { value: z.string({ error: "expected a time of day" }).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time of day such as "17:30", or "24:00"'), deadline: ({ owedBy, direction, unit }) => owedBy !== "authority" && ["before", "after", "by"].includes(direction) && unit !== "gate" && unit !== "year" },
  "publicity.dayOne": { value: oneOf("exclude", "include"), deadline: ({ direction, unit }) => direction === "duration" && unit === "workday" },
  "fixed.inclusive": { value: yesNo, deadline: ({ unit }) => unit === "fixed" },
  "retention.default": { value: whole(1, 100, "years"), ...limitOf("retention.default") },
  "retention.autoDelete": { value: z.literal(false, { error: "expected false: nothing is ever deleted by itself (A13)" }) },
  "gate.approval": { value: yesNo, deadline: ({ unit, readings }) => unit === "gate" && readings.includes("A3") },
  "listing.graceDays": { value: whole(0, 366, "days"), ...named("ORG-05") },
  "recording.gapLimitSeconds": { value: whole(1, 86_400, "seconds"), ...named("EXM-06") },
  "onsite.required": { value: yesNo, ...named("EXM-08") },
  "paper.unsealWindowMinutes": { value: whole(0, 1440, "minutes"), ...named("PAP-01") },
  "certificate.numberPattern": { value: pattern, ...named("CRT-05") },
  "safetyVeto.years": { value: whole(0, 100, "years"), ...named("PER-14") },
  "avoid.scope": { value: oneOf("session", "batch"), ...named("PER-07") },
  "draw.internal": { value: yesNo, ...named("SUP-01") },
  dayOne: { value: oneOf("include", "exclude"), deadline: ({ readings }) => readings.includes("A8") },
  status: { value: oneOf("in-force", "trial", "draft", "pilot"), deadline: () => true, check: () => true },
  "amend.earlierStart": amendment,
  "amend.occupation": amendment,
  "amend.level": amendment,
  "amend.site": amendment,
  "sla.archive": sla("sla.archive"),
  "sla.form": sla("sla.form"),
  "sla.posting": sla("sla.posting"),
};

/** What is wrong with a value, as "expected …"; null: nothing. */
export function wrongValue(setting: string, value: string | number | boolean): string | null {
  const known = SETTINGS[setting];
  if (known === undefined) return `expected one of ${Object.keys(SETTINGS).join(", ")}`;
  return known.value.safeParse(value).error?.issues[0]?.message ?? null;
}

/** The rules of a book that read a setting. */
export function rulesReading(book: Pick<Rulebook, "deadlines" | "checks">, setting: string): string[] {
  const { deadline, check } = SETTINGS[setting] ?? {};
  const rows = [...(deadline === undefined ? [] : book.deadlines.filter(deadline)), ...(check === undefined ? [] : book.checks.filter(check))];
  return rows.map(({ id }) => id);
}

export function settingChoices(setting: string): readonly string[] {
  const value = SETTINGS[setting]?.value;
  return value instanceof z.ZodEnum ? value.options.map(String) : [];
}
