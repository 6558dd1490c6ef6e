import { announceParts } from "./runner/real-parts.ts";
import { runStage, STAGES, type StageResult } from "./runner/stages.ts";

/**
 * `npm test`: types, lint, repository, unit, integration and browser tests in
 * this order, all of them even if one fails. `npm test -- WORD…` runs only test
 * files whose path has the word. The last line is for programs.
 */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const stages = words.length === 0 ? STAGES : [{ name: "chosen tests", kind: "vitest", args: words } as const];
  const results: StageResult[] = [];
  for (const stage of stages) {
    console.log(`\n── ${stage.name} ${"─".repeat(60 - stage.name.length)}`);
    results.push(await runStage(stage));
  }
  console.log("\n── summary ─────────────────────────────────────────────────────");
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(`${name.padEnd(14)} ${passed} passed, ${failed.length} failed, ${skipped.length} skipped (${seconds.toFixed(0)} s)`);
  }
  const failed = results.flatMap((result) => result.failed);
  const skipped = results.flatMap((result) => result.skipped);
  for (const name of failed) console.log(`FAILED  ${name}`);
  for (const name of skipped) console.log(`skipped ${name}`);
  for (const line of await announceParts(skipped)) console.log(line);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

await main();
