/** Why a value is not JSON that can be kept, and where. */
export interface JsonProblem {
  path: string;
  expected: string;
  got: string;
  kind: "shape" | "size";
}

const MAX_DEPTH = 12;
const MAX_VALUES = 400_000;
/** Keys that some reader of JSON would take for more than a name. */
const DANGEROUS_KEYS = new Set(["__proto__", "constructor", "prototype"]);

interface Pending {
  value: unknown;
  path: string;
  depth: number;
}

/**
 * Looks at every value once, without recursion, so that no nesting and no
 * strange object can end the process: only plain objects, lists,
 * numbers of a sane size, booleans, null and text without NUL or lone surrogates (PostgreSQL's
 * jsonb takes neither) can be kept.
 * @param maxCharacters of all texts, names and numbers together, about what the JSON text is long
 */
export function findJsonProblem(root: unknown, maxCharacters: number): JsonProblem | null {
  const pending: Pending[] = [{ value: root, path: "", depth: 0 }];
  let values = 0;
  let characters = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    values += 1;
    characters += charactersOf(next.value);
    if (values > MAX_VALUES || characters > maxCharacters) {
      return { path: "", expected: `an event of at most ${maxCharacters} characters`, got: "a larger one", kind: "size" };
    }
    const problem = problemOf(next) ?? spread(next, pending);
    if (problem !== null) return problem;
  }
  return null;
}

function charactersOf(value: unknown): number {
  if (typeof value === "string") return value.length + 3;
  return typeof value === "number" ? String(value).length + 1 : 4;
}

function problemOf({ value, path, depth }: Pending): JsonProblem | null {
  const wrong = (expected: string, got: string): JsonProblem => ({ path, expected, got, kind: "shape" });
  if (depth > MAX_DEPTH) return wrong(`at most ${MAX_DEPTH} levels of nesting`, "more");
  if (typeof value === "string") return textProblem(value, wrong);
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? null : wrong("a number within ±9007199254740991", String(value));
  if (value === null || value === undefined || typeof value === "boolean") return null;
  if (typeof value !== "object") return wrong("a JSON value", `a ${typeof value}`);
  if (Array.isArray(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? null : wrong("a JSON object", "an object of another kind");
}

function textProblem(text: string, wrong: (expected: string, got: string) => JsonProblem): JsonProblem | null {
  if (!text.isWellFormed()) return wrong("well-formed Unicode text", "half of a surrogate pair");
  return text.includes("\0") ? wrong("text without the character U+0000", "text with it") : null;
}

function spread({ value, path, depth }: Pending, pending: Pending[]): JsonProblem | null {
  if (typeof value !== "object" || value === null) return null;
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  for (const [key, inner] of Object.entries(value)) {
    const isDangerous = !Array.isArray(value) && DANGEROUS_KEYS.has(key);
    if (isDangerous) return { path: at(key), expected: "names of fields that this platform knows", got: `the name "${key}"`, kind: "shape" };
    const badName = textProblem(key, (expected, got) => ({ path, expected: `a name of ${expected}`, got, kind: "shape" }));
    if (badName !== null) return badName;
    pending.push({ value: inner, path: at(key), depth: depth + 1 });
  }
  return null;
}
