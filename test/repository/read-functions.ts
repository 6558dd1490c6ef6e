/** A function and how many lines it takes, from its opening to its closing brace. */
export interface FoundFunction {
  line: number;
  lines: number;
}

const NOT_FUNCTIONS = new Set(["if", "for", "while", "switch", "catch", "with"]);

/**
 * Finds function bodies by counting braces. TypeScript 7 has no compiler API, and
 * for a length a tokenizer is enough; types in braces are not mistaken for bodies.
 */
export function readFunctions(source: string): FoundFunction[] {
  const code = blankOut(source);
  const found: FoundFunction[] = [];
  const open: { at: number; isFunction: boolean }[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "{") open.push({ at, isFunction: opensFunction(code.slice(Math.max(0, at - 600), at)) });
    if (code[at] !== "}") continue;
    const begun = open.pop();
    if (!begun?.isFunction) continue;
    found.push({ line: lineOf(code, begun.at), lines: lineOf(code, at) - lineOf(code, begun.at) + 1 });
  }
  return found;
}

/** Whether a brace after this text opens a body: after `=>`, or after parameters that belong to no statement. */
function opensFunction(before: string): boolean {
  const text = before.trimEnd();
  if (text.endsWith("=>")) return true;
  // The brace of a type: `): { a: string }`.
  if (text.endsWith(":")) return false;
  const close = parametersEnd(text);
  if (close < 0) return false;
  const word = /([\w$#]+)\s*(<[^<>()]*>)?\s*$/.exec(text.slice(0, matchingOpen(text, close)))?.[1] ?? "";
  return word !== "" && !NOT_FUNCTIONS.has(word);
}

/** Index of the `)` that ends the parameters, before an optional return type; −1 if there is none. */
function parametersEnd(text: string): number {
  const match = /\)(\s*:[^;=]*)?$/.exec(text.slice(text.lastIndexOf(";") + 1));
  if (!match) return -1;
  const plain = text.endsWith(")") ? text.length - 1 : text.lastIndexOf("):");
  return plain;
}

function matchingOpen(text: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (text[at] === ")") depth++;
    if (text[at] === "(" && --depth === 0) return at;
  }
  return 0;
}

function lineOf(code: string, at: number): number {
  let line = 1;
  for (let index = code.indexOf("\n"); index >= 0 && index < at; index = code.indexOf("\n", index + 1)) line++;
  return line;
}

/** Comments, strings and regular expressions become blanks of the same length; lines stay where they are. */
export function blankOut(source: string): string {
  const pattern = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=[=(,:!&|?[{;\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\//g;
  return source.replaceAll(pattern, (token) => token.replaceAll(/[^\n]/g, " "));
}

/** Share of lines that are comments, 0–1. */
export function commentShare(source: string): number {
  const lines = source.split("\n").filter((line) => line.trim() !== "");
  const comments = lines.filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line) || /^\s*--/.test(line));
  return comments.length / Math.max(1, lines.length);
}
