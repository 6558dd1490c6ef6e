import { z } from "zod";
import { isEventType } from "../events/event-catalog.ts";

const TypeOfEvent = z.string().refine(isEventType, { error: "expected a type of event that shared/events/events.md lists" });
const YesNo = z.enum(["true", "false"], { error: 'expected "true" or "false"' }).default("false").transform((text) => text === "true");

export const PreviewQuery = z.object({ type: TypeOfEvent });
export const CommitQuery = z.object({
  type: TypeOfEvent,
  /** Of the file, as the preview told it: what is entered is what was seen. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected the sha256 that the preview told"),
  /** true: bad rows are left out; false: one bad row and nothing is entered. */
  onlyGood: YesNo,
});
export const TemplateQuery = z.object({ type: TypeOfEvent, format: z.enum(["csv", "xlsx"]).default("xlsx") });

export const ImportProblem = z.object({
  row: z.number().int(),
  column: z.string().nullable(),
  expected: z.string(),
  got: z.string(),
  advice: z.object({ zh: z.string(), en: z.string() }),
});

export const ImportPreview = z.object({
  type: z.string(),
  sha256: z.string(),
  /** The source under which the rows are entered, the same for the same file and type. */
  source: z.string(),
  rows: z.number().int(),
  good: z.number().int(),
  bad: z.number().int(),
  /** Rows of this very file that were entered before; they count once. */
  alreadyEntered: z.number().int(),
  problemCount: z.number().int(),
  /** The first of them. */
  problems: z.array(ImportProblem),
  /** What the first good rows become. */
  events: z.array(z.object({ row: z.number().int(), time: z.string(), data: z.record(z.string(), z.unknown()) })),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportAnswer = z.object({ source: z.string(), entered: z.number().int(), repeated: z.number().int(), leftOut: z.number().int() });
export type ImportAnswer = z.infer<typeof ImportAnswer>;
