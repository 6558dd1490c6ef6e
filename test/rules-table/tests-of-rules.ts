import { isTest, sourceFiles } from "../repository/repository-files.ts";

/** A test whose name begins with the ids of the rules that it shows. */
export interface RuleTest {
  ruleIds: string[];
  /** Shows what keeps the rule from a false alarm. */
  guard: boolean;
  name: string;
  path: string;
}

const ID = String.raw`(?:D\d{2}|(?:ORG|PER|EXM|BNK|PAP|SCO|CRT|SUP|ARC)-\d{2})`;
const NAME = new RegExp(String.raw`^\s*test(?:\.\w+(?:\([^\n"\x60]*\))?)*\(\s*["\x60](${ID}(?:(?:, | and | )${ID})*)( guard:)? ([^"\x60]+)["\x60]`, "gm");

/** Every such test in the repository, by the text of its file: a test that is skipped or commented out of its file is not one. */
export function testsOfRules(): RuleTest[] {
  return sourceFiles()
    .filter((file) => isTest(file) && file.path.endsWith(".test.ts"))
    .flatMap((file) => [...file.text.matchAll(NAME)].map(([, ids = "", guard, name = ""]) => ({ ruleIds: ids.match(new RegExp(ID, "g")) ?? [], guard: guard !== undefined, name, path: file.path })));
}
