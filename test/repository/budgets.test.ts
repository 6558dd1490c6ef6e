import { expect, test } from "vitest";
import { commentShare, readFunctions } from "./read-functions.ts";
import { isTest, sourceFiles } from "./repository-files.ts";

const files = sourceFiles().filter((file) => !isTest(file));
const lines = (text: string) => text.trimEnd().split("\n").length;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

test("files are about one thing: half of them within 90 lines, nine in ten within 220, none over 400", () => {
  const tooLong = files.filter((file) => lines(file.text) > 400).map((file) => `${file.path}: ${lines(file.text)} lines`);
  expect(tooLong).toEqual([]);
  const sizes = files.map((file) => lines(file.text));
  expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(90);
  expect(quantile(sizes, 0.9)).toBeLessThanOrEqual(220);
});

test("functions fit a screen: nine in ten within 40 lines, 60 in components, none over 100", () => {
  const found = files.flatMap((file) => readFunctions(file.text).map((each) => ({ ...each, path: file.path })));
  const tooLong = found.filter((each) => each.lines > 100).map((each) => `${each.path}:${each.line}: ${each.lines} lines`);
  expect(tooLong).toEqual([]);
  const sizes = (component: boolean) => found.filter((each) => each.path.endsWith(".tsx") === component).map((each) => each.lines);
  expect(quantile(sizes(false), 0.9)).toBeLessThanOrEqual(40);
  expect(quantile(sizes(true), 0.9)).toBeLessThanOrEqual(60);
});

test("comments are 5 to 12 of a hundred lines: enough to say why, too few to repeat the code", () => {
  const share = commentShare(files.map((file) => file.text).join("\n"));
  expect(share).toBeGreaterThanOrEqual(0.05);
  expect(share).toBeLessThanOrEqual(0.12);
});

test("the function counter sees functions, methods and arrows, and no statements, types or strings", () => {
  const source = `
function one(a: string): { b: number }[] {
  if (a) { return []; }
  return [];
}
class Two {
  async #three(x: () => void): Promise<void> {
    for (const y of x) { y("{ ("); }
  }
}
const four = (z: number) => {
  // }
};
interface Five { six: { seven: string } }
`;
  expect(readFunctions(source).map((each) => [each.line, each.lines])).toEqual([[2, 4], [7, 3], [11, 3]]);
});
