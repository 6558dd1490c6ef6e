import type { z } from "zod";
import { describeGot, type EventRefusal, type RefusalReason } from "./event-refusal.ts";
import { nearestWord } from "./nearest-word.ts";

type Issue = z.core.$ZodIssue;

/** What was checked, and where in the event it lies. */
export interface CheckedPart {
  root: unknown;
  prefix: "" | "data";
  reason: RefusalReason;
  knownFields: readonly string[];
}

/** Everything that a schema found wrong, each as expected / got / what to do. */
export function explainIssues(error: z.ZodError, part: CheckedPart): EventRefusal[] {
  return error.issues.map((issue) => explain(issue, part));
}

function explain(issue: Issue, { root, prefix, reason, knownFields }: CheckedPart): EventRefusal {
  const unknownField = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const parts = [...(prefix === "" ? [] : [prefix]), ...issue.path.map(String)];
  if (unknownField !== undefined) return explainUnknown(unknownField, parts, reason, issue.path.length === 0 ? knownFields : []);
  const path = parts.join(".");
  const value = valueAt(root, issue.path);
  const expected = expectedOf(issue);
  const again = value === undefined ? { zh: `补上 ${path}`, en: `add ${path}` } : { zh: `更正 ${path}`, en: `correct ${path}` };
  return refusal(reason, path, expected, describeGot(value), `${again.zh}，用同一编号（id 和 sequence）重发`, `${again.en} and send the event again under the same id and sequence`);
}

function explainUnknown(field: string, parts: readonly string[], reason: RefusalReason, knownFields: readonly string[]): EventRefusal {
  const path = [...parts, field].join(".");
  const near = nearestWord(field, knownFields);
  const expected = knownFields.length === 0 ? "only the fields that the event's documentation lists" : `only the fields ${knownFields.join(", ")}`;
  const zh = near === null ? `删除字段 ${path} 后重发` : `字段 ${field} 是否应为 ${near}？改名或删除后重发`;
  const en = near === null ? `remove ${path} and send the event again` : `did you mean ${near}? Rename or remove ${path} and send the event again`;
  return refusal(reason, path, expected, `the field "${field.slice(0, 60).toWellFormed()}"`, zh, en);
}

function refusal(reason: RefusalReason, path: string, expected: string, got: string, zh: string, en: string): EventRefusal {
  return { reason, path, expected, got, advice: { zh, en } };
}

/** Our own schemas begin their sentences with "expected"; zod's have the same word after a colon. */
function expectedOf(issue: Issue): string {
  if (issue.code === "invalid_union") return issue.errors.flatMap((errors) => errors.slice(0, 1).map(expectedOf)).join(", or ");
  if (issue.code === "invalid_key") return issue.issues.slice(0, 1).map((inner) => `a name that is ${expectedOf(inner)}`).join();
  const words = /expected (.*)$/s.exec(issue.message)?.[1] ?? issue.message;
  if (issue.code === "invalid_type" && words === "int") return "a whole number";
  return words.replace(/, received .*$/s, "").replace(/^string$/, "text").replace(/^record$/, "an object").replace(/^(object|array|int)$/, "an $1");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
